import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { sampleContracts } from '../../src/demo/sample-contracts.ts'
import { AppWorld } from '../../src/transcript/app-world.ts'

const AT_MS = Date.parse('2026-11-18T14:00:00+09:00')
let world: AppWorld

beforeEach(() => {
  world = new AppWorld(AT_MS)
  world.importContracts(sampleContracts('2026-11-18'))
})
afterEach(() => world.close())

async function says(text: string) {
  await world.act({ type: 'text', text })
  return world.take().said
}
const asked = (said: ReturnType<AppWorld['take']>['said']) => said.findLast(({ prompt }) => prompt !== undefined)

describe('a refund', () => {
  async function toConfirmation() {
    await world.act({ type: 'opened' })
    await says('NP12345678 を返金してください。提案は不要です')
    await world.act({ type: 'text', text: 'taro@example.jp' })
    const code = /\d{6}/.exec(world.take().mails.at(-1)?.text ?? '')?.[0] ?? ''
    return says(code)
  }

  test('lays out the decision and what will happen, and marks the final confirmation alone', async () => {
    const said = await toConfirmation()
    expect(said.find(({ key }) => key === 'decision.full')?.view).toMatchObject({
      kind: 'decision',
      title: '全額返金の対象です。',
      rows: expect.arrayContaining([
        { label: '金額', value: '7,980円（税込）' },
        { label: '期限', value: expect.stringMatching(/^2026年\d+月\d+日（.）23:59（日本時間）$/) },
      ]),
    })
    expect(said.find(({ key }) => key === 'refund.details')?.view).toMatchObject({ kind: 'details' })
    expect(said.flatMap(({ view, key }) => (view?.type === 'confirm' ? [key] : []))).toEqual(['refund.ask'])
  })

  test('lays out its receipt, and the question after it confirms nothing', async () => {
    await toConfirmation()
    const said = await says('返金する')
    expect(said.find(({ key }) => key === 'refund.done')?.view).toMatchObject({
      kind: 'receipt',
      rows: expect.arrayContaining([{ label: '受付番号', value: 'R-20261118-0001' }]),
    })
    expect(asked(said)?.view).toBeUndefined()
  })

  test('takes a tap by the place of the choice', async () => {
    const prompt = asked(await toConfirmation())?.prompt ?? ''
    await world.act({ type: 'tapped', choice: '#1', prompt })
    expect(world.take().said.map(({ key }) => key)).toContain('refund.done')
  })

  test.each(['#0', '#3', '#', '1', 'constructor'])('takes a tap on %s for an old button', async (choice) => {
    const prompt = asked(await toConfirmation())?.prompt ?? ''
    await world.act({ type: 'tapped', choice, prompt })
    expect(world.take().said[0]?.key).toBe('aside.stale')
    expect(await world.app.backOffice.ledger()).toEqual([])
  })
})

describe('a form', () => {
  test('asks for order number and address at once, and one message of two lines answers both', async () => {
    await says('返金してほしい')
    const question = asked(await says('ノートン公式ストア'))
    expect(question?.view).toEqual({ type: 'form', fields: ['orderNumber', 'email'] })
    expect(asked(await says('NP12345678\ntaro@example.jp'))).toMatchObject({
      key: 'identity.code',
      view: { type: 'form', fields: ['code'] },
    })
  })

  test('asks for what is missing only, and again when the question is asked again', async () => {
    await says('返金してほしい')
    await says('ノートン公式ストア')
    const again = asked(await says('taro@example.jp'))
    expect(again).toMatchObject({ key: 'identity.order', view: { type: 'form', fields: ['orderNumber'] } })
    expect(asked(await says('期限はいつまでですか'))?.view).toEqual(again?.view)
  })

  test('asks for the address alone once the number is known', async () => {
    await says('返金してほしい')
    const question = asked(await says('NP12345678'))
    expect(question).toMatchObject({ key: 'identity.email', view: { type: 'form', fields: ['email'] } })
  })

  test('is not shown under a question that lies over it', async () => {
    await says('返金してほしい')
    await says('ノートン公式ストア')
    expect(asked(await says('最初から'))?.view).toBeUndefined()
  })
})

describe('a day', () => {
  const picked = (prompt: string) => ({ type: 'picked', date: '2026-09-20', prompt }) as const

  test('can be picked where one is asked for', async () => {
    const question = asked(await says('返金できるか知りたい'))
    expect(question?.view).toEqual({ type: 'date', min: '2021-11-18', max: '2026-11-18' })
    await world.act(picked(question?.prompt ?? ''))
    expect(world.take().said[0]?.text).toMatch(/^2026年9月20日（日）ですね。/)
    expect(await log()).toContain('2026年9月20日（日）')
  })

  test('picked in answer to an older question changes nothing', async () => {
    const old = asked(await says('返金できるか知りたい'))?.prompt ?? ''
    await says('9月21日')
    await world.act(picked(old))
    expect(world.take().said[0]?.key).toBe('aside.stale')
  })

  test('picked where something else is asked changes nothing', async () => {
    const other = asked(await says('こんにちは'))?.prompt ?? ''
    await world.act(picked(other))
    expect(world.take().said[0]?.key).toBe('aside.stale')
  })

  const log = async () => (await world.app.store.log('talk-1', 0)).map(({ text }) => text)
})

test('a button of a forgotten conversation is stale in the next one, though it counts its turns anew', async () => {
  const old = asked(await says('返金できるか知りたい'))?.prompt
  await world.close()
  world = new AppWorld(AT_MS + 100 * 86_400_000)
  const question = asked(await says('返金できるか知りたい'))
  expect(question?.key).toBe('check.date')
  expect(question?.prompt).not.toBe(old)
})

test('an erased conversation says so on the first entry that is left', async () => {
  await says('返金してほしい')
  await says('会話の記録を消してもらう')
  await says('消す')
  const log = await world.app.store.log('talk-1', 0)
  expect(log.map(({ key, forgets }) => [key, forgets])).toEqual([
    ['customer', true],
    ['erasure.done', undefined],
    ['menu.ask', undefined],
  ])
  await says('返金してほしい')
  expect((await world.app.store.log('talk-1', 0)).filter(({ forgets }) => forgets)).toHaveLength(1)
})
