/** Words that lead somewhere wherever in a text they stand, unless one of `except` stands there too. */
export interface Signal {
  /** 「期限|締切…前…知らせて」: one of the alternatives of each part, in this order. */
  readonly words: readonly string[]
  readonly except: readonly string[]
}

/** The closed grammar of a language, by the event each phrase means. */
export interface SetPhrases {
  /** Whole utterances (状況, 根拠, 続き). */
  readonly commands: Readonly<Record<string, readonly string[]>>
  readonly signals: Readonly<Record<string, readonly string[] | Signal>>
}

/** 「携帯会社の契約」 is no company's contract, and 「どこの会社の契約」 asks. */
const NO_COMPANY = /\s|携帯(?:電話)?会社|電話会社|[別他]の会社|ほかの会社|(?:どこ|どちら|どの|何)の?会社/g

/** The event a whole utterance stands for, whatever its punctuation. */
export function commandOf(text: string, { commands }: Pick<SetPhrases, 'commands'>): string | undefined {
  const bare = text.normalize('NFKC').replace(/[\s。、.!?]/g, '')
  return Object.keys(commands).find((type) => commands[type]?.includes(bare))
}

/** The event that words within a text stand for; those of `without` are not looked for. */
export function signalOf(
  text: string,
  { signals }: Pick<SetPhrases, 'signals'>,
  without: readonly string[] = [],
): string | undefined {
  const plain = text.normalize('NFKC').replace(NO_COMPANY, '')
  return Object.entries(signals).find(([type, signal]) => !without.includes(type) && says(plain, signal))?.[0]
}

function says(plain: string, signal: readonly string[] | Signal): boolean {
  const { words, except } = 'words' in signal ? signal : { words: signal, except: [] }
  return words.some((pattern) => inOrder(plain, pattern)) && !except.some((word) => plain.includes(word))
}

function inOrder(plain: string, pattern: string): boolean {
  let from = 0
  for (const part of pattern.split('…')) {
    const ends = part.split('|').flatMap((word) => {
      const at = plain.indexOf(word, from)
      return at === -1 ? [] : [at + word.length]
    })
    if (ends.length === 0) return false
    from = Math.min(...ends)
  }
  return true
}
