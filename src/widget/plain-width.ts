/** A number or an address in characters of plain width, whatever keyboard it came from; spelt out words keep theirs. */
export function plainWidth(text: string): string {
  return text
    .normalize('NFKC')
    .replace(/(?<=[\dA-Za-z])[ー−‐]/g, '-')
    .trim()
}
