import { describe, expect, test } from 'vitest'
import { renderProblem } from '../../src/transcript/problem.ts'
import { GREETING, kindsOf, problemsOf, runToy, toyTalk, UP_TO_CONFIRMATION } from './toy-talk.ts'
import type { Tweaks } from './toy-world.ts'

const CONFIRMED = `${UP_TO_CONFIRMATION}判> 規則=N-A-R 可否=全額 期限=2026-06-09
態> confirming
客> [返金する]
係> 返金を受け付けました。受付番号は 《受付番号》 です。
済> 返金 契約=K-1001 金額=7,980円 受付番号=《受付番号》
済> メール 雛形=refund
態> refund.done
否> 残念
`

/** Line numbers count from the header's five lines. */
describe('a script that fits', () => {
  test('passes with mail, captures, rule, state and effects', async () => {
    expect(kindsOf(await runToy(toyTalk(CONFIRMED)))).toEqual([])
  })

  test('may leave look-ups and codes unlisted, or list them', async () => {
    const listed = CONFIRMED.replace('係@ask.code>', '係@ask.code>\n済> 確認コード送信 メール=hanako@example.jp')
    expect(kindsOf(await runToy(toyTalk(listed)))).toEqual([])
  })

  test('loosens only where it says so', async () => {
    const loose = `係> こんにちは。〔…〕ください。
    [そのほか]  …
客> [返金したい]
係> …
客> hanako@example.jp
係> 確認コードを〔…〕
    …
`
    const both = await runToy(toyTalk(loose))
    expect(kindsOf(both)).toEqual([])
    expect(kindsOf(await runToy(toyTalk(loose.replace('[そのほか]  …', '[…]'))))).toEqual([])
  })

  test('accepts another form of a message', async () => {
    const either = `係> いらっしゃいませ。
又> こんにちは。ご用件をお選びください。
    [返金したい] [そのほか]
`
    expect(kindsOf(await runToy(toyTalk(either)))).toEqual([])
  })
})

describe('every kind of problem is found where it is', () => {
  const cases: readonly { kind: string; line: number; tweaks?: Tweaks; body?: string; head?: string }[] = [
    { kind: '文面', line: 6, tweaks: { words: { greet: 'こんにちは。ご用件をどうぞ。' } } },
    { kind: '選択肢', line: 7, tweaks: { labels: { other: 'ほかの用件' } } },
    { kind: '余分な発言', line: 9, tweaks: { extraAfter: 'ask.mail' } },
    { kind: '言わなかった', line: 9, tweaks: { unsaid: ['ask.mail'] } },
    { kind: '黙った副作用', line: 21, body: CONFIRMED.replace('済> メール 雛形=refund\n', '') },
    { kind: '副作用の中身', line: 21, body: CONFIRMED.replace('金額=7,980円', '金額=7981') },
    { kind: '起きなかった副作用', line: 21, tweaks: { noRefund: true } },
    { kind: '状態', line: 23, tweaks: { doneState: 'talk.paused' } },
    { kind: '規則', line: 17, body: CONFIRMED.replace('規則=N-A-R', '規則=N-A-P') },
    { kind: '禁句', line: 24, body: CONFIRMED.replace('否> 残念', '否> 受け付け') },
    { kind: '出ていない選択肢', line: 19, body: CONFIRMED.replace('客> [返金する]', '客> [まとめる]') },
    { kind: '型', line: 20, tweaks: { words: { 'refund.done': '返金を受け付けました。受付番号は R-1 です。' } } },
    { kind: '例外', line: 19, body: CONFIRMED.replace('客> [返金する]', '客> 壊れて') },
  ]

  test.each(cases)('$kind at line $line', async ({ kind, line, tweaks = {}, body = CONFIRMED }) => {
    expect(kindsOf(await runToy(toyTalk(body), tweaks))).toContain(`${kind} ${line}`)
  })

  test('and nothing else, when one thing is wrong', async () => {
    for (const { kind, line, tweaks = {}, body = CONFIRMED } of cases) {
      // A wrong receipt is a wrong argument as well.
      const found = kindsOf(await runToy(toyTalk(body), tweaks)).filter(
        (one) => !(kind === '型' && one.startsWith('副作用の中身')),
      )
      expect(found).toEqual([`${kind} ${line}`])
    }
  })

  test('a banned word of the header counts in every message and mail', async () => {
    const talk = toyTalk(UP_TO_CONFIRMATION, '禁句: 10分以内、対象です\n')
    expect(problemsOf(await runToy(talk)).map(({ kind, message }) => `${kind} ${message}`)).toEqual([
      '禁句 禁句「10分以内」を言いました: 10分以内に送ってください。',
      '禁句 禁句「対象です」を言いました: K-1001（7,980円）は全額返金の対象です。',
    ])
  })

  test('a mail of several lines is compared whole', async () => {
    const mail = `係@mail> 確認コードのお知らせ
    …
    確認コードは 《コード》 です。

    10分以内に送ってください。
`
    const body = UP_TO_CONFIRMATION.replace('係@mail> 《コード》\n', mail)
    expect(kindsOf(await runToy(toyTalk(body)))).toEqual([])
    expect(kindsOf(await runToy(toyTalk(body.replace('    …\n', ''))))).toContain('文面 12')
  })

  test('a mail that does not fit is a wrong wording', async () => {
    const body = UP_TO_CONFIRMATION.replace('係@mail> 《コード》', '係@mail> コードが 《コード》 です')
    const [mail, code] = problemsOf(await runToy(toyTalk(body)))
    expect(mail).toMatchObject({ kind: '文面', line: 12 })
    expect(code).toMatchObject({ kind: '型', line: 13, message: '《コード》 の値がまだありません' })
  })
})

