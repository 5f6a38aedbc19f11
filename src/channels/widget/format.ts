import { AppError } from '../../errors.ts'
import { CID_PATTERN, type ServerEvent, type SessionRequest, TEXT_MAX } from '../../protocol.ts'
import type { Act, LoggedMessage } from '../channel.ts'
import { type Mark, wireView } from './wire-view.ts'

/** Ids of choices and prompts are ours and short; anything longer is not ours. */
const ID_MAX = 128

/** Between the conversation and the client id in an inbound id: unique in the channel whatever a client sends. */
const ID_SEPARATOR = '/'

const unmarked: Mark = (text) => text

export function inboundId(conversationId: string, cid: string): string {
  return `${conversationId}${ID_SEPARATOR}${cid}`
}

/** Shows a log entry the way the widget reads it. */
export function toEvent(entry: LoggedMessage, mark: Mark = unmarked): ServerEvent {
  const { seq, role, text, key, prompt, choices, view, forgets } = entry
  const cid = entry.inboundId?.slice(entry.inboundId.lastIndexOf(ID_SEPARATOR) + 1)
  return {
    seq,
    type: 'message',
    role,
    at: entry.atMs,
    text: role === 'customer' ? text : mark(text),
    ...(role === 'customer' && cid && CID_PATTERN.test(cid) && { cid }),
    ...(role !== 'customer' && { key }),
    ...(prompt !== undefined && { prompt }),
    ...(choices && { choices: choices.map(({ id, label, lines }) => ({ id, label, ...(lines && { lines }) })) }),
    // A page of another channel's is a link in the text here.
    ...(view && view.type !== 'link' && { view: wireView(view, mark) }),
    ...(forgets && { forgets }),
  }
}

/**
 * Reads the body of `POST messages`.
 *
 * @throws {AppError} `inbound.invalid`, or `inbound.too-large` for a text over `TEXT_MAX`
 */
export function readMessage(body: unknown): { readonly cid: string; readonly act: Act } {
  const { cid, text, choice, prompt } = fields(body)
  if (typeof cid !== 'string' || !CID_PATTERN.test(cid)) throw invalid('cid')
  if (text === undefined) return { cid, act: { type: 'tapped', choice: id(choice), prompt: id(prompt) } }
  if (choice !== undefined) throw invalid('text and choice')
  return { cid, act: { type: 'text', text: readText(text) } }
}

/** Reads the body of `POST session`; no body at all begins a conversation. */
export function readSession(body: unknown): SessionRequest {
  const { token, after } = fields(body ?? {})
  return { ...(typeof token === 'string' && { token }), after: readAfter(after) }
}

/** @throws {AppError} `inbound.invalid` for anything but a whole number from 0; nothing given is 0 */
export function readAfter(value: unknown): number {
  if (value === undefined) return 0
  const after = typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : value
  if (typeof after !== 'number' || !Number.isSafeInteger(after) || after < 0) throw invalid('after')
  return after
}

function readText(value: unknown): string {
  if (typeof value !== 'string') throw invalid('text')
  // Half a surrogate pair or a NUL cannot be stored by every database, and nobody types one.
  const text = value
    .toWellFormed()
    .replace(/\r\n?/g, '\n')
    .replace(/[\p{Cc}--[\n\t]]/gv, '')
    .trim()
  if (text === '') throw invalid('text')
  if ([...text].length > TEXT_MAX) throw new AppError('inbound.too-large', 'the text is too long')
  return text
}

function id(value: unknown): string {
  if (typeof value !== 'string' || value === '' || value.length > ID_MAX || value.includes('\0'))
    throw invalid('choice')
  return value
}

function fields(body: unknown): Readonly<Record<string, unknown>> {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) throw invalid('body')
  return body as Record<string, unknown>
}

function invalid(field: string): AppError {
  return new AppError('inbound.invalid', `the widget sent no good ${field}`)
}
