import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type BlessOptions, bless, writeBlessed } from '../../src/transcript/bless.ts'
import { parseTalk } from '../../src/transcript/parse-talk.ts'
import { runOnChannels } from '../../src/transcript/talk-setup.ts'
import { GREETING, problemsOf, UP_TO_CONFIRMATION } from './toy-talk.ts'
import { ToyWorld, type Tweaks, toyWorlds } from './toy-world.ts'

const HEAD = '題: 試し\n時計: 2026-04-20 10:00\n契約:\n  K-1001  購入=2026-04-10  価格=7980\n---\n'
const WORDING: BlessOptions = { flow: false, effects: false, money: [] }
const FLOW: BlessOptions = { ...WORDING, flow: true }
const EFFECTS: BlessOptions = { ...WORDING, effects: true }

async function blessed(body: string, tweaks: Tweaks, options: BlessOptions, head = HEAD): Promise<string> {
  const text = head + body
  const sources = new Map([['t', text]])
  const runs = await runOnChannels(
    { script: parseTalk(text, 't'), parts: new Map(), sources },
    { createWorld: toyWorlds(tweaks) },
  )
  return (bless(runs, sources, options).texts.get('t') ?? text).slice(head.length)
}

async function problems(body: string, tweaks: Tweaks): Promise<string[]> {
  const text = HEAD + body
  const runs = await runOnChannels(
    { script: parseTalk(text, 't'), parts: new Map(), sources: new Map() },
    { createWorld: toyWorlds(tweaks) },
  )
  return runs.flatMap(problemsOf).map(({ kind }) => kind)
}

const DONE = `客> [返金する]
係@refund.done> 返金を受け付けました。受付番号は 《受付番号》 です。
済> 返金 契約=K-1001 金額=7980
済> メール 雛形=refund
態> refund.done
`

describe('a plain bless', () => {
  test('takes wording and choices, and keeps notes, blanks and what still fits', async () => {
    const body = `※ 挨拶

係> こんにちは。ご用件をお選びください。
又> いらっしゃいませ。
    [返金したい] [そのほか]

※ ここから返金
客> [返金したい]
係@ask.mail> メールアドレス〔…〕ください。
客> a@example.jp
係> 確認コードをお送りしました。
    〔…〕送ってください。
`
    const tweaks: Tweaks = {
      words: {
        greet: 'こんばんは。ご用件をお選びください。',
        'ask.code': '確認の番号をお送りしました。\n6桁を送ってください。',
      },
      labels: { other: 'ほかのご用件' },
    }
    const once = await blessed(body, tweaks, WORDING)
    expect(once).toBe(
      body
        .replace('こんにちは。ご用件', 'こんばんは。ご用件')
        .replace('[そのほか]', '[ほかのご用件]')
        .replace('確認コード', '確認の番号'),
    )
    expect(await problems(once, tweaks)).toEqual([])
    expect(await blessed(once, tweaks, WORDING)).toBe(once)
  })

  test('puts a value that has a type back into its name', async () => {
    const body = UP_TO_CONFIRMATION + DONE
    const tweaks: Tweaks = { words: { 'refund.done': '受け付けました（{receipt}）。控えは {receipt} です。' } }
    expect(await blessed(body, tweaks, WORDING)).toContain('受け付けました（《受付番号》）。控えは 《受付番号》 です。')
  })

  test('leaves messages that came or went, states and effects alone', async () => {
    const body = UP_TO_CONFIRMATION + DONE
    for (const tweaks of [
      { extraAfter: 'ask.mail' },
      { unsaid: ['ask.mail'] },
      { doneState: 'talk.paused' },
      { noRefund: true },
      { amountYen: 1 },
    ] satisfies Tweaks[]) {
      const changed = await blessed(body, tweaks, WORDING)
      expect(changed.replace('（1円）', '（7,980円）')).toBe(body)
    }
  })

  test('does not take another message for other wording', async () => {
    const body = UP_TO_CONFIRMATION.replace('係@ask.mail>', '係> 今日はよい天気になりましたね')
    expect(await blessed(body, {}, WORDING)).toBe(body)
    expect(await blessed(body, {}, FLOW)).toContain('係> メールアドレスをお知らせください。')
  })
})

