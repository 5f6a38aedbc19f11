import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type ExplainOptions, explainPolicies } from '../../src/cli/policy.ts'
import { packsOn } from '../../src/cli/policy-explain.ts'
import { answerWords, rowsInWords } from '../../src/cli/policy-rows.ts'
import { displayWidth, drawTable, markdownTable, wrap } from '../../src/cli/policy-table.ts'
import { word } from '../../src/cli/policy-words.ts'
import { parseInstant } from '../../src/core/date.ts'
import { parseFacts } from '../../src/core/facts.ts'
import { decide, explain } from '../../src/core/policy.ts'
import { compilePacks } from '../../src/core/policy-compile.ts'
import { axesFor, type Customer, chargeOf, rowsOf } from '../../src/core/policy-customers.ts'
import { SELECT_FACETS } from '../../src/core/policy-facets.ts'
import { ADVICE, type PolicyPack, parsePack, REFERRALS, rowName } from '../../src/core/policy-pack.ts'
import { loadPacks, readPacks } from '../../src/policies.ts'
import { RENEWAL } from './renewal.ts'

const PACKS = readPacks()
const norton = PACKS.find(({ provider }) => provider === 'norton') as PolicyPack

function run(provider: string | undefined, options: Partial<ExplainOptions> = {}) {
  const out: string[] = []
  const errors: string[] = []
  const code = explainPolicies(
    provider,
    { on: '2026-11-21', format: 'table', width: 180, ...options },
    { out: (text) => out.push(text), error: (text) => errors.push(text) },
  )
  return { code, out: out.join('\n'), error: errors.join('\n') }
}

describe('the table of the terms', () => {
  test.each(PACKS)('of $provider has every row: exclusions in their order, terms, everything else', (pack) => {
    const rows = rowsInWords(pack)

    expect(rows.slice(0, rowsOf(pack).length).map(({ name }) => name)).toEqual(rowsOf(pack).map(rowName))
    const parts = rows.map(({ part }) => part)
    expect(parts).toEqual(parts.toSorted((a, b) => ORDER.indexOf(a) - ORDER.indexOf(b)))
    expect(rows.flatMap(({ position }) => position ?? [])).toEqual(pack.exclusions.map((_, index) => index + 1))
  })

  test.each(PACKS)('of $provider gives clause, source and check date for every row', (pack) => {
    for (const { clause } of rowsInWords(pack)) {
      expect(clause.checkedOn).toBe(pack.checkedOn)
      expect(clause.section).not.toBe('')
      expect(Object.values(pack.documents).map(({ url }) => url)).toContain(clause.url)
    }
    const { out } = run(pack.provider)
    for (const { document, url } of sourcesOf(pack))
      expect(out).toContain(`${document}（確認日 ${pack.checkedOn}）\n    ${url}`)
  })

  test('says whom a rule concerns, its period and what it is counted from', () => {
    const rows = new Map(rowsInWords(norton).map((row) => [row.name, row]))

    expect(rows.get('N-A-R')).toMatchObject({
      whom: [
        '公式ストア／ノートンストア',
        '英国以外',
        'ソフトウェア／追加契約／モバイル セキュリティ',
        '年払い',
        '更新',
      ],
      windowDays: 60,
      countedFrom: '請求日',
      answers: [
        { when: '請求前', answer: '返金なし（まだ請求されていない）', along: '請求日の前に自動延長を止める' },
        { when: '期間内', answer: '全額返金', along: '全台から削除する' },
        { when: 'それ以外', answer: '返金なし（期間切れ）', along: '自動延長は止められる' },
      ],
    })
    expect(rows.get('N-A-P')?.countedFrom).toBe('購入日')
    expect(rows.get('N-M-R')?.windowDays).toBeNull()
    expect(rows.get('X-3P/apple')?.answers).toEqual([
      {
        when: 'いつでも',
        answer: '窓口を案内（アプリストアが決める）：Apple',
        along: 'アンインストールは解約にならない',
      },
    ])
  })

  test('shows exactly the answers that some customer comes to', () => {
    const packs = compilePacks([norton])
    const reached = new Map<string, Set<string>>()
    for (const customer of customersOf(norton)) {
      for (const askedAfter of [0, 20, 70]) {
        const moment = { chargeDay: 20_000, orderedAfter: 0, askedAfter }
        const { decision, row } = explain(chargeOf(customer, 'norton', moment), packs)
        const words = answerWords(decision) + (decision.rule === 'E-COOL' ? '［E-COOL］' : '')
        reached.set(row, (reached.get(row) ?? new Set()).add(words))
      }
    }
    for (const row of rowsOf(norton)) {
      const shown = rowsInWords(norton)
        .find(({ name }) => name === rowName(row))
        ?.answers.map(({ answer }) => answer)
      expect([rowName(row), new Set(shown)]).toEqual([rowName(row), reached.get(rowName(row))])
    }
  })

  test('is in Japanese: no name of the data shows through', () => {
    const names = [...Object.values(SELECT_FACETS).flat(), ...ADVICE, ...REFERRALS].filter((name) => name.length > 3)
    for (const { provider } of PACKS) {
      const tables = rowsInWords(PACKS.find((pack) => pack.provider === provider) as PolicyPack)
      const said = tables.flatMap(({ whom, answers }) => [...whom, ...answers.flatMap((one) => Object.values(one))])
      expect(names.filter((name) => said.some((text) => new RegExp(`\\b${name}\\b`).test(text)))).toEqual([])
    }
  })

  test('without a provider shows them all, and with one only that', () => {
    const all = run(undefined).out
    for (const { provider } of PACKS) expect(all).toContain(`${provider}/`)
    expect(run('trendmicro').out).not.toContain('norton/')
  })

  test('is data under --json, and a page under --markdown', () => {
    const [first] = JSON.parse(run('norton', { format: 'json' }).out) as [{ from: string; rows: unknown[] }]
    expect(first.from).toBe('2026-11-21')
    expect(first.rows).toHaveLength(rowsOf(norton).length + 2)

    const page = run('norton', { format: 'markdown' })
      .out.split('\n')
      .filter((line) => line.startsWith('|'))
    expect(new Set(page.map((line) => line.split(' | ').length))).toEqual(new Set([9]))
    expect(page[1]).toMatch(/^\|( --- \|){9}$/)
    expect(page.join('\n')).toContain('](https://support.norton.com/')
  })
})

