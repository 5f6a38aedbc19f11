import type { LoggedMessage } from '../channel.ts'
import type { LineCall } from './render-line.ts'

/** Said while a command is still under way: its result comes by itself, or for free with the next message. */
const UNDER_WAY: ReadonlySet<string> = new Set(['busy.wait', 'busy.uncertain'])

/** The keys above, for the test that they exist. */
export const UNDER_WAY_KEYS: readonly string[] = [...UNDER_WAY]

/**
 * Puts a button under an answer that had to be given before its result was known. A tap is a message of the
 * customer's and brings a new reply token, so that the result costs nothing where it may not be pushed.
 */
export function withResultButton(call: LineCall, last: LoggedMessage | undefined, seeResult: string): LineCall {
  if (!last || !UNDER_WAY.has(last.key) || last.prompt !== undefined) return call
  const action = { type: 'message', label: seeResult, text: seeResult } as const
  const quickReply = { items: [{ type: 'action' as const, action }] }
  return call.map((object, index) => (index === call.length - 1 ? { ...object, quickReply } : object))
}
