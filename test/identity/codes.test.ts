import type { DatabaseSync } from 'node:sqlite'
import { beforeEach, describe, expect, test } from 'vitest'
import { importContracts } from '../../src/backoffice/contract-import.ts'
import { parseContractsCsv } from '../../src/backoffice/csv.ts'
import { createLedger } from '../../src/backoffice/ledger.ts'
import { AppError } from '../../src/errors.ts'
import { type CodeIdentity, createIdentity } from '../../src/identity/codes.ts'
import { createSealer } from '../../src/identity/sealer.ts'
import type { Mail, Mailer } from '../../src/mail/mail.ts'
import { openDatabase } from '../../src/store/database.ts'
import { DELUXE, PREMIUM, toCsv } from '../backoffice/csv-fixtures.ts'

const SECRET = 'a secret of the installation, long enough'
const NOW = Date.parse('2026-11-18T21:40:00+09:00')
const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS

/** What 花子 knows, and what somebody who guesses does. */
const RIGHT = { orderNumber: 'NP12345678', email: 'hanako@example.jp' }
const NOBODY = { orderNumber: 'NP00000000', email: 'hanako@example.jp' }

let db: DatabaseSync
let identity: CodeIdentity
let mails: Mail[]
/** Set to make the mail server fail. */
let failure: AppError | null
/** Monotonic time; sending moves it by `sendingMs`. */
let monotonicMs: number
let sendingMs: number

const mailer: Mailer = {
  async send(mail) {
    monotonicMs += sendingMs
    if (failure) throw failure
    mails.push(mail)
  },
}
const sealer = createSealer(SECRET)
const wrongSeal = (challengeId: string, index = 0) => sealer.code(challengeId, `wrong ${index}`)
const codeIn = (mail: Mail | undefined) => mail?.text ?? ''

function open(): CodeIdentity {
  return createIdentity({
    db,
    secret: SECRET,
    backOffice: createLedger({ db }),
    mailer,
    compose: (code) => ({ subject: '確認コード', text: code }),
    clock: () => monotonicMs,
  })
}

type Who = { readonly orderNumber: string | null; readonly email: string; readonly account?: boolean }

function challenge(challengeId: string, who: Who = RIGHT, nowMs = NOW) {
  return identity.challenge({ challengeId, account: false, ...who, nowMs })
}

function verify(challengeId: string, seal: string, nowMs = NOW) {
  return identity.verify({ challengeId, seal, nowMs })
}

/** Five wrong tries, spread over as many conversations. */
async function lock(who = RIGHT): Promise<unknown> {
  let last: unknown
  for (let index = 0; index < 5; index++) {
    await challenge(`lock-${index}`, who)
    last = await verify(`lock-${index}`, wrongSeal(`lock-${index}`))
  }
  return last
}

beforeEach(() => {
  db = openDatabase(':memory:')
  importContracts({ db, seal: sealer.productKey }, parseContractsCsv(toCsv(PREMIUM, DELUXE)))
  mails = []
  failure = null
  monotonicMs = 0
  sendingMs = 0
  identity = open()
})

test('a conversation’s challenges can be erased; others, and what locks, stay', async () => {
  await identity.challenge({ challengeId: 'c1', ...RIGHT, account: false, conversationId: 'line:U1', nowMs: NOW })
  await identity.challenge({ challengeId: 'c2', ...RIGHT, account: false, conversationId: 'line:U2', nowMs: NOW })
  await verify('c1', wrongSeal('c1'))
  await identity.forget('line:U1')
  expect(await verify('c1', sealer.code('c1', codeIn(mails[0])))).toEqual({ outcome: 'expired' })
  expect(db.prepare('SELECT id, conversation_id FROM challenges').all()).toEqual([
    { id: 'c2', conversation_id: 'line:U2' },
  ])
  expect(await verify('c2', wrongSeal('c2'))).toEqual({ outcome: 'rejected', triesLeft: 3 })
})