const ORDER = ['exclusion', 'term', 'otherwise', 'withdrawal', 'missing'] as const

function sourcesOf(pack: PolicyPack) {
  const used = [...rowsOf(pack), pack.missing].map(({ clause }) => clause.document)
  return Object.entries(pack.documents).flatMap(([key, source]) => (used.includes(key) ? [source] : []))
}

/** Every kind of customer of Norton's that its terms tell apart. */
function* customersOf(pack: PolicyPack): Generator<Customer> {
  const axes = axesFor([pack]).map(({ name, classes }) => [name, name === 'order' ? [['same']] : classes] as const)
  const walk = function* (at: number, customer: Record<string, string>): Generator<Record<string, string>> {
    const axis = axes[at]
    if (!axis) return yield customer
    for (const [value = ''] of axis[1]) yield* walk(at + 1, { ...customer, [axis[0]]: value })
  }
  yield* walk(0, {}) as Generator<Customer>
}

describe('on a terminal', () => {
  test.each([125, 140, 180, 240])('of %i columns every line fits and the columns stand under each other', (width) => {
    for (const { provider } of PACKS) {
      const lines = run(provider, { width }).out.split('\n')
      const table = lines.filter((line) => line.includes(' | ') || line.includes('-+-'))
      const edges = table.map((line) => columnEdges(line))
      const [heading = []] = edges
      expect(heading).toHaveLength(8)
      // A line ends with its last cell that says something
      for (const [index, edge] of edges.entries())
        expect([table[index], edge]).toEqual([table[index], heading.slice(0, edge.length)])
      expect(Math.max(...table.map(displayWidth))).toBeLessThanOrEqual(width)
    }
  })

  test('too narrow for a table becomes a list that fits', () => {
    const lines = run('norton', { width: 60 }).out.split('\n')
    const list = lines.slice(lines.indexOf('規則 N-A-R'))

    expect(list.slice(0, 4)).toEqual([
      '規則 N-A-R',
      '  お客さま：公式ストア／ノートンストア・英国以外・ソフト',
      '    ウェア／追加契約／モバイル セキュリティ・年払い・更新',
      '  期間：請求日から60日以内',
    ])
    expect(
      Math.max(...list.filter((line) => line.startsWith('  ') && !line.includes('http')).map(displayWidth)),
    ).toBeLessThanOrEqual(60)
  })

  test.each([
    { text: 'abc', width: 3 },
    { text: '年払い', width: 6 },
    { text: '［E-COOL］', width: 10 },
    { text: '～「（、', width: 8 },
    { text: 'が', width: 3 - 1 },
    { text: 'か\u3099', width: 2 },
    { text: 'ｶﾅ', width: 2 },
    { text: '𠮷', width: 2 },
  ])('$text takes $width columns', ({ text, width }) => {
    expect(displayWidth(text)).toBe(width)
  })

  test('a line neither begins with a closing mark nor ends with an opening one, and words stay whole', () => {
    expect(wrap('全額返金、です。', 8)).toEqual(['全額返', '金、で', 'す。'])
    expect(wrap('今は「全額」です', 6)).toEqual(['今は', '「全', '額」で', 'す'])
    expect(wrap('規則N-A-Rで', 10)).toEqual(['規則N-A-R', 'で'])
    expect(wrap('https://example.jp/', 8)).toEqual(['https://', 'example.', 'jp/'])
    expect(wrap('上\n下', 8)).toEqual(['上', '下'])
    expect(wrap('', 8)).toEqual([''])
  })

  test('a cell with nothing below it flows down beside the others', () => {
    const columns = ['規則', '条件', '答え'].map((heading) => ({ heading, least: 4, most: 4 }))
    expect(
      drawTable(
        columns,
        [
          [
            ['長い名', '前', '全'],
            ['', '後', '無'],
          ],
        ],
        20,
      ),
    ).toBe(['規則 | 条件 | 答え', '-----+------+-----', '長い | 前   | 全', '名   | 後   | 無'].join('\n'))
  })

  test('a bar in a cell does not break a Markdown table', () => {
    const columns = [{ heading: 'a', least: 1, most: 9 }]
    expect(markdownTable(columns, [[['x|y\nz']]])).toBe('| a |\n| --- |\n| x\\|y<br>z |')
  })
})

