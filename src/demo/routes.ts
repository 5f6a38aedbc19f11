import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { FastifyInstance, FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import type { DemoMail } from './demo-mail.ts'
import type { DemoSignIn } from './demo-sign-in.ts'
import { letterPage } from './letter.ts'
import { demoPage } from './page.ts'
import type { SampleEntry } from './sample-cases.ts'

export interface DemoRoutesOptions {
  readonly deskName: string
  /** What can be tried today; empty where the contracts are no samples. */
  readonly samples: () => readonly SampleEntry[]
  /** Given only when mails are written to files and the server listens on loopback: everybody may read it. */
  readonly mailbox?: { listMails(): Promise<readonly DemoMail[]> }
  /** Given only where the samples are and the server listens on loopback: everybody may be any of their customers. */
  readonly signIn?: Pick<DemoSignIn, 'tokenFor'>
}

/** Shown at most, newest first. */
const MAILS_MAX = 30

/** Nothing from elsewhere, nothing inline, and no HTML made from strings. */
const PAGE_CSP = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "frame-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ')

/** A small shop page with the widget, sample contracts to try, and the mails they lead to. */
export function demoRoutes(options: DemoRoutesOptions): FastifyPluginAsync {
  return async (app: FastifyInstance) => {
    app.get('/', async (_request, reply) => {
      reply.header('content-security-policy', PAGE_CSP).header('cache-control', 'no-store')
      const html = demoPage({
        deskName: options.deskName,
        samples: options.samples(),
        hasMailbox: options.mailbox !== undefined,
        hasSignIn: options.signIn !== undefined,
      })
      return reply.type('text/html; charset=utf-8').send(html)
    })
    await asset(app, 'demo.css', 'text/css; charset=utf-8')
    await asset(app, 'demo.js', 'text/javascript; charset=utf-8')
    await asset(app, 'try-on.js', 'text/javascript; charset=utf-8')
    const { mailbox, signIn } = options
    if (signIn)
      app.get<{ Querystring: { email?: unknown } }>('/demo/sign-in', async (request, reply) => {
        const entry = options.samples().find(({ email }) => email === request.query.email)
        if (!entry || !isLoopback(request.host)) return reply.callNotFound()
        return reply
          .header('cache-control', 'no-store')
          .type('text/plain')
          .send(await signIn.tokenFor(entry.email))
      })
    if (!mailbox) return
    app.get('/demo/mails', (request, reply) => sendMails(mailbox, request, reply))
    app.get<{ Params: { id: string } }>('/demo/mails/:id', (request, reply) => sendLetter(mailbox, request, reply))
  }
}

async function asset(app: FastifyInstance, name: string, type: string): Promise<void> {
  const bytes = await readFile(join(import.meta.dirname, name))
  app.get(`/demo/${name}`, async (_request, reply) => reply.header('cache-control', 'no-cache').type(type).send(bytes))
}

async function sendMails(
  mailbox: NonNullable<DemoRoutesOptions['mailbox']>,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<unknown> {
  // A foreign page whose name was pointed at this machine must not read the codes.
  if (!isLoopback(request.host)) return reply.callNotFound()
  const mails = await mailbox.listMails()
  reply.header('cache-control', 'no-store')
  return {
    mails: mails.slice(0, MAILS_MAX).map(({ id, to, subject, text, atMs }) => ({ id, to, subject, text, atMs })),
  }
}

async function sendLetter(
  mailbox: NonNullable<DemoRoutesOptions['mailbox']>,
  request: FastifyRequest<{ Params: { id: string } }>,
  reply: FastifyReply,
): Promise<unknown> {
  const mails = isLoopback(request.host) ? await mailbox.listMails() : []
  const mail = mails.find(({ id }) => id === request.params.id)
  if (!mail) return reply.callNotFound()
  reply.header('content-security-policy', PAGE_CSP).header('cache-control', 'no-store')
  return reply.type('text/html; charset=utf-8').send(letterPage(mail))
}

function isLoopback(host: string): boolean {
  return /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?$/.test(host)
}
