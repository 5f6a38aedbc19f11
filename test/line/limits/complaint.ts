/** One thing LINE would refuse, or would show otherwise than meant. */
export interface Complaint {
  /** Where in the request, as LINE names it: `messages[0].text`. */
  readonly at: string
  readonly why: string
}

export type JsonObject = Readonly<Record<string, unknown>>

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function complaint(at: string, why: string): Complaint[] {
  return [{ at, why }]
}

/** A misspelt property is not refused by every check, and never shows: here it always counts. */
export function unknownKeys(value: JsonObject, at: string, known: readonly string[]): Complaint[] {
  return Object.keys(value)
    .filter((key) => !known.includes(key))
    .map((key) => ({ at: `${at}.${key}`, why: 'no such property' }))
}
