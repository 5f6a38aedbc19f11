import { isPlainDate } from '../../core/date.ts'
import type { Act } from '../channel.ts'
import { cleanText } from './clean-text.ts'
import { hashOf } from './link/hash-of.ts'
import { readPostback } from './postback-data.ts'

/** What a webhook event means to us. */
export type ReadEvent =
  /** `of` in an edited or unsent act is LINE's message id. */
  | { readonly type: 'act'; readonly act: Act }
  /** LINE has linked the customer with whoever signed in under this nonce, of which only the hash is kept. */
  | { readonly type: 'linked'; readonly nonceHash: string }
  /** Another page of a question's choices is wished; the conversation does not move. */
  | { readonly type: 'page'; readonly prompt: string; readonly page: number }
  /** Nothing for the conversation; `what` is fit for the log. */
  | { readonly type: 'ignored'; readonly what: string }

/** A button that is not of the open question, whatever it was: it is explained and never acts. */
const OLD_BUTTON: ReadEvent = { type: 'act', act: { type: 'tapped', choice: '', prompt: '' } }

/**
 * Reads one event of a LINE webhook. Total: types and fields that LINE adds, leaves out or changes are ignored by name. Only what a
 * customer does in a chat of their own counts; on standby another system speaks.
 */
export function readEvent(event: unknown): ReadEvent {
  const { type, mode, source, message, postback, unsend, link } = fields(event)
  const kind = word(type)
  // It has no source, and whose it was is nobody's business.
  if (type === 'accountLink' && fields(link).result === 'failed') return ignored('accountLink that failed')
  if (mode === 'standby') return ignored(`${kind} on standby`)
  if (fields(source).type !== 'user') return ignored(`${kind} from ${word(fields(source).type)}`)
  switch (type) {
    case 'message':
      return readMessage(fields(message))
    case 'messageEdited':
      return readEdit(fields(message))
    case 'unsend':
      return readUnsend(fields(unsend))
    case 'postback':
      return readTap(fields(postback))
    case 'follow':
      return act({ type: 'opened' })
    case 'accountLink':
      return readLink(fields(link))
    default:
      return ignored(kind)
  }
}

const NONVERBAL = new Set(['sticker', 'image', 'video', 'audio', 'file', 'location'])

function readMessage({ type, text }: Fields): ReadEvent {
  if (typeof type === 'string' && NONVERBAL.has(type)) return act({ type: 'nonverbal', kind: type })
  if (type !== 'text' || typeof text !== 'string') return ignored(`message of ${word(type)}`)
  const said = cleanText(text)
  // Nothing that could be read was sent, but someone waits for an answer.
  return act(said === '' ? { type: 'nonverbal', kind: 'sticker' } : { type: 'text', text: said })
}

function readEdit({ id, text }: Fields): ReadEvent {
  if (typeof id !== 'string' || typeof text !== 'string' || cleanText(text) === '') return ignored('messageEdited')
  return act({ type: 'edited', of: id, text: cleanText(text) })
}

function readUnsend({ messageId }: Fields): ReadEvent {
  return typeof messageId === 'string' ? act({ type: 'unsent', of: messageId }) : ignored('unsend')
}

function readTap({ data, params }: Fields): ReadEvent {
  const tapped = typeof data === 'string' ? readPostback(data) : null
  if (tapped?.type === 'page') return tapped
  if (tapped?.type === 'choice') return act({ ...tapped, type: 'tapped' })
  const { date } = fields(params)
  return tapped && isPlainDate(date) ? act({ type: 'picked', date, prompt: tapped.prompt }) : OLD_BUTTON
}

function readLink({ result, nonce }: Fields): ReadEvent {
  return result === 'ok' && typeof nonce === 'string'
    ? { type: 'linked', nonceHash: hashOf(nonce) }
    : ignored('accountLink')
}

const act = (done: Act): ReadEvent => ({ type: 'act', act: done })
const ignored = (what: string): ReadEvent => ({ type: 'ignored', what })

/** Names of types only: never words of a customer. */
const word = (type: unknown) => (typeof type === 'string' && /^\w{1,40}$/.test(type) ? type : 'unknown')

type Fields = Readonly<Record<string, unknown>>
const fields = (value: unknown): Fields => (typeof value === 'object' && value !== null ? (value as Fields) : {})
