import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { talkCommand } from '../../src/cli/talk.ts'
import { type Tweaks, talkSetup } from './toy-world.ts'

const FIXTURES = resolve(import.meta.dirname, 'fixtures')
let cwd = ''
let written = ''

beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'talk-'))
  onTestFinished(() => rm(cwd, { recursive: true }))
  await mkdir(join(cwd, 'test/transcripts'), { recursive: true })
  await cp(join(FIXTURES, 'good/a.talk.txt'), join(cwd, 'test/transcripts/a.talk.txt'))
  await cp(join(FIXTURES, 'good/本人確認.part.txt'), join(cwd, 'test/transcripts/本人確認.part.txt'))
})

async function talk(
  args: readonly string[],
  tweaks: Tweaks = {},
  environment: Record<string, string> = {},
): Promise<number> {
  written = ''
  const write = (text: string) => {
    written += text
  }
  return talkCommand(args, { cwd, environment, write, setup: await talkSetup(tweaks) })
}

const script = () => readFile(join(cwd, 'test/transcripts/a.talk.txt'), 'utf8')

describe('npm run talk', () => {
  test('runs every script and tells how many leaves passed', async () => {
    expect(await talk([])).toBe(0)
    expect(written).toContain('網羅（台本 1・葉 4）')
    expect(written).toContain('葉 4、成功 4、失敗 0')
  })

  test('narrows by file, branch and channel', async () => {
    expect(await talk(['a.talk', '--枝', 'する', '--channel=line'])).toBe(0)
    expect(written).toContain('葉 1、成功 1、失敗 0')
    expect(await talk(['--枝', 'どこにもない'])).toBe(2)
    expect(written).toBe('その名前の枝も経路もありません\n')
    expect(await talk(['nothing'])).toBe(2)
    expect(written).toBe('台本が見つかりません\n')
  })

  test('shows what differs and fails', async () => {
    expect(await talk([], { words: { greet: 'こんにちは。ご用件は何ですか。' } })).toBe(1)
    expect(written).toContain(' FAIL  test/transcripts/a.talk.txt > 返金まで > する > script')
    expect(written).toContain('台本: 7行目 [文面]')
    expect(written).toContain('>    7| 係@greet> こんにちは。ご用件をお選びください。')
    expect(written).toContain('葉 4、成功 0、失敗 4')
  })

  test('gives the same as JSON', async () => {
    expect(await talk(['--reporter', 'json'], { unsaid: ['kept'] })).toBe(1)
    const report = JSON.parse(written) as {
      leaves: { branches: string[]; passed: boolean; problems: { kind: string; line: number }[] }[]
    }
    expect(report.leaves.map(({ branches, passed }) => [...branches, passed])).toEqual([
      ['する', true],
      ['しない', false],
      ['する', true],
      ['しない', false],
    ])
    expect(report.leaves[1]?.problems).toMatchObject([{ kind: '言わなかった', line: 23 }])
  })

  test('tells every mistake of a script', async () => {
    await cp(join(FIXTURES, 'bad/読めない.talk.txt'), join(cwd, 'test/transcripts/b.talk.txt'))
    expect(await talk([])).toBe(2)
    expect(written).toMatch(/b\.talk\.txt:2: .*\n.*b\.talk\.txt:4: /)
  })

  test('names a part that is missing or includes itself', async () => {
    await rm(join(cwd, 'test/transcripts/本人確認.part.txt'))
    expect(await talk([])).toBe(2)
    expect(written).toContain('a.talk.txt:11: 部品「test/transcripts/本人確認.part.txt」が読めません')
    await writeFile(join(cwd, 'test/transcripts/本人確認.part.txt'), '＋ 本人確認\n')
    expect(await talk([])).toBe(2)
    expect(written).toContain('本人確認.part.txt:1: 部品「本人確認」が自分自身を取り込んでいます')
  })

  test('refuses an option it does not know', async () => {
    expect(await talk(['--everything'])).toBe(2)
    expect(await talk(['--help'])).toBe(0)
    expect(written).toContain('--bless')
  })
})

