import { hiraganaFromRomaji } from './romaji.ts'

/** Longer input is cut: nobody's wish starts after two thousand characters, and cost must stay bounded. */
const MAX_CHARACTERS = 2_000

const CIRCLED = /[①-⑳❶-❿➀-➓⓵-⓾]/gu
const EMOJI = /\p{Extended_Pictographic}|\p{Emoji_Modifier}|\p{Regional_Indicator}|\u200D|\uFE0E|\uFE0F|\u20E3/gu
const NAY_SIGNS = /[👎🙅❌✖✗✘🚫⛔]/u
const HAND_SIGNS = /[👍👌🙆🆗⭕✅✔]/u
const KAOMOJI =
  /\((?=[^()]*[^\p{L}\p{N}\s()])[^()ぁ-んァ-ヶ一-龠0-9]{1,12}\)|(?<=[ぁ-ん。!?\s])\(?笑\)?(?=[。!?\s]|$)|m\(_ ?_\)m|orz$|(?<![a-z0-9])w+(?=[。!?\s]|$)/gu
const DRAWL = /[うウゥぅ][ー〜~ぅゥ-]+[んン]|[えエんンあア][ー〜~]|[うウ][んン]{2}/
const HYPHENS = /[‐‑‒–—―−﹣－ｰ⁃]/g
const INVISIBLE = /(?![\n\t])[\p{Cc}\p{Cf}]/gu

const SMALL = 'ぁぃぅぇぉっゃゅょゎゕゖ'
const LARGE = 'あいうえおつやゆよわかけ'

/** A text in the two spellings everything else works on. */
export interface NormalisedText {
  /** NFKC, lower case, hyphen-likes made `-`, without emoji; punctuation and spaces kept. */
  readonly raw: string
  /** Letters and digits only, kana folded (see `keyOf`). Words of the lexicon are spelt this way too. */
  readonly key: string
  /** Ends with a question mark. */
  readonly asks: boolean
  /** Drawls like うーん and えー, which the key no longer shows. */
  readonly wavers: boolean
  /** A hand or mark that says yes or no, and therefore neither. */
  readonly sign: 'yes' | 'no' | null
  /** Nothing but emoji, marks or spaces. */
  readonly wordless: boolean
}

function unCircled(text: string): string {
  return text.replace(CIRCLED, (char) => {
    const plain = char.normalize('NFKC')
    const code = char.codePointAt(0) ?? 0
    const number = /^\d+$/.test(plain)
      ? Number(plain)
      : code >= 0x24f5 && code <= 0x24fe
        ? code - 0x24f4
        : ((code - 0x2776) % 10) + 1
    return `${number}番`
  })
}

function foldKana(text: string): string {
  let out = ''
  for (const char of text) {
    const code = char.charCodeAt(0)
    const kana = code >= 0x30a1 && code <= 0x30f6 ? String.fromCharCode(code - 0x60) : char
    const small = SMALL.indexOf(kana)
    out += small >= 0 ? LARGE[small] : kana
  }
  return out
}

/** Kanji and large hiragana only: most words of a lexicon are their own key. */
const ALREADY_KEY = /^[一-龠々あいうえおか-ぢつ-もやゆよら-ろわをん]+$/

/**
 * The comparison spelling: hiragana for katakana, large for small kana, no long marks, no punctuation,
 * and spaces only where they part two Latin words or numbers. Private-use characters (masks) survive.
 */
export function keyOf(raw: string): string {
  if (ALREADY_KEY.test(raw)) return raw
  const kana = foldKana(raw.toLowerCase())
  return kana
    .replaceAll(/(?<=[^ -~])-+|[ー〜～~]+/g, '')
    .replaceAll(/[^\p{L}\p{N}\p{Co}\s]/gu, '')
    .replaceAll(/(?<![a-z0-9])\s+|\s+(?![a-z0-9])/g, '')
    .replaceAll(/\s+/g, ' ')
    .trim()
}

/** Folds the Japanese letters of a pattern like a text; its signs stay as they are. */
export function foldPattern(pattern: string): string {
  return foldKana(pattern).replaceAll(/[ー〜～、。]/g, '')
}

/** A romaji message becomes kana; brand names and English stay as typed. */
function kanaForRomaji(raw: string, latinWords: ReadonlySet<string>): string {
  if (!/[a-z]{4}/.test(raw) || /@|[([]at[)\]]|アット|あっと|ドット|どっと/.test(raw)) return raw
  return raw.replaceAll(/(?<![a-z0-9.@_/-])[a-z]{2,30}(?![a-z0-9.@_/])/g, (word) => {
    if (latinWords.has(word)) return word
    return hiraganaFromRomaji(word) ?? word
  })
}

/** Brings a text into the spellings the readers work on. */
export function normalise(text: string, latinWords: ReadonlySet<string> = new Set()): NormalisedText {
  const cut = text.slice(0, MAX_CHARACTERS)
  const sign = NAY_SIGNS.test(cut) ? 'no' : HAND_SIGNS.test(cut) ? 'yes' : null
  // One character can become eighteen (ﷺ), so the cut holds for what it became as well.
  const nfkc = unCircled(cut).normalize('NFKC').slice(0, MAX_CHARACTERS).replaceAll(INVISIBLE, '').toLowerCase()
  const plain = nfkc.replaceAll(EMOJI, '').replaceAll(KAOMOJI, '').replaceAll(HYPHENS, '-')
  const raw = kanaForRomaji(plain, latinWords).trim()
  const key = keyOf(raw)
  const wavers = DRAWL.test(raw)
  return { raw, key, wavers, asks: /\?[\s。!.…w]*$/.test(raw), sign, wordless: key === '' }
}
