import { createHmac, randomBytes, randomUUID } from 'node:crypto'
import type { FastifyPluginAsync, FastifyReply } from 'fastify'
import words from '../../../../locales/ja/line-link.json' with { type: 'json' }
import { emailKey } from '../../../core/identifier.ts'
import { clockJst, timeJst } from '../../../core/words-of-time.ts'
import type { Identity, Sealer } from '../../../identity/identity.ts'
import { toProblem } from '../../problem.ts'
import { conversationOf } from '../users.ts'
import type { Write } from '../write.ts'
import { hashOf } from './hash-of.ts'
import { createFormSeal, type FormSeal, type FormState } from './link-form.ts'
import {
  codePage,
  consentPage,
  type FieldError,
  LINE_DIALOG,
  LINK_CSP,
  type LinkPage,
  notePage,
  type OrderFields,
  orderPage,
} from './link-html.ts'
import { LINK_PATH } from './link-path.ts'
import type { Invitation, LineLinks } from './links.ts'

/** What the page is given by the rest of the bot. */
export interface LinkPageOptions {
  /** The same codes, tries and limits as in the talk. */
  readonly identity: Identity
  readonly seals: Pick<Sealer, 'code'>
  /** The installation's secret. */
  readonly secret: string
  readonly deskName: string
  readonly supportEmail: string
}

export interface LinkPageParts extends LinkPageOptions {
  readonly links: LineLinks
  readonly write: Write
  readonly now: () => number
}

const BODY_MAX_BYTES = 8_192
/** Codes that may be asked for by one invitation. */
const MAX_CODES = 5
/** LINE asks for at least 128 random bits. */
const NONCE_BYTES = 32

/**
 * The page where a customer of LINE signs in: order number and address, the mailed code, then what will be linked.
 * It knows no cookies, so no other site can act in anybody's name; it serves only tokens that LINE gave us for
 * somebody, and LINE links only the person it gave the token for.
 */
export function linkPage(parts: LinkPageParts): FastifyPluginAsync {
  const steps = new LinkSteps(parts)
  return async (app) => {
    app.removeAllContentTypeParsers()
    app.addContentTypeParser(
      'application/x-www-form-urlencoded',
      { parseAs: 'string', bodyLimit: BODY_MAX_BYTES },
      (_request, body, done) => done(null, new URLSearchParams(String(body))),
    )
    app.addHook('onRequest', async (_request, reply) => {
      reply.header('content-security-policy', LINK_CSP).header('cache-control', 'no-store')
    })
    app.setErrorHandler((error, request, reply) => {
      const { status } = toProblem(error, 'ja')
      if (status >= 500) request.log.warn({ err: error }, 'LINE: the link page could not go on')
      return send(reply, status, steps.note('failed'))
    })
    app.get<{ Querystring: { linkToken?: unknown } }>(LINK_PATH, async ({ query }, reply) => {
      const { status, body } = steps.begin(typeof query.linkToken === 'string' ? query.linkToken : '')
      return send(reply, status, body)
    })
    app.post(LINK_PATH, async ({ body }, reply) => {
      const answer = await steps.go(body instanceof URLSearchParams ? body : new URLSearchParams())
      return 'location' in answer ? reply.redirect(answer.location, 303) : send(reply, answer.status, answer.body)
    })
  }
}

const send = (reply: FastifyReply, status: number, body: string) =>
  reply.code(status).type('text/html; charset=utf-8').send(body)

type Answer = { readonly status: number; readonly body: string }
type Step<At extends FormState['at']> = FormState & { readonly at: At }

/** What each step of the page does with what was typed. */
class LinkSteps {
  readonly #parts: LinkPageParts
  readonly #seal: FormSeal

  constructor(parts: LinkPageParts) {
    this.#parts = parts
    this.#seal = createFormSeal(parts.secret)
  }

  begin(token: string): Answer {
    const invitation = this.#invitation(token)
    if (!invitation) return this.#gone()
    return { status: 200, body: this.#order(token, invitation, { orderNumber: '', email: '' }) }
  }

  async go(form: URLSearchParams): Promise<Answer | { readonly location: string }> {
    const state = this.#seal.open(form.get('state') ?? '', this.#parts.now())
    const invitation = state ? this.#invitation(state.token) : null
    if (!state || !invitation) return this.#gone()
    switch (state.at) {
      case 'order':
        return this.#sendCode(state, invitation, {
          orderNumber: (form.get('orderNumber') ?? '').trim(),
          email: (form.get('email') ?? '').normalize('NFKC').trim(),
        })
      case 'code':
        return this.#checkCode(state, invitation, form.get('code') ?? '')
      case 'consent':
        return { location: await this.#toLine(state, invitation) }
    }
  }

