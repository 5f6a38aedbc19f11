/** Letters of order numbers whose place is known: the account's, the store's. */
const KNOWN = new Set(['AP', 'NP', 'SY', 'NS'])

/** A text that names just two letters, none of those we know: 「MJ」, 「ＡＢから始まります」. */
export function isOtherPrefix(text: string): boolean {
  const letters = /^([a-z]{2})(?:\d*|です|でした|(?:から|で)(?:始ま|はじま)\p{L}*)[。\s]*$/iu.exec(
    text.normalize('NFKC').trim(),
  )
  return letters?.[1] !== undefined && !KNOWN.has(letters[1].toUpperCase())
}
