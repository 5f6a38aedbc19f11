import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import { AppError } from '../../errors.ts'
import { canBeSignature, isSigned } from './signature.ts'
import { type LineEvent, type WebhookEvents, webhookEvents } from './webhook-events.ts'

export interface LineWebhookOptions {
  /** The channel's secret; two while it is being replaced. */
  readonly secrets: readonly string[]
  /** Whether webhooks to this account are ours. */
  readonly isOurs: (destination: string) => boolean
  /** Writes events down: all of them when it resolves, none when it rejects. */
  readonly take: (events: readonly LineEvent[]) => Promise<void>
  /** These nonces (as hashes) have linked nobody and never will. */
  readonly burn: (nonceHashes: readonly string[]) => Promise<void>
}

/** LINE's events take a few kilobytes; whatever is larger is read no further. */
const BODY_MAX_BYTES = 1_048_576
const SIGNATURE = 'x-line-signature'

/**
 * LINE's webhook. The signature is that of the raw bytes, so they are checked before anything reads them as
 * text. Events are written down and answered with 200 at once: LINE gives up after 2 seconds, and sends again
 * only what got no 2xx.
 */
export function lineWebhook({ secrets, isOurs, take, burn }: LineWebhookOptions): FastifyPluginAsync {
  return async (app) => {
    // Inside this plugin only: nobody may turn the bytes into characters first.
    app.removeAllContentTypeParsers()
    app.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: BODY_MAX_BYTES }, (_request, body, done) => {
      done(null, body)
    })
    app.route({
      method: 'POST',
      url: '/channels/line/webhook',
      // Without a signature not a byte of the body is read.
      onRequest: async (request, reply) => {
        if (!canBeSignature(request.headers[SIGNATURE])) return unsigned(request, reply)
      },
      handler: async (request, reply) => {
        const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0)
        const signature = request.headers[SIGNATURE]
        if (!canBeSignature(signature) || !isSigned(body, signature, secrets)) return unsigned(request, reply)
        const { destination, events, ignored, failedLinks } = eventsOf(body)
        // LINE would only send it again.
        if (destination !== null && !isOurs(destination)) return reply.code(200).send({})
        if (ignored.length > 0) request.log.info({ ignored }, 'LINE: events that are not for us')
        if (failedLinks.length > 0) await burn(failedLinks)
        if (events.length > 0) await take(events)
        return reply.code(200).send({})
      },
    })
  }
}

function unsigned(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  request.log.warn({}, 'LINE: a webhook without a valid signature')
  // The rest of the body is not waited for.
  return reply.code(401).header('connection', 'close').send({ code: 'inbound.unauthorized' })
}

function eventsOf(body: Buffer): WebhookEvents {
  let json: unknown
  try {
    json = JSON.parse(body.toString('utf8'))
  } catch {
    throw new AppError('inbound.invalid', 'LINE signed something that is no JSON')
  }
  const events = webhookEvents(json)
  if (!events) throw new AppError('inbound.invalid', 'LINE signed something that is no webhook')
  return events
}
