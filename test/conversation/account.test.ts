import { describe, expect, test } from 'vitest'
import type { Account } from '../../src/channels/channel.ts'
import type { Snapshot } from '../../src/core/snapshot.ts'
import { AppWorld } from '../../src/transcript/app-world.ts'
import { AT_MS, says } from './refund-confirmation.ts'

const MINUTE_MS = 60_000
const CSV = `contract_id,email,order_number,original_order_number,product,product_kind,plan,event,charged_at,price_yen,term_start,term_end,channel,region
K-1,taro@example.jp,NP12345678,NP12345678,ノートン360プレミアム,software,annual,renewal,2026-09-20,7980,2026-10-01,2027-09-30,direct,JP
K-2,hanako@example.jp,NP22223333,NP22223333,ノートン360デラックス,software,annual,renewal,2026-10-20,6480,2026-11-01,2027-10-31,direct,JP
`
const TARO: Account = { subject: 'member-1', email: 'Taro@example.jp', provedAtMs: AT_MS }
const HANAKO: Account = { subject: 'member-2', email: 'hanako@example.jp', provedAtMs: AT_MS }

async function opened(account?: Account): Promise<AppWorld> {
  const world = new AppWorld(AT_MS)
  world.importContracts(CSV)
  world.signIn(account ?? null)
  await world.act({ type: 'opened' })
  return world
}

const keysOf = (world: AppWorld) => world.take().said.map(({ key }) => key)
const factOf = (snapshot: Snapshot | null, name: string) => snapshot?.context[name]

describe('a sign-in', () => {
  test('says nothing by itself, and is known from the first message on', async () => {
    const world = await opened()
    expect(factOf(world.snapshot(), 'account')).toBeNull()
    const greeting = keysOf(world)

    const signedIn = await opened(TARO)

    expect(keysOf(signedIn)).toEqual(greeting)
    expect(factOf(signedIn.snapshot(), 'account')).toEqual(TARO)
  })

  test('of nobody else is kept: the same news are no news', async () => {
    const world = await opened(TARO)
    world.signIn({ ...TARO, email: 'taro@example.jp', provedAtMs: AT_MS - MINUTE_MS })
    await says(world, 'こんにちは')

    expect(factOf(world.snapshot(), 'account')).toEqual(TARO)
  })

  test('that comes with a late message tells nothing', async () => {
    const world = await opened(TARO)
    const late = { id: 'late', channel: 'script', conversationId: 'talk-1', atMs: AT_MS - MINUTE_MS, late: true }
    await world.app.receive({ ...late, account: HANAKO, act: { type: 'text', text: 'すみません' } })

    expect(factOf(world.snapshot(), 'account')).toEqual(TARO)
  })

  test('leaves no address in what is kept of a conversation to read', async () => {
    const world = await opened(TARO)
    await says(world, '返金してほしい')

    const log = JSON.stringify(await world.app.store.log('talk-1', 0))
    expect(log).toContain('T…@example.jp')
    expect(log.toLowerCase()).not.toContain('taro@example.jp')
  })
})

describe('at the final confirmation', () => {
  async function confirming(): Promise<AppWorld> {
    const world = await opened(TARO)
    await says(world, '返金してください。提案は不要です')
    expect(keysOf(world).at(-1)).toBe('refund.ask')
    return world
  }

  test('the yes of another customer who signed in meanwhile refunds nothing of the first', async () => {
    const world = await confirming()
    world.signIn(HANAKO)
    await says(world, '返金する')

    expect(keysOf(world)).toEqual(['identity.byAccountOne', 'decision.full', 'refund.details', 'refund.ask'])
    expect(factOf(world.snapshot(), 'contractId')).toBe('K-2')
    expect(await world.app.backOffice.ledger()).toEqual([])
  })

  test('a yes after signing out is followed by the ordinary identification', async () => {
    const world = await confirming()
    world.signIn(null)
    await says(world, '返金する')

    expect(keysOf(world)).toEqual(['identity.needs', 'identity.order'])
    expect(await world.app.backOffice.ledger()).toEqual([])
  })

  test('a yes given twice refunds once', async () => {
    const world = await confirming()
    await says(world, '返金する', '返金する')

    const refunds = (await world.app.backOffice.ledger()).filter(({ kind }) => kind === 'refund')
    expect(refunds.map(({ contractId }) => contractId)).toEqual(['K-1'])
  })
})

test('a look-up that fails at first is made again, and what is found is said once', async () => {
  const world = await opened(TARO)
  world.backOfficeNext({ target: 'contracts.find', fault: 'unavailable', times: 2 })
  await says(world, '自動延長を止めたい')
  await world.advanceTo(AT_MS + 5000)

  expect(keysOf(world).filter((key) => key.startsWith('identity.') || key.startsWith('stop.'))).toEqual([
    'identity.byAccountOne',
    'stop.explain',
    'stop.ask',
  ])
})
