/**
 * The form in which order numbers are compared: full width is half width, lower case is upper case, and
 * spaces and hyphens of any kind do not count.
 */
export function orderNumberKey(orderNumber: string): string {
  return orderNumber
    .normalize('NFKC')
    .toUpperCase()
    .replaceAll(/[\s\p{Pd}−ー]/gu, '')
}

/** The form in which e-mail addresses are compared: full width is half width, and case does not count. */
export function emailKey(email: string): string {
  return email.normalize('NFKC').trim().toLowerCase()
}
