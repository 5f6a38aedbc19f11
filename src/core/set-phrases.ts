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
  return patternsOf(signals).find(({ type, patterns, except }) => {
    if (without.includes(type) || !patterns.some((parts) => inOrder(plain, parts))) return false
    return !except.some((word) => plain.includes(word))
  })?.type
}

/** A signal with its patterns taken apart: parts in order, each with its alternatives. */
interface Patterns {
  readonly type: string
  readonly patterns: readonly (readonly (readonly string[])[])[]
  readonly except: readonly string[]
}

/** Every text is held against all of them, so they are taken apart once for each language. */
const takenApart = new WeakMap<SetPhrases['signals'], readonly Patterns[]>()

function patternsOf(signals: SetPhrases['signals']): readonly Patterns[] {
  const known = takenApart.get(signals)
  if (known) return known
  const patterns = Object.entries(signals).map(([type, signal]) => {
    const { words, except } = 'words' in signal ? signal : { words: signal, except: [] }
    return { type, except, patterns: words.map((pattern) => pattern.split('…').map((part) => part.split('|'))) }
  })
  takenApart.set(signals, patterns)
  return patterns
}

function inOrder(plain: string, parts: readonly (readonly string[])[]): boolean {
  let from = 0
  for (const alternatives of parts) {
    let end = -1
    for (const word of alternatives) {
      const at = plain.indexOf(word, from)
      if (at !== -1 && (end === -1 || at + word.length < end)) end = at + word.length
    }
    if (end === -1) return false
    from = end
  }
  return true
}