describe('a code', () => {
  test('is mailed to the address of the contract, and proves all contracts of the person', async () => {
    expect(await challenge('c1', { orderNumber: 'sy8765-4321', email: 'HANAKO@example.jp' })).toEqual({
      outcome: 'sent',
    })

    expect(mails.map(({ to }) => to)).toEqual(['hanako@example.jp'])
    expect(codeIn(mails[0])).toMatch(/^\d{6}$/)
    expect(await verify('c1', sealer.code('c1', codeIn(mails[0])))).toEqual({
      outcome: 'verified',
      contractIds: ['K-1', 'K-2'],
      matchedContractIds: ['K-1'],
      email: 'hanako@example.jp',
    })
    expect(await identity.verifiedContractIds('c1')).toEqual(['K-1', 'K-2'])
  })

  test("goes to an account's own address in any case, and proves every contract under it", async () => {
    await challenge('c1', { orderNumber: null, email: 'hanako@example.jp', account: true })
    await challenge('c2', { orderNumber: null, email: 'nobody@example.jp', account: true })

    expect(mails.map(({ to }) => to)).toEqual(['hanako@example.jp', 'nobody@example.jp'])
    expect(await verify('c1', sealer.code('c1', codeIn(mails[0])))).toMatchObject({
      outcome: 'verified',
      matchedContractIds: ['K-1', 'K-2'],
    })
    expect(await verify('c2', sealer.code('c2', codeIn(mails[1])))).toMatchObject({
      outcome: 'verified',
      contractIds: [],
      matchedContractIds: [],
    })
    expect(JSON.stringify(db.prepare('SELECT * FROM challenges').all())).not.toContain('nobody')
  })

  test('is the same when the challenge is repeated, also by another process, and different for another', async () => {
    await challenge('c1')
    identity = open()
    await challenge('c1')
    await challenge('c2')

    const [first, again, other] = mails
    expect(again).toEqual(first)
    expect(codeIn(other)).not.toBe(codeIn(first))
    expect(other?.key).not.toBe(first?.key)
  })

  test('is not in the database, and neither is what was typed', async () => {
    await challenge('c1', { orderNumber: 'QQ98765432', email: 'somebody@else.example' })
    await challenge('c2')
    const seal = sealer.code('c2', codeIn(mails[0]))
    await verify('c2', wrongSeal('c2'))

    const tables = ['challenges', 'code_tries', 'code_mails'].map((table) => db.prepare(`SELECT * FROM ${table}`).all())
    const stored = JSON.stringify(tables)
    expect(stored).toContain(seal)
    for (const secret of [codeIn(mails[0]), 'QQ98765432', 'somebody', SECRET]) expect(stored).not.toContain(secret)
  })

  test('may be typed in full width and with spaces', async () => {
    await challenge('c1')
    const wide = codeIn(mails[0]).replaceAll(/\d/g, (digit) => String.fromCodePoint(0xff10 + Number(digit)))

    expect((await verify('c1', sealer.code('c1', ` ${wide} `))).outcome).toBe('verified')
  })

  test('of one challenge is wrong for another', async () => {
    await challenge('c1')
    await challenge('c2')

    expect((await verify('c2', sealer.code('c2', codeIn(mails[0])))).outcome).toBe('rejected')
    expect((await verify('c2', sealer.code('c1', codeIn(mails[0])))).outcome).toBe('rejected')
  })

  test('is good for 10 minutes', async () => {
    await challenge('c1')
    const seal = sealer.code('c1', codeIn(mails[0]))

    expect((await verify('c1', seal, NOW + 10 * MINUTE_MS)).outcome).toBe('expired')
    expect((await verify('c1', seal, NOW + 10 * MINUTE_MS - 1)).outcome).toBe('verified')
  })

  test('proves the same again when the command is repeated after a crash', async () => {
    await challenge('c1')
    const seal = sealer.code('c1', codeIn(mails[0]))

    expect(await verify('c1', seal)).toEqual(await verify('c1', seal))
  })

  test('of a challenge that nobody knows is expired', async () => {
    expect(await verify('c404', wrongSeal('c404'))).toEqual({ outcome: 'expired' })
    expect(await identity.verifiedContractIds('c404')).toBeNull()
  })

  test('that was not right proves nothing', async () => {
    await challenge('c1')
    await verify('c1', wrongSeal('c1'))

    expect(await identity.verifiedContractIds('c1')).toBeNull()
  })

  test('is no longer right when its challenge was asked for somebody else', async () => {
    await challenge('c1')
    const seal = sealer.code('c1', codeIn(mails[0]))
    await verify('c1', seal)
    await challenge('c1', NOBODY)

    expect(await identity.verifiedContractIds('c1')).toBeNull()
    expect((await verify('c1', seal)).outcome).toBe('rejected')
  })
})

