/** No word without a meaning of its own is longer. */
const LONGEST_WORD = 14

/** Whether a text can be cut into the given words; masks of values and spaces count as such. */
export function isMadeOf(text: string, words: ReadonlySet<string>): boolean {
  const reachable = new Array<boolean>(text.length + 1).fill(false)
  reachable[0] = true
  for (let at = 0; at < text.length; at++) {
    if (!reachable[at]) continue
    const code = text.charCodeAt(at)
    if ((code >= 0xe001 && code <= 0xe00b) || text[at] === ' ') reachable[at + 1] = true
    for (let size = 1; size <= LONGEST_WORD && at + size <= text.length; size++) {
      if (words.has(text.slice(at, at + size))) reachable[at + size] = true
    }
  }
  return reachable[text.length] ?? false
}