describe('with --flow', () => {
  test('messages that came or went and states follow', async () => {
    const body = UP_TO_CONFIRMATION + DONE
    const extra = await blessed(body, { extraAfter: 'ask.mail' }, FLOW)
    expect(extra).toBe(body.replace('係@ask.mail>\n', '係@ask.mail>\n係@extra> ついでにもう一言。\n'))
    expect(await blessed(body, { unsaid: ['ask.mail'] }, FLOW)).toBe(body.replace('係@ask.mail>\n', ''))
    expect(await blessed(body, { doneState: 'talk.paused' }, FLOW)).toBe(
      body.replace('態> refund.done', '態> talk.paused'),
    )
  })
})

describe('with --effects', () => {
  const quiet =
    UP_TO_CONFIRMATION + DONE.replace('済> メール 雛形=refund\n', '').replace('済> 返金 契約=K-1001 金額=7980\n', '')

  test('commands follow, but money only when it is named', async () => {
    const body = UP_TO_CONFIRMATION + DONE
    expect(await blessed(quiet, {}, EFFECTS)).toBe(body.replace('済> 返金 契約=K-1001 金額=7980\n', ''))
    expect(await blessed(quiet, {}, { ...EFFECTS, money: ['refund'] })).toBe(
      body.replace('金額=7980', '金額=7980 規則=N-A-R'),
    )
    expect(await blessed(body, { amountYen: 1 }, EFFECTS)).toContain('金額=7980')
    expect(await blessed(body, { amountYen: 1 }, { ...EFFECTS, money: ['refund'] })).toContain('金額=1\n')
    expect(await blessed(body, { noRefund: true }, { ...EFFECTS, money: ['refund'] })).not.toContain('済> 返金')
  })
})

describe('never', () => {
  test.each([
    ['禁句', `${GREETING}否> ご用件\n`, {}],
    ['出ていない選択肢', `${GREETING}客> [まとめる]\n`, {}],
    ['例外', `${GREETING}客> 壊れて\n`, {}],
    ['規則', `${UP_TO_CONFIRMATION}判> 規則=N-A-P\n`, {}],
    [
      '型',
      UP_TO_CONFIRMATION + DONE.replace(/済> [\s\S]*/, '済> 返金\n済> メール\n'),
      { words: { 'refund.done': '返金を受け付けました。受付番号は R-1 です。' } },
    ],
  ] as const)('%s', async (kind, body, tweaks: Tweaks) => {
    expect(await problems(body, tweaks)).toEqual([kind])
    expect(await blessed(body, tweaks, { flow: true, effects: true, money: ['refund'] })).toBe(body)
  })
})

test('a draft of customer lines is filled, and money only when named', async () => {
  const draft = `※ 下書き
客> [返金したい]
客> hanako@example.jp
客> 999999

== 枝: 前のボタン
客@古> [そのほか]
`
  // An earlier choice exists only once something was asked again, so here the branch is a plain word.
  const once = await blessed(draft.replace('客@古> [そのほか]', '客> どうしよう'), {}, WORDING)
  expect(once).toBe(`係@greet> こんにちは。ご用件をお選びください。
    [返金したい] [そのほか]
※ 下書き
客> [返金したい]
係@ask.mail> メールアドレスをお知らせください。
客> hanako@example.jp
係@ask.code> 確認コードをお送りしました。
    6桁を送ってください。
客> 999999
係@code.wrong> 確認コードがちがいます。もう一度お願いします。

== 枝: 前のボタン
客> どうしよう
係@code.wrong> 確認コードがちがいます。もう一度お願いします。
`)
  expect(await problems(once, {})).toEqual([])
  expect(await blessed(once, {}, WORDING)).toBe(once)
  const paying = `${UP_TO_CONFIRMATION}\n== 枝: する\n客> [返金する]\n`
  const filled = await blessed(paying, {}, WORDING)
  expect(filled).toBe(
    `${paying}係@refund.done> 返金を受け付けました。受付番号は 《受付番号》 です。\n済> メール 雛形=refund\n`,
  )
  expect(await blessed(filled, {}, { ...WORDING, money: ['refund'] })).toContain(
    '済> 返金 契約=K-1001 金額=7980 規則=N-A-R\n',
  )
})

