import { afterAll, expect, test } from 'vitest'
import { createApp, createParts } from '../../src/app.ts'
import { ScriptChannel } from '../../src/channels/script/script-channel.ts'
import { openDatabase } from '../../src/store/database.ts'
import { migrate } from '../../src/store/migrate.ts'
import { SCRIPT_DESK } from '../../src/transcript/app-world.ts'

const db = openDatabase(':memory:')
migrate(db)
const channel = new ScriptChannel()
const found = Promise.withResolvers<void>()
const asked = Promise.withResolvers<void>()
const app = createApp({
  db,
  secret: 'a secret for this test, of some length',
  mailer: { send: async () => {} },
  channels: [channel],
  desk: SCRIPT_DESK,
  parts: createParts(SCRIPT_DESK),
  log: { warn: () => {}, error: () => {} },
  backOffice: (ledger) => ({
    ...ledger,
    async findContracts(query) {
      asked.resolve()
      await found.promise
      return ledger.findContracts(query)
    },
  }),
})

afterAll(() => app.close())

test('due work looked for in the middle of an exchange does not tear its answer apart', async () => {
  // The greeting is committed at once, and the answer to the rest waits for the look-up.
  const text = 'NP12345678 を返金してください。メールは nobody@example.jp です'
  const inbound = { id: 'm1', channel: 'script', conversationId: 'c1', atMs: Date.now() }
  const exchange = app.receive({ ...inbound, act: { type: 'text', text } })
  await asked.promise
  await app.runDue()
  expect(channel.take()).toEqual([])
  found.resolve()
  await exchange
  const [answer, ...more] = channel.take().map(({ messages }) => messages.map(({ key }) => key))
  expect([answer?.at(0), answer?.at(-1), more]).toEqual(['greeting.hello', 'identity.code', []])
})
