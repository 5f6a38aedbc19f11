import { z } from 'zod'
import { hashOf } from './link/hash-of.ts'
import { type ReadEvent, readEvent } from './read-event.ts'

/** What a customer did in their own chat with the bot, as it is worth taking. */
export type Happening = Exclude<ReadEvent, { type: 'ignored' }> | { readonly type: 'blocked' }

/** One event of a webhook. */
export interface LineEvent {
  /** `webhookEventId`: the same event may come more than once. */
  readonly id: string
  readonly userId: string
  /** LINE's id of the message that was written, edited or withdrawn. */
  readonly messageId: string | null
  /** When it happened, by LINE's clock (epoch ms). */
  readonly atMs: number
  readonly isRedelivered: boolean
  readonly replyToken: string | null
  readonly happening: Happening
}

/** A webhook's events, and what the others were, for the log. */
export interface WebhookEvents {
  /** The user id of the bot it is for; null when it does not say. */
  readonly destination: string | null
  readonly events: readonly LineEvent[]
  readonly ignored: readonly string[]
  /** Hashes of the nonces by which LINE says that nobody was linked. */
  readonly failedLinks: readonly string[]
}

const webhook = z.object({ destination: z.string().max(64).optional(), events: z.array(z.unknown()) })
const envelope = z.object({
  type: z.string(),
  webhookEventId: z.string().min(1).max(64),
  timestamp: z.int(),
  source: z.object({ userId: z.string().min(1).max(64) }),
  replyToken: z.string().optional(),
  deliveryContext: z.object({ isRedelivery: z.boolean() }).optional(),
  message: z.object({ id: z.string() }).optional(),
  unsend: z.object({ messageId: z.string() }).optional(),
})

/** It comes without a source: whose link token it was is nobody's business. */
const failedLink = z.object({
  type: z.literal('accountLink'),
  link: z.object({ result: z.literal('failed'), nonce: z.string() }),
})

/**
 * Reads the body of a webhook. New types and properties come without notice, so only what is used is looked
 * at, and an event that cannot be read never takes the others with it.
 *
 * @returns null when it is no webhook body at all
 */
export function webhookEvents(json: unknown): WebhookEvents | null {
  const parsed = webhook.safeParse(json)
  if (!parsed.success) return null
  const events: LineEvent[] = []
  const ignored: string[] = []
  const failedLinks: string[] = []
  for (const raw of parsed.data.events) {
    const failed = failedLink.safeParse(raw)
    if (failed.success) failedLinks.push(hashOf(failed.data.link.nonce))
    const event = lineEvent(raw)
    if (typeof event === 'string') ignored.push(event)
    else events.push(event)
  }
  return { destination: parsed.data.destination ?? null, events, ignored, failedLinks }
}

function lineEvent(raw: unknown): LineEvent | string {
  const happening = happeningOf(raw)
  if (typeof happening === 'string') return happening
  const parsed = envelope.safeParse(raw)
  if (!parsed.success) return 'an event without its id, time or user'
  const { webhookEventId, timestamp, source, replyToken, deliveryContext, message, unsend } = parsed.data
  return {
    id: webhookEventId,
    userId: source.userId,
    messageId: message?.id ?? unsend?.messageId ?? null,
    atMs: timestamp,
    isRedelivered: deliveryContext?.isRedelivery ?? false,
    replyToken: replyToken ?? null,
    happening,
  }
}

function happeningOf(raw: unknown): Happening | string {
  const read = readEvent(raw)
  if (read.type !== 'ignored') return read
  return read.what === 'unfollow' ? { type: 'blocked' } : read.what
}
