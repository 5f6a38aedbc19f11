import { describe, expect, test } from 'vitest'
import { readEml } from '../../src/mail/eml.ts'
import type { Mailer } from '../../src/mail/mail.ts'

/** A mailer with a look at what it has sent: raw messages, oldest first. */
export interface MailerUnderTest {
  readonly name: string
  open(): Promise<{ readonly mailer: Mailer; readonly sent: () => Promise<readonly string[]> }>
}

export const MAIL = {
  to: 'hanako@example.jp',
  subject: '【円満サポート】返金を受け付けました（受付番号 R-20261118-0937）',
  text: '返金を受け付けました。\n\n金額：7,980円（税込）\n時刻：2026年11月18日（水）21:46\n'.repeat(20),
  key: 'refund K-1',
} as const

/** What every mailer keeps to. */
export function describeMailer({ name, open }: MailerUnderTest): void {
  describe(`the ${name} mailer`, () => {
    test('brings Japanese through unharmed, in 7-bit lines of a length that every server takes', async () => {
      const { mailer, sent } = await open()
      await mailer.send(MAIL)

      const [raw = ''] = await sent()
      expect(readEml(raw)).toMatchObject({ to: MAIL.to, subject: MAIL.subject })
      expect(readEml(raw).text.trimEnd()).toBe(MAIL.text.trimEnd())
      expect(raw).toMatch(/^Content-Type: text\/plain; charset=utf-8\r?$/m)
      // biome-ignore lint/suspicious/noControlCharactersInRegex: what is allowed is exactly ASCII
      expect(raw).toMatch(/^[\x00-\x7F]*$/)
      expect(Math.max(...raw.split('\n').map((line) => line.length))).toBeLessThan(100)
    })

    test('names itself as a machine and its sender', async () => {
      const { mailer, sent } = await open()
      await mailer.send(MAIL)

      const [raw] = await sent()
      expect(raw).toMatch(/^Auto-Submitted: auto-generated\r?$/m)
      expect(raw).toMatch(/^From: [^\r\n]*(\r?\n )?<support@example\.jp>\r?$/m)
    })

    test('gives equal keys equal ids, other keys others, and shows no key', async () => {
      const { mailer, sent } = await open()
      await mailer.send(MAIL)
      const [first = ''] = await sent()
      await mailer.send(MAIL)
      await mailer.send({ ...MAIL, key: 'refund K-2' })

      const ids = (await sent()).map((raw) => readEml(raw).messageId)
      expect(new Set(ids).size).toBe(2)
      expect(ids).toContain(readEml(first).messageId)
      expect(ids.every((id) => /^<[0-9a-f]{32}@example\.jp>$/.test(id))).toBe(true)
      expect((await sent()).join()).not.toContain('refund K')
    })

    test('writes no header that a subject or an address brings along', async () => {
      const { mailer, sent } = await open()
      await mailer.send({ ...MAIL, subject: '件名\r\nBcc: eve@example.com', to: 'hanako@example.jp' })

      const [raw] = await sent()
      expect(raw).not.toMatch(/^Bcc:/m)
    })
  })
}