describe('a failure reads like the next version of the script', () => {
  test('with the lines that differ and a frame', async () => {
    const talk = toyTalk(CONFIRMED)
    const [problem] = problemsOf(
      await runToy(talk, { words: { 'ask.mail': 'x', greet: 'こんにちは。ご用件をお選び下さい。' } }),
    )
    expect(
      problem && renderProblem(problem, talk.sources),
    ).toBe(`台本: 6行目 [文面] 待っていた: こんにちは。ご用件をお選びください。
      来た    : こんにちは。ご用件をお選び下さい。
- 係@greet> こんにちは。ご用件をお選びください。
-     [返金したい] [そのほか]
+ 係@greet> こんにちは。ご用件をお選び下さい。
+     [返金したい] [そのほか]
 ❯ toy.talk.txt:6:1
     5| ---
>    6| 係@greet> こんにちは。ご用件をお選びください。
     7|     [返金したい] [そのほか]`)
  })

  test('says when only widths and spaces differ', async () => {
    const [problem] = problemsOf(
      await runToy(toyTalk(CONFIRMED), {
        words: { 'refund.done': '返金を受け付けました。受付番号は　{receipt}です。' },
      }),
    )
    expect(problem?.message).not.toContain('違いは')
    const [plain] = problemsOf(
      await runToy(toyTalk(GREETING), { words: { greet: 'こんにちは。 ご用件をお選びください｡' } }),
    )
    expect(plain?.message).toContain('違いは全角/半角・空白・波ダッシュだけです')
  })
})

describe('branches', () => {
  const tree = `${UP_TO_CONFIRMATION}
== 枝: する
客> [返金する]
係@refund.done>
済> 返金
済> メール

== 枝: しない
客> [返金しない]
係@kept>
済> 断りの記録

=== 枝: 前のボタン
客@古> [返金したい]
係@stale>

=== 枝: 開き直す
客@再訪>
係@greet>
    [返金したい] …
`

  test.each([{ noFork: false }, { noFork: true }])('go on from the same moment (%o)', async (tweaks) => {
    const run = await runToy(toyTalk(tree), tweaks)
    expect(run.leaves.map(({ branches }) => branches)).toEqual([
      ['する'],
      ['しない', '前のボタン'],
      ['しない', '開き直す'],
    ])
    expect(kindsOf(run)).toEqual([])
  })

  test.each([{ noFork: false }, { noFork: true }])('each carry the problems of their trunk (%o)', async (tweaks) => {
    const run = await runToy(toyTalk(tree), { ...tweaks, words: { greet: 'こんばんは。' } })
    expect(run.leaves.map(({ problems }) => problems.map(({ kind }) => kind))).toEqual([['文面'], ['文面'], ['文面']])
  })

  test('stop below an input that could not be given', async () => {
    const run = await runToy(toyTalk(tree.replace('客> [返金したい]', '客> [まとめたい]')))
    expect(run.leaves.map(({ problems }) => problems.map(({ kind }) => kind))).toEqual([
      ['出ていない選択肢'],
      ['出ていない選択肢'],
      ['出ていない選択肢'],
    ])
  })
})