test('a draft may read the code of a mail', async () => {
  const draft = `客> [返金したい]
客> hanako@example.jp
係@mail> 《コード》
客> 《コード》
`
  const filled = await blessed(draft, {}, WORDING)
  expect(filled).toContain('    6桁を送ってください。\n係@mail> 《コード》\n客> 《コード》\n係@refund.confirm> K-1001')
  expect(await problems(filled, {})).toEqual([])
})

describe('with several channels', () => {
  const head = HEAD.replace('契約:', '経路: script、line\n契約:')

  test('choices are written with the labels of the script channel', async () => {
    expect(await blessed(GREETING.replace(' [そのほか]', ''), {}, WORDING, head)).toBe(GREETING)
    expect(await blessed('※ 空\n', {}, WORDING, head)).toBe(`${GREETING}※ 空\n`)
  })

  test('a line on which they disagree is left alone', async () => {
    const text = `${head}${GREETING.replace('こんにちは', 'おはよう')}`
    const sources = new Map([['t', text]])
    const talk = { script: parseTalk(text, 't'), parts: new Map(), sources }
    const onLine = { words: { greet: 'やあ。ご用件をお選びください。' } }
    const runs = await runOnChannels(talk, {
      createWorld: async (setup) => new ToyWorld(setup, setup.channel === 'line' ? onLine : {}),
    })
    const { texts, left } = bless(runs, sources, WORDING)
    expect(texts.size).toBe(0)
    expect(left.map(({ kind }) => kind)).toEqual(['文面', '文面'])
  })
})

test('nothing is written in CI', async () => {
  await expect(writeBlessed(new Map([['/nowhere/a', '']]), { CI: 'true' })).rejects.toMatchObject({
    code: 'config.invalid',
  })
  await expect(writeBlessed(new Map([['/nowhere/a', '']]), { CI: '1' })).rejects.toMatchObject({
    code: 'config.invalid',
  })
  await expect(writeBlessed(new Map([['/nowhere/a', '']]), {})).rejects.toMatchObject({ code: 'ENOENT' })
})

test('whatever the bot says instead, a full bless is final and its result passes', async () => {
  const line = fc.stringMatching(/^[ぁ-ん一-龠。、…《》〔〕：>=@0-9A-Z-]{1,10}$/u)
  const words = fc.array(line, { minLength: 1, maxLength: 3 }).map((lines) => lines.join('\n'))
  const key = fc.constantFrom('greet', 'ask.mail', 'ask.code', 'refund.confirm', 'refund.done')
  const tweaks = fc.record(
    {
      words: fc.dictionary(key, words, { maxKeys: 3 }),
      unsaid: fc.subarray(['ask.mail', 'ask.code', 'refund.done']),
      extraAfter: key,
      labels: fc.constantFrom({}, { other: 'ほか' }),
      amountYen: fc.integer({ min: 1, max: 9999 }),
      noRefund: fc.boolean(),
      doneState: fc.constantFrom('talk.paused', 'refund.done'),
    },
    { requiredKeys: [] },
  )
  const all: BlessOptions = { flow: true, effects: true, money: ['refund'] }
  await fc.assert(
    fc.asyncProperty(tweaks, async (tweak) => {
      const once = await blessed(UP_TO_CONFIRMATION + DONE, tweak, all)
      expect(await problems(once, tweak)).toEqual([])
      expect(await blessed(once, tweak, all)).toBe(once)
    }),
    { numRuns: 300 },
  )
})