/** Where the bars of a line of the table stand. */
function columnEdges(line: string): number[] {
  return [...line.matchAll(/ \| |-\+-/g)].map(({ index }) => displayWidth(line.slice(0, index)))
}

describe('with a second version of the terms', () => {
  let dir: string
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'enman-policies-'))
    mkdirSync(join(dir, 'norton'))
    for (const pack of [norton, laterTerms()]) {
      writeFileSync(join(dir, 'norton', `${pack.from}.json`), JSON.stringify(pack))
    }
  })
  afterEach(() => rmSync(dir, { recursive: true }))

  test.each([
    { on: '2020-01-01', from: '2026-11-21' },
    { on: '2026-11-21', from: '2026-11-21' },
    { on: '2027-03-31', from: '2026-11-21' },
    { on: '2027-04-01', from: '2027-04-01' },
    { on: '2030-01-01', from: '2027-04-01' },
  ])('--on $on shows the terms from $from', ({ on, from }) => {
    const [shown] = JSON.parse(run('norton', { on, dir, format: 'json' }).out) as [{ from: string }]
    expect(shown.from).toBe(from)
  })

  test('the table says which charges it is for', () => {
    expect(run('norton', { dir }).out).toContain(
      '2026年11月21日（土）以降のご請求に使います（それより前のご請求にも使います）。2027年4月1日（木）のご請求からは、新しい版で判定します。',
    )
    expect(run('norton', { dir, on: '2027-04-01' }).out).toContain('2027年4月1日（木）以降のご請求に使います。\n')
    expect(run('norton', { dir, on: '2027-04-01' }).out).toContain('請求日から45日以内')
  })

  test('an old charge is decided by the old terms however late the customer asks', () => {
    const packs = loadPacks(dir)
    const answer = (chargedAt: string, today: string) =>
      decide(parseFacts({ ...RENEWAL, chargedAt }), parseInstant(`${today}T12:00:00+09:00`), packs)

    // 50 days after the charge: inside the old period of 60 days, outside the new one of 45
    expect(answer('2027-03-31', '2027-05-20')).toMatchObject({
      refundable: 'full',
      pack: 'norton/2026-11-21',
      deadline: '2027-05-30',
    })
    expect(answer('2027-04-01', '2027-05-21')).toMatchObject({
      refundable: 'none',
      pack: 'norton/2027-04-01',
      deadline: '2027-05-16',
    })
  })

  test('a decision of the past is the same after the new terms came', () => {
    const [before, after] = [loadPacks(), loadPacks(dir)]
    for (const chargedAt of ['2019-05-01', '2026-09-22', '2026-11-21', '2027-03-31T23:59:59+09:00']) {
      for (const today of ['2026-11-21', '2027-03-31', '2027-06-01']) {
        const facts = parseFacts({ ...RENEWAL, chargedAt })
        const at = parseInstant(`${today}T12:00:00+09:00`)
        // Such a charge is still to come on that day, and the day of the charge decides
        if (parseInstant(chargedAt.includes('T') ? chargedAt : `${chargedAt}T00:00:00+09:00`) > at) continue
        expect(decide(facts, at, after)).toEqual(decide(facts, at, before))
      }
    }
  })

  test('packs are chosen by date whatever order they are read in', () => {
    const packs = [laterTerms(), norton]
    expect(packsOn('2027-03-31', packs).map(({ pack }) => pack.from)).toEqual(['2026-11-21'])
    expect(packsOn('2027-04-01', packs).map(({ pack }) => pack.from)).toEqual(['2027-04-01'])
  })
})