describe('what a customer can do besides typing and tapping', () => {
  test('has its own markers', async () => {
    const body = `${GREETING}客@二度> [返金したい]
係@ask.mail>
客@品> スタンプ
係> sticker は読めません。
客> こんにちは
係@ask.code>
客@編集> こんばんは
係> 「こんばんは」に直しました。
客@取消>
係@unsent>
客@連打> 000000
係@code.wrong>
係@code.wrong>
人> 担当の佐藤です。
係> 担当の佐藤です。
`
    expect(kindsOf(await runToy(toyTalk(body)))).toEqual([])
  })

  test('the first contact may be a follow', async () => {
    expect(kindsOf(await runToy(toyTalk(`客@友だち>\n${GREETING}`)))).toEqual([])
  })

  test('a conversation may begin without being opened', async () => {
    const body = '客> もしもし\n係@unclear>\n'
    expect(kindsOf(await runToy(toyTalk(body, '備え: 開始=なし\n')))).toEqual([])
  })
})

describe('the clock', () => {
  test('moves by a span and lets timers fire on the way', async () => {
    const body = `${GREETING}～ 29分後
～ 1分後
係@saved> しばらくお返事がないため、いったん中断します。まだ完了していません。
態> talk.paused
～ 翌日 9:00
～ 2026-05-02 09:00
`
    expect(kindsOf(await runToy(toyTalk(body)))).toEqual([])
  })

  test('does not go back', async () => {
    const [problem] = problemsOf(await runToy(toyTalk(`${GREETING}～ 2026-04-20 09:59\n`)))
    expect(problem?.message).toBe('時計は戻せません（今は 2026-04-20 10:00、行き先は 2026-04-20 09:59）')
  })
})

test('the back office fails when the script says so', async () => {
  const body = `${UP_TO_CONFIRMATION}社> 返金 失敗
客> [返金する]
係@refund.failed> いま手続きできません。まだ完了していません。
済> 返金
`
  expect(kindsOf(await runToy(toyTalk(body)))).toEqual([])
})

describe('channels', () => {
  const body = UP_TO_CONFIRMATION.replace(
    '係@ask.mail>',
    '係@line@ask.mail>\n係@!line> メールアドレスをお知らせください。',
  )

  test('keep lines to themselves', async () => {
    expect(kindsOf(await runToy(toyTalk(body)))).toEqual([])
  })

  test('compare choices by the id they had on the script channel', async () => {
    const { runOnChannels } = await import('../../src/transcript/talk-setup.ts')
    const { toyWorlds } = await import('./toy-world.ts')
    const talk = toyTalk(body, '経路: line, script\n')
    const runs = await runOnChannels(talk, { createWorld: toyWorlds() })
    expect(runs.map(({ channel }) => channel)).toEqual(['script', 'line'])
    expect(runs.flatMap(kindsOf)).toEqual([])
  })

  test('must be in the state the script channel was in', async () => {
    const { runTalk } = await import('../../src/transcript/run-talk.ts')
    const { toyWorlds } = await import('./toy-world.ts')
    const talk = toyTalk(body)
    const reference = await runToy(talk)
    const onLine = () => runTalk(talk, { createWorld: toyWorlds(), channel: 'line', reference })
    expect(kindsOf(await onLine())).toEqual([])
    const [last = ['', []]] = [...reference.seen.states].slice(-1)
    reference.seen.states.set(last[0], ['elsewhere'])
    expect(problemsOf(await onLine()).map(({ kind, expected }) => [kind, expected])).toEqual([['状態', 'elsewhere']])
  })

  test('are those of the setup, or of these the ones a script lists', async () => {
    const { channelsOf } = await import('../../src/transcript/talk-setup.ts')
    const of = (head: string, channels?: readonly string[]) =>
      channelsOf(toyTalk('', head).script, channels ? { channels } : {})
    expect(of('')).toEqual(['script'])
    expect(of('', ['line', 'script'])).toEqual(['script', 'line'])
    expect(of('経路: line\n', ['script', 'line'])).toEqual(['line'])
    expect(of('経路: line\n', ['script'])).toEqual([])
    expect(of('経路: line, script\n')).toEqual(['script', 'line'])
  })

  test('a choice may be named by its id', async () => {
    const named = body
      .replace('[返金したい] [そのほか]', '[返金したい#refund] [#other]')
      .replace('客> [返金したい]', '客> [#refund]')
    expect(kindsOf(await runToy(toyTalk(named)))).toEqual([])
    expect(kindsOf(await runToy(toyTalk(named.replace('[#other]', '[そのほか#rest]'))))).toEqual(['選択肢 7'])
  })
})
