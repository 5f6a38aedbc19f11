import { LINE_LIMITS } from './line-limits.ts'

/**
 * What our buttons send back. It names the question it belongs to, so that it can act for that question only, and nothing of the
 * customer's: a choice that names a contract is given by its place.
 */
export type Postback =
  | { readonly type: 'choice'; readonly prompt: string; readonly choice: string }
  /** The next page of a question's choices. */
  | { readonly type: 'page'; readonly prompt: string; readonly page: number }
  /** The calendar of a date question. */
  | { readonly type: 'day'; readonly prompt: string }

/** Ids of ours that may be written out: prompts, and choices that are the same for everybody. */
const PLAIN = /^[\w.\-]+$/v
const DATA = /^v1:(?:c:([\w.\-]+):([\w.\-]+|#\d{1,4})|p:([\w.\-]+):(\d{1,4})|d:([\w.\-]+))$/v

/** What a question becomes whose id cannot be written out: its buttons are read as old ones. */
const UNREADABLE = 'v1:-'

/** The data of the choice at `index` of its question. */
export function choiceData(prompt: string, choice: string, index: number): string {
  const named = `c:${prompt}:${choice}`
  return PLAIN.test(choice) && fits(named) ? written(prompt, named) : written(prompt, `c:${prompt}:#${index + 1}`)
}

export function pageData(prompt: string, page: number): string {
  return written(prompt, `p:${prompt}:${page}`)
}

export function dayData(prompt: string): string {
  return written(prompt, `d:${prompt}`)
}

/** What a button of ours meant, or null for anything we did not write. */
export function readPostback(data: string): Postback | null {
  if (data.length > LINE_LIMITS.postbackDataUnits) return null
  const [, prompt, choice, paged, page, dayOf] = DATA.exec(data) ?? []
  if (prompt && choice) return { type: 'choice', prompt, choice }
  if (paged && page) return { type: 'page', prompt: paged, page: Number(page) }
  return dayOf ? { type: 'day', prompt: dayOf } : null
}

const VERSION = 'v1:'
const fits = (meaning: string) => VERSION.length + meaning.length <= LINE_LIMITS.postbackDataUnits
const written = (prompt: string, meaning: string) =>
  PLAIN.test(prompt) && fits(meaning) ? `${VERSION}${meaning}` : UNREADABLE
