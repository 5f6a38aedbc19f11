/** Runs of 13 to 19 digits, with single spaces or hyphens of any width between them. */
const DIGITS = /(?<![\p{Nd}])\p{Nd}(?:[ \-－ー−‐　]?\p{Nd}){12,18}(?![\p{Nd}])/gu

/** Hides what looks like a payment card's number but for its last four digits; other words stay as they are. */
export function maskCardNumbers(text: string): string {
  return text.replace(DIGITS, (run) => {
    const digits = run.normalize('NFKC').replace(/\D/g, '')
    return hasCheckDigit(digits) ? `****${digits.slice(-4)}` : run
  })
}

/** The check of ISO/IEC 7812-1, which order numbers pass only by chance. */
function hasCheckDigit(digits: string): boolean {
  const sum = [...digits].reverse().reduce((total, digit, index) => {
    const value = Number(digit) * (1 + (index % 2))
    return total + (value > 9 ? value - 9 : value)
  }, 0)
  return sum % 10 === 0
}
