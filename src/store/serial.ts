/** `0001`; five digits from the 10,000th of a day on. */
export function serial(number: number): string {
  return String(number).padStart(4, '0')
}
