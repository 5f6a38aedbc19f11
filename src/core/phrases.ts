/** BudouX splits a Japanese sentence into phrases (文節), the places where a line may end. */
interface PhraseParser {
  parse(sentence: string): string[]
}
interface ParserModule {
  readonly Parser: new (model: unknown) => PhraseParser
}
interface ModelModule {
  readonly model: unknown
}

// The package's entry loads a whole DOM for its HTML functions (0.4 s, 37 MB). We need two small files of it.
const entry = import.meta.resolve('budoux')
const { Parser } = (await import(new URL('parser.js', entry).href)) as ParserModule
const { model } = (await import(new URL('data/models/ja.js', entry).href)) as ModelModule
const parser = new Parser(model)

/** Marks the end of a phrase: no width, and a line may end there. */
export const PHRASE_END = '\u200B'

/** The bot says the same few hundred sentences; what is new makes room by emptying all. */
const REMEMBERED = 500
const remembered = new Map<string, string>()

/**
 * Marks where lines of a text may end, with U+200B between phrases. Taking the marks out gives the text back.
 * Addresses and numbers stay whole, and so do a day and its weekday.
 */
export function markPhrases(text: string): string {
  const known = remembered.get(text)
  if (known !== undefined) return known
  if (remembered.size >= REMEMBERED) remembered.clear()
  const marked = text.split('\n').map(markLine).join('\n')
  remembered.set(text, marked)
  return marked
}

const JAPANESE = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}。、「」（）：]/u
const WEEKDAY = /^（.）/

function markLine(line: string): string {
  return parser
    .parse(line)
    .reduce((before, phrase) => before + (endsBefore(before, phrase) ? PHRASE_END : '') + phrase, '')
}

function endsBefore(before: string, phrase: string): boolean {
  return before !== '' && !WEEKDAY.test(phrase) && JAPANESE.test(`${before.at(-1)}${phrase[0]}`)
}
