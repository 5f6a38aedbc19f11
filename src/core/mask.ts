/** 13 to 19 digits that pass the Luhn check, with blanks or hyphens between them: a card number. */
const CARD = /(?<![\d０-９])(?:[\d０-９][ 　\-‐-―－ー−]?){12,18}[\d０-９](?![\d０-９])/g
const PRODUCT_KEY = /(?<![A-Za-z0-9])(?:[A-Za-z0-9]{5}[-‐-―－ー− ]?){4}[A-Za-z0-9]{5}(?![A-Za-z0-9])/g
const PASSWORD = /((?:パスワード|password|暗証番号)\s*(?:は|[:：=])?\s*)([!-~]{4,})/gi

/**
 * A text as it may be kept: card numbers, product keys and passwords are masked.
 * Numbers that fail the check digit stay, so that order and phone numbers remain readable.
 */
export function masked(text: string): string {
  return text
    .replace(CARD, (match) => (passesLuhn(match) ? '••••' : match))
    .replace(PRODUCT_KEY, (match) => (/\d/.test(match) && /[A-Za-z]/.test(match) ? `…-${match.slice(-4)}` : match))
    .replace(PASSWORD, '$1••••')
}

/** An address as its owner knows it and a stranger does not: `t…@example.jp`. */
export function maskedEmail(email: string): string {
  const at = email.lastIndexOf('@')
  return `${[...email.slice(0, at)].slice(0, 1).join('')}…${email.slice(at)}`
}

function passesLuhn(text: string): boolean {
  const digits = text.normalize('NFKC').replace(/\D/g, '')
  let sum = 0
  for (const [index, digit] of [...digits].reverse().entries()) {
    const doubled = Number(digit) * (index % 2 === 1 ? 2 : 1)
    sum += doubled > 9 ? doubled - 9 : doubled
  }
  return digits.length >= 13 && sum % 10 === 0
}
