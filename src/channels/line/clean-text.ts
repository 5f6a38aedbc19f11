/** A text as LINE can show it: whole characters, line breaks as LF, no control characters, no blank edges. */
export function cleanText(text: string): string {
  return text
    .toWellFormed()
    .replace(/\r\n?|[\u2028\u2029]/g, '\n')
    .replace(/[\p{Cc}--[\n\t]]/gv, '')
    .trim()
}

/** The same on one line, as it stands on a button or in a list. */
export function cleanLabel(text: string): string {
  return cleanText(text).replace(/\s+/g, ' ')
}
