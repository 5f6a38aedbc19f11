import { afterEach, beforeEach, expect, test } from 'vitest'
import { sampleContracts } from '../../src/demo/sample-contracts.ts'
import { AppWorld } from '../../src/transcript/app-world.ts'

const AT_MS = Date.parse('2026-11-18T14:00:00+09:00')
let world: AppWorld

beforeEach(async () => {
  world = new AppWorld(AT_MS)
  world.importContracts(sampleContracts('2026-11-18'))
  await world.act({ type: 'opened' })
  await world.act({ type: 'text', text: 'NP12345678 を返金してください。提案は不要です' })
  await world.act({ type: 'text', text: 'taro@example.jp' })
})
afterEach(() => world.close())

const code = () => /\d{6}/.exec(world.take().mails.at(-1)?.text ?? '')?.[0] ?? ''
const ledger = async () => (await world.app.backOffice.ledger()).map((one) => one.kind)

test('a yes sent before the confirmation could be read carries nothing out', async () => {
  const typed = code()
  await Promise.all([world.act({ type: 'text', text: typed }), world.act({ type: 'text', text: 'はい' })])
  expect(await ledger()).toEqual([])
  await world.act({ type: 'text', text: 'はい' })
  expect(await ledger()).toEqual(['refund', 'stop'])
})

test.each(['それで', '返金したい', '最初の', 'いいですよ', '続けて'])(
  '「%s」 at the confirmation is asked about again',
  async (text) => {
    await world.act({ type: 'text', text: code() })
    await world.act({ type: 'text', text })
    expect(await ledger()).toEqual([])
    expect(world.take().said.at(-1)?.key).toBe('refund.ask')
  },
)
