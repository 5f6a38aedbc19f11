import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createFileMailer } from '../../src/mail/file.ts'
import { describeMailer, MAIL } from '../contracts/mailer.ts'

const NOON = Date.parse('2026-11-18T12:00:00+09:00')
const FROM = '"円満サポート（デモ）" <support@example.jp>'

let folder: string
let logged: object[]

beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), 'enman-mail-')), 'mail')
  logged = []
})
afterEach(() => rmSync(join(folder, '..'), { recursive: true }))

function open(now: () => number = () => NOON) {
  const log = { info: (fields: object) => void logged.push(fields) }
  return createFileMailer({ dir: folder, from: FROM, log, now })
}

describeMailer({
  name: 'file',
  open: async () => {
    let atMs = NOON
    const mailer = open(() => atMs++)
    const sent = async () =>
      readdirSync(folder)
        .sort()
        .map((name) => readFileSync(join(folder, name), 'utf8'))
    return { mailer, sent }
  },
})

describe('the file mailer', () => {
  test('lists mails, the newest first', async () => {
    let atMs = NOON
    const mailer = open(() => atMs)
    expect(await mailer.listMails()).toEqual([])
    await mailer.send({ ...MAIL, key: 'a', subject: '一' })
    atMs += 1_000
    await mailer.send({ ...MAIL, key: 'b', subject: 'two = 2_%' })

    const mails = await mailer.listMails()

    expect(mails.map(({ subject }) => subject)).toEqual(['two = 2_%', '一'])
    expect(mails.map(({ to }) => to)).toEqual([MAIL.to, MAIL.to])
    expect(mails.map((mail) => mail.atMs)).toEqual([NOON + 1_000, NOON])
    expect(new Set(mails.map(({ id }) => id)).size).toBe(2)
  })

  test('shows a mail that was sent twice once', async () => {
    let atMs = NOON
    const mailer = open(() => atMs)
    await mailer.send(MAIL)
    atMs += 60_000
    await mailer.send(MAIL)

    expect(await mailer.listMails()).toHaveLength(1)
  })

  test('logs the subject and neither address nor text', async () => {
    await open().send(MAIL)

    expect(logged).toHaveLength(1)
    expect(logged[0]).toMatchObject({ subject: MAIL.subject })
    expect(JSON.stringify(logged)).not.toMatch(/hanako|7,980/)
  })

  test('keeps files to their owner and leaves nothing half written', async () => {
    await open().send(MAIL)

    const names = readdirSync(folder)
    expect(names.every((name) => name.endsWith('.eml'))).toBe(true)
    expect(statSync(join(folder, names[0] ?? '')).mode & 0o777).toBe(0o600)
  })

  test('says to try again when the folder cannot be written', async () => {
    writeFileSync(folder, 'a file where the folder should be')

    await expect(open().send(MAIL)).rejects.toMatchObject({ code: 'mail.unavailable', retry: true })
    rmSync(folder)
  })
})