describe('--bless', () => {
  const words = { greet: 'こんにちは。ご用件は何ですか。', 'ask.code': '番号をどうぞ。' }

  test('accepts wording, in part files too, and then passes', async () => {
    const part = join(cwd, 'test/transcripts/本人確認.part.txt')
    await writeFile(part, (await readFile(part, 'utf8')).replace('係@ask.code>', '係@ask.code> 確認コードをどうぞ。'))
    expect(await talk(['--bless'], { words })).toBe(0)
    expect(written).toContain('承認: 2 ファイル、2 か所')
    expect(await script()).toContain('係@greet> こんにちは。ご用件は何ですか。')
    expect(await readFile(part, 'utf8')).toContain('係@ask.code> 番号をどうぞ。')
    expect(await talk(['--bless'], { words })).toBe(0)
    expect(written).toContain('承認: 0 ファイル、0 か所')
  })

  test('is asked for flow and effects by either name', async () => {
    const before = await script()
    expect(await talk(['--bless'], { extraAfter: 'kept', noRefund: true })).toBe(1)
    expect(await script()).toBe(before)
    expect(await talk(['--承認', '--流れ', '--副作用=返金'], { extraAfter: 'kept', noRefund: true })).toBe(0)
    expect(await script()).toContain('係@kept>\n係@extra> ついでにもう一言。\n済> 断りの記録')
    expect(await script()).not.toContain('済> 返金')
  })

  test('wants money effects named as such', async () => {
    expect(await talk(['--bless', '--effects=メール'])).toBe(2)
    expect(written).toContain('「メール」はお金や期間の動く副作用ではありません')
  })

  test('writes nothing in CI', async () => {
    const before = await script()
    expect(await talk(['--bless'], { words }, { CI: 'true' })).toBe(2)
    expect(written).toBe('CI では台本を書き換えません\n')
    expect(await script()).toBe(before)
  })
})

describe('the ratchet', () => {
  test('is written on request and fails when something is lost', async () => {
    expect(await talk(['--lock'])).toBe(0)
    const lock = JSON.parse(await readFile(join(cwd, 'test/transcripts/coverage.lock.json'), 'utf8')) as Record<
      string,
      string[]
    >
    expect(lock.文面).toEqual(['ask.code', 'ask.mail', 'greet', 'kept', 'refund.confirm', 'refund.done'])
    const whole = await script()
    await writeFile(join(cwd, 'test/transcripts/a.talk.txt'), whole.slice(0, whole.indexOf('\n== 枝: しない')))
    expect(await talk([])).toBe(1)
    expect(written).toContain('網羅が減りました\n  × 文面 kept\n  × 押した選択肢 no\n  × 副作用 offer.refused\n')
    expect(await talk(['--枝', 'する'])).toBe(0)
    await writeFile(join(cwd, 'test/transcripts/a.talk.txt'), `${whole}\n== 枝: 待つ\n～ 1時間後\n係@saved>\n`)
    expect(await talk([])).toBe(0)
    expect(written).toContain('新しく通ったところ 2 件')
  })
})

test('--format writes the Japanese form without running anything', async () => {
  const tidy = await script()
  await writeFile(
    join(cwd, 'test/transcripts/a.talk.txt'),
    tidy.replaceAll('客> ', 'U＞').replaceAll('\n    [', '\n  ['),
  )
  expect(await talk(['--整形'])).toBe(0)
  expect(written).toBe('1 件を整えました\n')
  expect(await script()).toBe(tidy)
})

test('a setup module may be named', async () => {
  const module = resolve(import.meta.dirname, 'toy-world.ts')
  const write = () => {}
  expect(await talkCommand(['--setup', module], { cwd, environment: {}, write })).toBe(0)
  expect(await talkCommand([], { cwd, environment: {}, write })).toBe(2)
})