describe('somebody who guesses', () => {
  test('gets the same answers as a customer with wrong codes, up to the lock and after it', async () => {
    const answers = []
    for (const who of [RIGHT, NOBODY]) {
      const heard = []
      for (let index = 0; index < 7; index++) {
        const id = `${who.orderNumber}-${index}`
        heard.push(await challenge(id, who), await verify(id, wrongSeal(id)))
      }
      heard.push(await verify(`${who.orderNumber}-0`, wrongSeal('x'), NOW + 31 * MINUTE_MS))
      answers.push(heard)
    }

    expect(answers[1]).toEqual(answers[0])
    expect(answers[0]).toContainEqual({ outcome: 'locked', untilMs: NOW + 30 * MINUTE_MS })
    expect(mails.every(({ to }) => to === RIGHT.email)).toBe(true)
  })

  test('is refused even with the code that would have been mailed', async () => {
    await challenge('c1')
    const code = codeIn(mails[0])
    await challenge('c1', NOBODY)

    expect(mails).toHaveLength(1)
    expect(await verify('c1', sealer.code('c1', code))).toEqual({ outcome: 'rejected', triesLeft: 4 })
  })

  test('waits about as long as a mail takes', async () => {
    sendingMs = 60
    await challenge('c1')
    const before = performance.now()
    await challenge('c2', NOBODY)

    expect(performance.now() - before).toBeGreaterThan(40)
    expect(performance.now() - before).toBeLessThan(1_000)
  })

  test('sees the mail server fail as everybody does', async () => {
    failure = new AppError('mail.unavailable', 'down')
    await expect(challenge('c1')).rejects.toMatchObject({ code: 'mail.unavailable', retry: true })
    await expect(challenge('c2', NOBODY)).rejects.toMatchObject({ code: 'mail.unavailable', retry: true })

    monotonicMs += MINUTE_MS
    expect(await challenge('c2', NOBODY)).toEqual({ outcome: 'sent' })
  })

  test('does not learn that an address refuses mail for good', async () => {
    failure = new AppError('mail.rejected', 'no such user')

    expect(await challenge('c1')).toEqual({ outcome: 'sent' })
  })
})

