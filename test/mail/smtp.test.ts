import { afterEach, describe, expect, test } from 'vitest'
import { createSmtpMailer } from '../../src/mail/smtp.ts'
import { describeMailer, MAIL } from '../contracts/mailer.ts'
import { type Answers, type SmtpServer, startSmtpServer } from './smtp-server.ts'

const FROM = '"円満サポート（デモ）" <support@example.jp>'
const servers: SmtpServer[] = []

async function start(answers?: Answers): Promise<SmtpServer> {
  const server = await startSmtpServer(answers)
  servers.push(server)
  return server
}

afterEach(async () => {
  for (const server of servers.splice(0)) await server.close()
})

describeMailer({
  name: 'SMTP',
  open: async () => {
    const server = await start()
    return { mailer: createSmtpMailer({ url: server.url, from: FROM }), sent: async () => server.messages }
  },
})

describe('the SMTP mailer', () => {
  test('addresses the one it is told, and nobody else', async () => {
    const server = await start()
    await createSmtpMailer({ url: server.url, from: FROM }).send(MAIL)

    expect(server.recipients).toEqual(['RCPT TO:<hanako@example.jp>'])
  })

  test.each([
    { when: 'the server is busy', answers: { greeting: '421 busy' } },
    { when: 'the mailbox is busy', answers: { RCPT: '450 mailbox busy' } },
    { when: 'the server has no room', answers: { '.': '452 no room' } },
    { when: 'the server never greets', answers: { greeting: '' } },
    { when: 'the server falls silent', answers: { '.': '' } },
  ])('says to try again when $when', async ({ answers }) => {
    const { url } = await start(answers)

    await expect(createSmtpMailer({ url, from: FROM, timeoutMs: 200 }).send(MAIL)).rejects.toMatchObject({
      code: 'mail.unavailable',
      retry: true,
    })
  })

  test('says to try again when nobody listens', async () => {
    const server = await startSmtpServer()
    await server.close()

    await expect(createSmtpMailer({ url: server.url, from: FROM }).send(MAIL)).rejects.toMatchObject({
      code: 'mail.unavailable',
    })
  })

  test.each([
    { what: 'address', answers: { RCPT: '550 no such user hanako@example.jp' }, responseCode: 550 },
    { what: 'mail', answers: { '.': '554 spam from hanako@example.jp' }, responseCode: 554 },
  ])('says not to try again when the $what is refused for good, without repeating the address', async (refusal) => {
    const { url } = await start(refusal.answers)

    const error = await createSmtpMailer({ url, from: FROM })
      .send(MAIL)
      .catch((reason: unknown) => reason)

    expect(error).toMatchObject({
      code: 'mail.rejected',
      retry: false,
      details: { responseCode: refusal.responseCode },
    })
    expect(`${(error as Error).message} ${JSON.stringify(error)}`).not.toContain('hanako')
  })
})