function laterTerms(): PolicyPack {
  const terms = norton.terms.map((row) =>
    row.rule === 'N-A-R' ? { ...row, window: { days: 45, from: 'billing' } } : row,
  )
  return parsePack({ ...norton, from: '2027-04-01', checkedOn: '2027-03-15', terms }, 'later')
}

describe('a question that cannot be answered', () => {
  test.each([
    {
      provider: 'mcafee',
      options: {},
      says: 'その会社の表はありません（no such provider）：mcafee。あるのは norton、norton-mobile、trendmicro です',
    },
    {
      provider: 'norton',
      options: { on: '2026-02-30' },
      says: '日付は 2026-11-21 の形で書いてください（--on needs a date',
    },
    { provider: 'norton', options: { on: 'きのう' }, says: '：きのう' },
    {
      provider: 'norton',
      options: { dir: '/no/such/folder' },
      says: '見つかりません（no such file or folder）：/no/such/folder',
    },
  ])('is refused with 2 and the reason in both languages: $says', ({ provider, options, says }) => {
    const { code, out, error } = run(provider, options)
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(error).toContain(says)
  })

  test('names the file of a folder that holds a bad pack', () => {
    const dir = mkdtempSync(join(tmpdir(), 'enman-policies-'))
    mkdirSync(join(dir, 'norton'))
    writeFileSync(join(dir, 'norton', '2026-11-21.json'), '{"provider":"norton"}')
    const { code, error } = run(undefined, { dir })
    rmSync(dir, { recursive: true })

    expect(code).toBe(2)
    expect(error).toMatch(/^返金規則の表として正しくありません（not a valid pack）：.*2026-11-21\.json/)
  })

  test('says so when a folder holds no packs', () => {
    const dir = mkdtempSync(join(tmpdir(), 'enman-policies-'))
    const { code, error } = run(undefined, { dir })
    rmSync(dir, { recursive: true })

    expect({ code, error }).toEqual({ code: 2, error: '返金規則の表がありません（there are no packs）' })
  })
})

describe('the command', () => {
  const CLI = join(import.meta.dirname, '..', '..', 'src', 'cli', 'enman.ts')
  const enman = (...args: string[]) => promisify(execFile)(process.execPath, [CLI, 'policy', ...args])

  test('prints a table as wide as it is told to', async () => {
    const { stdout, stderr } = await enman('explain', 'norton', '--on', '2026-11-21', '--width', '150')
    expect(stderr).toBe('')
    expect(stdout).toContain(word('provider', 'norton'))
    expect(
      Math.max(
        ...stdout
          .split('\n')
          .filter((line) => line.includes(' | '))
          .map(displayWidth),
      ),
    ).toBeLessThanOrEqual(150)
  })

  test.each([{ args: ['explain', 'mcafee'] }, { args: ['diff', 'missing.json', 'also-missing.json'] }])(
    'exits with 2 and one line for $args, never with a stack',
    async ({ args }) => {
      const failed = await enman(...args).catch((error: unknown) => error)
      expect(failed).toMatchObject({ code: 2, stdout: '', stderr: expect.stringMatching(/^[^\n]+（[^\n]+\n$/) })
      expect((failed as { stderr: string }).stderr).not.toMatch(/\n\s+at /)
    },
  )
})
