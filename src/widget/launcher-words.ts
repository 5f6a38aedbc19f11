/** What the widget itself can say its words in; the conversation is in the desk's language. */
export type Language = 'ja' | 'en'

/** What the launcher says, and what in its place when the chat itself did not come. */
export const launcherWords: Readonly<Record<Language, readonly [label: string, failed: string]>> = {
  ja: ['解約・返金のご相談', 'もう一度押してください'],
  en: ['Cancel or refund', 'Press again'],
}