describe('wrong tries', () => {
  test('are counted down', async () => {
    await challenge('c1')

    const left = []
    for (let index = 0; index < 5; index++) left.push(await verify('c1', wrongSeal('c1', index)))
    expect(left).toEqual([
      { outcome: 'rejected', triesLeft: 4 },
      { outcome: 'rejected', triesLeft: 3 },
      { outcome: 'rejected', triesLeft: 2 },
      { outcome: 'rejected', triesLeft: 1 },
      { outcome: 'locked', untilMs: NOW + 30 * MINUTE_MS },
    ])
  })

  test('are counted over all conversations, and the fifth locks for 30 minutes', async () => {
    expect(await lock()).toEqual({ outcome: 'locked', untilMs: NOW + 30 * MINUTE_MS })

    expect(await challenge('c9')).toEqual({ outcome: 'locked', untilMs: NOW + 30 * MINUTE_MS })
    expect(await verify('lock-0', wrongSeal('lock-0'))).toEqual({ outcome: 'locked', untilMs: NOW + 30 * MINUTE_MS })
  })

  test('lock out the right code as well', async () => {
    await challenge('right')
    const seal = sealer.code('right', codeIn(mails[0]))
    await lock()

    expect((await verify('right', seal)).outcome).toBe('locked')
  })

  test('lock that order number and address only, however it is written', async () => {
    await lock()

    expect((await challenge('c9', { orderNumber: ' np1234-5678', email: 'Hanako@Example.jp' })).outcome).toBe('locked')
    expect((await challenge('c10', { ...RIGHT, orderNumber: 'NP22222222' })).outcome).toBe('sent')
  })

  test('are five again after the lock', async () => {
    await lock()
    const later = NOW + 30 * MINUTE_MS
    await challenge('c9', RIGHT, later)

    expect(await verify('c9', wrongSeal('c9'), later)).toEqual({ outcome: 'rejected', triesLeft: 4 })
  })

  test('are forgotten after the right code', async () => {
    await challenge('c1')
    await verify('c1', wrongSeal('c1'))
    await verify('c1', sealer.code('c1', codeIn(mails[0])))
    await challenge('c2')

    expect(await verify('c2', wrongSeal('c2'))).toEqual({ outcome: 'rejected', triesLeft: 4 })
  })

  test('are forgotten after a day', async () => {
    await challenge('c1')
    await verify('c1', wrongSeal('c1'))
    await challenge('c2', RIGHT, NOW + 24 * HOUR_MS + 1)

    expect(await verify('c2', wrongSeal('c2'), NOW + 24 * HOUR_MS + 1)).toEqual({ outcome: 'rejected', triesLeft: 4 })
  })

  test('outlive the process', async () => {
    await lock()
    identity = open()

    expect((await challenge('c9')).outcome).toBe('locked')
  })

  test('that are one command repeated are one try', async () => {
    await challenge('c1')
    const seal = sealer.code('c1', codeIn(mails[0]) === '000000' ? '000001' : '000000')

    expect(await verify('c1', seal)).toEqual({ outcome: 'rejected', triesLeft: 4 })
    expect(await verify('c1', seal)).toEqual({ outcome: 'rejected', triesLeft: 4 })
  })
})

describe('mails', () => {
  test('are at most five an hour to one address, which nobody is told', async () => {
    for (let index = 0; index < 7; index++) expect(await challenge(`c${index}`)).toEqual({ outcome: 'sent' })
    expect(mails).toHaveLength(5)

    await challenge('c8', RIGHT, NOW + HOUR_MS)
    expect(mails).toHaveLength(6)
  })

  test('that do not go out are told to the customer whom the company has signed in', async () => {
    const own = { orderNumber: null, email: 'hanako@example.jp', account: true }
    for (let index = 0; index < 5; index++) await challenge(`c${index}`, own)
    await expect(challenge('c5', own)).rejects.toMatchObject({ code: 'mail.too-many', retry: false })

    failure = new AppError('mail.rejected', 'no such box')
    await expect(challenge('c6', own, NOW + HOUR_MS)).rejects.toMatchObject({ code: 'mail.rejected' })
    // One address that is refused is no outage for everybody.
    expect(await challenge('c7', RIGHT, NOW + HOUR_MS)).toEqual({ outcome: 'sent' })
    expect(await challenge('c8', NOBODY, NOW + HOUR_MS)).toEqual({ outcome: 'sent' })
  })

  test('that failed do not count', async () => {
    failure = new AppError('mail.unavailable', 'down')
    for (let index = 0; index < 6; index++) await challenge('c1').catch(() => null)
    failure = null

    await challenge('c1')
    expect(mails).toHaveLength(1)
  })
})

test('what is over is cleaned up', async () => {
  await challenge('c1')
  await verify('c1', wrongSeal('c1'))
  await challenge('c2', NOBODY, NOW + 25 * HOUR_MS)

  const rows = ['challenges', 'code_tries', 'code_mails'].map(
    (table) => db.prepare(`SELECT * FROM ${table}`).all().length,
  )
  expect(rows).toEqual([1, 0, 0])
})
