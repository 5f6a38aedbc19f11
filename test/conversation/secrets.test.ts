import type { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type App, createApp } from '../../src/app.ts'
import { importContracts } from '../../src/backoffice/contract-import.ts'
import { parseContractsCsv } from '../../src/backoffice/csv.ts'
import { ScriptChannel } from '../../src/channels/script/script-channel.ts'
import { createSealer } from '../../src/identity/sealer.ts'
import type { Mail } from '../../src/mail/mail.ts'
import { openDatabase } from '../../src/store/database.ts'
import { migrate } from '../../src/store/migrate.ts'
import { SCRIPT_DESK } from '../../src/transcript/app-world.ts'

const SECRET = 'a secret of thirty-two characters'
const NOW_MS = Date.parse('2026-11-18T14:00:00+09:00')
const KEY = 'HANAK-2345R-DELUX-67890-ABCDE'
const CARD = '4111 1111 1111 1111'
const WRONG_CODE = '123450'
const CONTRACTS = `contract_id,email,order_number,original_order_number,product,product_kind,plan,event,charged_at,price_yen,term_start,term_end,channel,region,auto_renewal,product_key
K-1,hanako@example.jp,NP12345678,NP12345678,ノートン360プレミアム,software,annual,renewal,2026-09-20,7980,2026-10-01,2027-09-30,direct,JP,true,
K-2,hanako@example.jp,NP22334455,NP22334455,ノートン360デラックス,software,annual,purchase,2026-04-01,5980,2026-04-01,2027-03-31,direct,JP,true,${KEY}
`

let db: DatabaseSync
let app: App
let mails: Mail[]
let logged: unknown[]
let ids = 0

beforeEach(() => {
  mails = []
  logged = []
  ids = 0
  db = openDatabase(':memory:')
  migrate(db)
  importContracts({ db, seal: createSealer(SECRET).productKey }, parseContractsCsv(CONTRACTS))
  app = createApp({
    db,
    secret: SECRET,
    mailer: { send: async (mail) => void mails.push(mail) },
    channels: [new ScriptChannel()],
    desk: SCRIPT_DESK,
    log: { warn: (...line) => logged.push(line), error: (...line) => logged.push(line) },
    now: () => NOW_MS,
    // The same codes in every run: one by chance could be part of some other number.
    newId: () => `id-${++ids}`,
  })
})
afterEach(async () => {
  await app.close()
  db.close()
})

let sent = 0
async function say(text: string): Promise<string> {
  const act = { type: 'text', text } as const
  const { messages } = await app.receive({
    id: `m${sent++}`,
    channel: 'script',
    conversationId: 'c1',
    atMs: NOW_MS,
    act,
  })
  await app.idle()
  return messages.map((message) => message.text).join('\n')
}

/** Every value of every table, as text. */
function everythingKept(): string {
  const tables = db.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").all() as { name: string }[]
  const rows = tables.flatMap(({ name }) => db.prepare(`SELECT * FROM "${name}"`).all())
  return JSON.stringify([rows, logged])
}

test('I15 no code, product key or card number is kept or logged, however it was typed', async () => {
  await say('期間をまとめたい')
  await say('公式ストア')
  await say('NP12345678')
  await say(`hanako@example.jp カードは ${CARD} です`)
  await say(WRONG_CODE)
  const code = /\d{6}/.exec(mails.at(-1)?.text ?? '')?.[0] ?? ''
  expect(code).toMatch(/^\d{6}$/)
  expect(await say(`コードは ${code} です`)).toContain('確認できました')
  await say('まとめる手順へ')
  expect(await say(KEY.toLowerCase())).toContain('BCDE')

  const kept = everythingKept()
  for (const secret of [CARD, CARD.replaceAll(' ', ''), '1111 1111', WRONG_CODE, code, KEY, KEY.replaceAll('-', '')]) {
    expect(kept.toUpperCase().includes(secret.toUpperCase()), secret).toBe(false)
  }
  expect(kept).toContain('hanako@example.jp')
})