  note(which: 'gone' | 'tooMany' | 'failed'): string {
    const { heading, text } = words[which]
    return notePage(this.#parts.deskName, { heading, text: text.replace('{{support}}', this.#parts.supportEmail) })
  }

  #invitation(token: string): Invitation | null {
    return token === '' ? null : this.#parts.links.invitation(hashOf(token), this.#parts.now())
  }

  #gone(): Answer {
    return { status: 410, body: this.note('gone') }
  }

  #page(state: FormState, { expiresAtMs }: Invitation, errors: readonly FieldError[] = []): LinkPage {
    return { deskName: this.#parts.deskName, state: this.#seal.seal(state, expiresAtMs), errors }
  }

  #order(token: string, invitation: Invitation, fields: OrderFields, notice?: string): string {
    return orderPage(this.#page({ at: 'order', token }, invitation), fields, notice)
  }

  async #sendCode(state: Step<'order'>, invitation: Invitation, fields: OrderFields): Promise<Answer> {
    const { identity, links, write, now } = this.#parts
    const errors = errorsOf(fields)
    if (errors.length > 0) return { status: 422, body: orderPage(this.#page(state, invitation, errors), fields) }
    if (invitation.codes >= MAX_CODES) return { status: 429, body: this.note('tooMany') }
    await write(() => links.countCode(hashOf(state.token)))
    const challengeId = randomUUID()
    // The page's codes are erased with the talk that invited to it.
    const conversationId = conversationOf(invitation.userId)
    const sent = await identity.challenge({ challengeId, ...fields, account: false, conversationId, nowMs: now() })
    if (sent.outcome === 'locked') return this.#locked(sent.untilMs)
    const next = { at: 'code', token: state.token, challengeId, email: fields.email } as const
    return { status: 200, body: this.#code(next, invitation) }
  }

  #code(state: Step<'code'>, invitation: Invitation, errors: readonly FieldError[] = []): string {
    return codePage(this.#page(state, invitation, errors), {
      email: state.email,
      until: clockJst(invitation.expiresAtMs),
      startUrl: `link?linkToken=${encodeURIComponent(state.token)}`,
    })
  }

  async #checkCode(state: Step<'code'>, invitation: Invitation, typed: string): Promise<Answer> {
    const { identity, seals, now } = this.#parts
    const digits = typed.normalize('NFKC').replaceAll(/[\s\p{Pd}−ー]/gu, '')
    const again = (why: string) => ({ status: 422, body: this.#code(state, invitation, [{ field: 'code', why }]) })
    if (!/^\d{6}$/.test(digits)) return again(words.code.missing)
    const { challengeId, token } = state
    const verified = await identity.verify({ challengeId, seal: seals.code(challengeId, digits), nowMs: now() })
    switch (verified.outcome) {
      case 'verified':
        return { status: 200, body: this.#consent({ at: 'consent', token, email: verified.email }, invitation) }
      case 'rejected':
        return again(words.code.wrong.replace('{{left}}', `${verified.triesLeft}`))
      case 'locked':
        return this.#locked(verified.untilMs)
      case 'expired':
        return {
          status: 200,
          body: this.#order(token, invitation, { orderNumber: '', email: state.email }, words.order.codeExpired),
        }
    }
  }

  #consent(state: Step<'consent'>, invitation: Invitation): string {
    return consentPage(this.#page(state, invitation), state.email)
  }

  #locked(untilMs: number): Answer {
    const { heading, text } = words.locked
    const body = notePage(this.#parts.deskName, { heading, text: text.replace('{{until}}', timeJst(untilMs)) })
    return { status: 429, body }
  }

  /** From here on LINE asks its own user; what it brings back is worth something only together with the nonce. */
  async #toLine({ token, email }: Step<'consent'>, invitation: Invitation): Promise<string> {
    const { links, write, secret } = this.#parts
    const nonce = randomBytes(NONCE_BYTES).toString('base64url')
    const subject = `mail:${createHmac('sha256', secret)
      .update(`subject:${emailKey(email)}`)
      .digest('base64url')}`
    await write(() => links.addNonce(hashOf(nonce), invitation, { subject, email }))
    return `${LINE_DIALOG}/dialog/bot/accountLink?${new URLSearchParams({ linkToken: token, nonce })}`
  }
}

function errorsOf({ orderNumber, email }: OrderFields): FieldError[] {
  return [
    ...(orderNumber === '' || orderNumber.length > 64
      ? [{ field: 'orderNumber', why: words.order.numberMissing }]
      : []),
    ...(/^[^\s@]{1,64}@[^\s@]{1,189}$/.test(email) ? [] : [{ field: 'email', why: words.order.emailMissing }]),
  ]
}
