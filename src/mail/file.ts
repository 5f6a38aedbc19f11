import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createTransport } from 'nodemailer'
import { AppError } from '../errors.ts'
import { type ReadMail, readEml } from './eml.ts'
import type { Mail, Mailer } from './mail.ts'
import { digest, toMessage } from './message.ts'

/** The part of a logger that is used; pino's fits. */
interface Log {
  info(fields: object, message: string): void
}

export interface FileMailerOptions {
  /** Created when it is missing. */
  readonly dir: string
  readonly from: string
  readonly log: Log
  readonly now?: () => number
}

/** A mailer whose mails can be looked at: for the demo's mailbox, and for installations without a mail server. */
export interface FileMailer extends Mailer {
  /** All mails, newest first. */
  listMails(): Promise<readonly (ReadMail & { readonly id: string })[]>
}

/** Writes each mail as a real `.eml` file. The same key writes the same file again. */
export function createFileMailer({ dir, from, log, now = Date.now }: FileMailerOptions): FileMailer {
  const transport = createTransport({ streamTransport: true, buffer: true, newline: 'windows' })

  async function compose(mail: Mail, atMs: number): Promise<Buffer> {
    const { message } = await transport.sendMail({ ...toMessage(mail, from), date: new Date(atMs) })
    // With `buffer` the stream transport gives the whole message at once.
    return message as Buffer
  }

  return {
    async send(mail) {
      try {
        const atMs = now()
        const message = await compose(mail, atMs)
        await mkdir(dir, { recursive: true, mode: 0o700 })
        const name = await fileName(dir, mail.key, atMs)
        await writeFile(join(dir, `${name}.part`), message, { mode: 0o600 })
        await rename(join(dir, `${name}.part`), join(dir, name))
        log.info({ subject: mail.subject, file: name }, 'mail written')
      } catch (cause) {
        throw new AppError('mail.unavailable', 'the mail could not be written', {}, { cause })
      }
    },

    async listMails() {
      const names = await mailNames(dir)
      return Promise.all(
        names
          .sort()
          .reverse()
          .map(async (name) => ({
            id: name.slice(0, -'.eml'.length),
            ...readEml(await readFile(join(dir, name), 'utf8')),
          })),
      )
    },
  }
}

/** Names sort by time; a mail that is sent again keeps the name it had. */
async function fileName(dir: string, key: string, atMs: number): Promise<string> {
  const ending = `-${digest(key)}.eml`
  const earlier = (await mailNames(dir)).find((name) => name.endsWith(ending))
  return earlier ?? `${String(atMs).padStart(14, '0')}${ending}`
}

async function mailNames(dir: string): Promise<string[]> {
  try {
    return (await readdir(dir)).filter((name) => name.endsWith('.eml'))
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return []
    throw error
  }
}
