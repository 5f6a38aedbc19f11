import words from '../../locales/ja/line.json' with { type: 'json' }
import type { LoggedMessage, RenderedChoice } from '../../src/channels/channel.ts'

export { words }

/** Something the bot said. */
export function said(text: string, more: Partial<LoggedMessage> = {}): LoggedMessage {
  return { seq: 1, role: 'bot', atMs: 0, key: 'a.key', text, ...more }
}

/** A question of the bot's. */
export function asked(
  text: string,
  choices: readonly RenderedChoice[],
  more: Partial<LoggedMessage> = {},
): LoggedMessage {
  return said(text, { prompt: '12-mi3k9x', choices, ...more })
}

/** `count` choices with short labels of their own. */
export function someChoices(count: number): readonly RenderedChoice[] {
  return Array.from({ length: count }, (_, index) => ({ id: `choice.${index + 1}`, label: `選択${index + 1}番目` }))
}
