import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type DiffOptions, diffPolicies } from '../../src/cli/policy.ts'
import { changesInWords } from '../../src/cli/policy-diff.ts'
import { comparePacks } from '../../src/core/policy-changes.ts'
import type { PolicyPack } from '../../src/core/policy-pack.ts'
import { POLICIES_DIR } from '../../src/policies.ts'
import { changed, type Draft, days, PACKS, packOf, rows } from './changed-pack.ts'

/** The lines about customers, without the rest. */
function lines([before, after]: readonly [PolicyPack, PolicyPack]): string[] {
  const text = changesInWords(comparePacks(before, after), [before, after])
  return text.split('\n').filter((line) => line.startsWith('・'))
}

const NOBODY = '答えが変わるお客さまはいません'
const BASE = '公式ストア／ノートンストア・日本など（英国を除く）・ソフトウェア／追加契約／モバイル セキュリティ'

describe('two versions with the same answers', () => {
  test.each(PACKS)('of $provider change nobody’s answer', (pack) => {
    const changes = comparePacks(pack, structuredClone(pack))
    expect(changes).toMatchObject({ groups: [], basis: [] })
    expect(changes.kinds).toBeGreaterThan(500)
    expect(changesInWords(changes, [pack, pack])).toContain(NOBODY)
  })

  test('stay the same however the table is written', () => {
    const packs = changed('norton', (draft) => {
      const { software = [], ...answers } = draft.answers
      draft.answers = { ...answers, renamed: software }
      // The same rule in two rows, and the terms in another order
      draft.terms = draft.terms.toReversed().flatMap((row): PolicyPack['terms'] => {
        const renamed = row.answers === 'software' ? { ...row, answers: 'renamed' } : row
        if (row.rule !== 'N-A-R') return [renamed]
        return (['direct', 'nortonstore'] as const).map((channel) => ({
          ...renamed,
          name: channel,
          when: { ...row.when, channel: [channel] },
        }))
      })
    })
    expect(comparePacks(...packs)).toMatchObject({ groups: [], basis: [] })
  })

  test('say where an answer stands when that is all that moved', () => {
    const packs = changed('norton', (draft) => {
      draft.checkedOn = '2027-03-15'
      for (const { clause } of rows(draft, 'N-A-R')) clause.section = '更新の項'
    })
    expect(changesInWords(comparePacks(...packs), packs)).toContain(
      [
        NOBODY,
        '',
        '答えは同じで、根拠の示し方が変わるもの',
        '・確認日：2026-11-21 → 2027-03-15',
        '・N-A-R 返金ポリシー「年次延長料金」の項 → N-A-R 更新の項',
      ].join('\n'),
    )
  })
})

describe('a change is told by the customers it concerns', () => {
  test('a shorter period', () => {
    const packs = changed('norton', days('N-A-R', 45))
    expect(
      changesInWords(comparePacks(...packs), packs)
        .split('\n')
        .slice(0, 8),
    ).toEqual([
      'ノートン（公式の販売） 2026-11-21の版 → 2027-04-01の版',
      '変わるのは2027年4月1日（木）以降のご請求だけです。それより前のご請求は、前の版で判定します。',
      '',
      '答えが変わるお客さま（1件）',
      `・${BASE}・年払い・更新：請求日から60日以内は全額返金 → 45日以内は全額返金（N-A-R）`,
      '',
      'どの行も、次のお客さまを除きます：他社の製品に付属',
      '',
    ])
  })

  test.each<{ title: string; provider: string; change: (draft: Draft) => void; told: string[] }>([
    {
      title: 'one answer for several rules is one line',
      provider: 'norton',
      change: (draft) => {
        days('N-A-R', 90)(draft)
        days('N-A-T', 90)(draft)
      },
      told: [
        `・${BASE}・年払い・更新／体験版からの移行：請求日から60日以内は全額返金 → 90日以内は全額返金（N-A-R、N-A-T）`,
      ],
    },
    {
      title: 'money where there was none',
      provider: 'norton',
      change: (draft) => {
        for (const row of rows(draft, 'N-M-R'))
          Object.assign(row, { window: { days: 14, from: 'billing' }, answers: 'software' })
        delete draft.answers['monthlyRenewal']
      },
      told: [`・${BASE}・月払い・更新：返金なし（月払いの更新） → 請求日から14日以内は全額返金（N-M-R）`],
    },
    {
      title: 'what comes after the period',
      provider: 'norton',
      change: (draft) => {
        for (const row of rows(draft, 'GB-SA-R')) row.answers = 'service'
        delete draft.answers['serviceReferredAfterwards']
      },
      told: [
        '・公式ストア／ノートンストア・英国・ウイルス診断・駆除サービスプラス（1台）・年払い・更新・サービスを利用していない／サービスを利用したか不明・請求日から61日目以降：窓口を案内（英国のサービス製品の期間後は規程に記載なし）：ノートンのサポート → 返金なし（期間切れ）（GB-SA-R）',
      ],
    },
    {
      title: 'another window to apply at, before and after the charge alike',
      provider: 'norton',
      change: (draft) => {
        for (const row of rows(draft, 'X-3P', 'apple')) row.referTo = 'norton-support'
      },
      told: [
        '・App Store・非売品／無料の製品以外：窓口を案内（アプリストアが決める）：Apple → 窓口を案内（アプリストアが決める）：ノートンのサポート（X-3P）',
      ],
    },
    {
      title: 'only what is said along with the answer',
      provider: 'norton-mobile',
      change: (draft) => {
        for (const row of rows(draft, 'MC-M', 'mw')) {
          delete row.usableToMonthEnd
          row.advise = ['may-stop-at-once']
        }
      },
      told: [
        '・MWノートンストア・ソフトウェア／追加契約／モバイル セキュリティ・月払い：答えは同じで、「申し込んだ月の月末まで使える」を伝えなくなる、「解約するとすぐ使えなくなることがある」を伝えるようになる（MC-M）',
      ],
    },
    {
      title: 'the day that is counted from, where it is another',
      provider: 'norton',
      change: (draft) => {
        for (const row of rows(draft, 'N-A-P')) row.window = { days: 60, from: 'billing' }
      },
      told: [
        `・${BASE}・年払い・購入・注文が請求より後の日：購入日から60日以内は全額返金 → 請求日から60日以内は全額返金（N-A-P）`,
        `・${BASE}・年払い・購入・注文が請求より前の日・請求日から60日目まで：答えは同じで、「早いほうの日から数えた安全な期限も伝える」を伝えなくなる（N-A-P）`,
      ],
    },
    {
      title: 'a desk that is closed for longer',
      provider: 'trendmicro',
      change: (draft) => {
        for (const { window } of rows(draft, 'T-R-90', 'cloud'))
          if (window) window.deskClosed = { from: '12-29', to: '01-06' }
      },
      told: [
        '・あんしん自動更新・ウイルスバスター クラウド／クラウド＋デジタルライフサポート プレミアム・年払い・更新・期限の日が窓口の休み・請求日から91日目から窓口の次の営業日まで：返金なし（期間切れ） → 窓口を案内（期間切れ）：トレンドマイクロのサポート（T-R-90）',
      ],
    },
  ])('$title', ({ provider, change, told }) => {
    expect(lines(changed(provider, change))).toEqual(told)
  })

  test('a desk that opens earlier in some years only', () => {
    // In January 2027 the third is a Sunday, so that nothing changes for deadlines of that December
    const packs = changed('trendmicro', (draft) => {
      for (const { window } of rows(draft, 'T-R-90', 'cloud'))
        if (window) window.deskClosed = { from: '12-29', to: '01-02' }
    })
    expect(lines(packs)).toEqual([expect.stringContaining('・期限の日が窓口の休み・請求日から91日目から')])
  })

  test('an order long after the charge, which a period from the charge does not wait for', () => {
    const fromCharge = (draft: Draft) => {
      for (const row of rows(draft, 'N-A-P')) row.window = { days: 60, from: 'billing' }
    }
    const [, before] = changed('norton', fromCharge)
    const [, after] = changed('norton', (draft) => {
      fromCharge(draft)
      const withdraw = {
        if: { window: ['closed'], coolingOff: ['open'] },
        by: 'coolingOff',
        refundable: 'full',
        reason: 'cooling-off',
      } as const
      const list = draft.answers['software'] ?? []
      draft.answers = {
        ...draft.answers,
        software: [...list.slice(0, -1), structuredClone(withdraw) as never, ...list.slice(-1)],
      }
    })
    expect(lines([before, after])).toEqual([
      '・公式ストア／ノートンストア・EEA・スイス・ソフトウェア／追加契約／モバイル セキュリティ・年払い・購入・注文が請求より後の日：返金なし（期間切れ） → 注文確定日から14日以内は全額返金（クーリングオフ）（N-A-P → E-COOL）',
    ])
  })

  test('a product that is no longer a service concerns nobody else', () => {
    const packs = changed('norton', (draft) => {
      draft.serviceKinds = ['virusRemoval1', 'virusRemoval3']
    })
    const groups = comparePacks(...packs).groups
    expect(groups.length).toBeGreaterThan(5)
    expect(new Set(groups.flatMap(({ customers }) => customers.productKind))).toEqual(
      new Set(['privacyMonitorAssistant']),
    )
  })

  test('rare circumstances are told apart, and those nobody is in are left out', () => {
    const told = lines(changed('norton-mobile', days('MC-AU-P', 30)))
    const who = told.map((line) => line.replace(/^.*・年払い・購入((?:・[^：（]*)?(?:（除く：[^）]*）)?)：.*$/, '$1'))
    expect(who).toEqual([
      '（除く：購入を示す書類がない、購入者以外が申し込む、前回の返金の申し込みから1年以内／前回の返金の申し込みの日が不明）',
      '・前回の返金の申し込みから1年以内・購入日から31日目から60日目まで',
      '・前回の返金の申し込みの日が不明',
      '・購入者以外が申し込む（除く：前回の返金の申し込みから1年以内／前回の返金の申し込みの日が不明）',
      '・購入を示す書類がない（除く：購入者以外が申し込む、前回の返金の申し込みから1年以内／前回の返金の申し込みの日が不明）',
    ])
  })

  test('a country that changes sides is named', () => {
    const packs = changed('norton', (draft) => {
      draft.regions = { ...draft.regions, 'EEA-CH': (draft.regions['EEA-CH'] ?? []).filter((code) => code !== 'FR') }
    })
    const groups = comparePacks(...packs).groups
    expect(groups.length).toBeGreaterThan(5)
    expect(new Set(groups.flatMap(({ customers }) => customers.region))).toEqual(new Set(['FR']))
    expect(lines(packs).every((line) => line.includes('・フランス・'))).toBe(true)
  })

  test('what is left out of single lines stands in them', () => {
    const told = lines(
      changed('norton', (draft) => {
        days('N-A-P', 45)(draft)
        draft.exclusions = draft.exclusions.filter(({ rule }) => rule !== 'X-NFR')
        delete draft.answers['free']
      }),
    )
    expect(told).toContain(
      `・${BASE}・年払い・購入（除く：他社の製品に付属、返金後の買い直し）：購入日から60日以内は全額返金 → 45日以内は全額返金（N-A-P）`,
    )
    expect(told.find((line) => line.includes('App Store'))).toBe(
      '・App Store・非売品／無料の製品（除く：他社の製品に付属）：返金なし（無料または非売品） → 窓口を案内（アプリストアが決める）：Apple（X-NFR → X-3P）',
    )
  })
})

describe('the command', () => {
  const OLD = join(POLICIES_DIR, 'trendmicro', '2026-11-21.json')
  let dir: string
  let newer: string
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'enman-packs-'))
    newer = write('newer.json', JSON.stringify(changed('trendmicro', days('T-R-90', 60, 'cloud'))[1]))
  })
  afterEach(() => rmSync(dir, { recursive: true }))

  function write(name: string, text: string): string {
    const path = join(dir, name)
    writeFileSync(path, text)
    return path
  }

  function run(before: string, after: string, options: Partial<DiffOptions> = {}) {
    const out: string[] = []
    const errors: string[] = []
    const code = diffPolicies(
      [before, after],
      { format: 'text', exitCode: false, ...options },
      { out: (text) => out.push(text), error: (text) => errors.push(text) },
    )
    return { code, out: out.join('\n'), error: errors.join('\n') }
  }

  test('exits with 0 whatever it finds, unless a changed answer is asked to be 1', () => {
    expect(run(OLD, newer)).toMatchObject({ code: 0, error: '' })
    expect(run(OLD, newer, { exitCode: true }).code).toBe(1)
    expect(run(OLD, OLD, { exitCode: true })).toMatchObject({ code: 0, out: expect.stringContaining(NOBODY) })
  })

  test('gives the groups as data with their words', () => {
    const { groups } = JSON.parse(run(OLD, newer, { format: 'json' }).out) as { groups: { words: string }[] }
    expect(groups).toContainEqual(
      expect.objectContaining({
        words: expect.stringContaining('60日以内は全額返金'),
        customers: expect.objectContaining({ plan: ['annual'], event: ['renewal'], lastDay: ['workday'] }),
      }),
    )
  })

  test('reads a file saved with a byte order mark', () => {
    expect(run(OLD, write('bom.json', `\uFEFF${JSON.stringify(packOf('trendmicro'))}`)).out).toContain(NOBODY)
  })

  test('compares in less than 10 seconds', () => {
    const started = performance.now()
    comparePacks(...changed('norton', days('N-A-R', 45)))
    expect(performance.now() - started).toBeLessThan(10_000)
  })

  test.each([
    {
      flaw: 'no file',
      after: () => join(dir, 'nothing.json'),
      says: /^見つかりません（no such file or folder）：.*nothing\.json$/,
    },
    { flaw: 'a folder', after: () => dir, says: /^ファイルではなくフォルダーです（a folder, not a file）/ },
    {
      flaw: 'an empty file',
      after: () => write('bad.json', ''),
      says: /^JSONとして読めません（not readable as JSON）：.*bad\.json$/,
    },
    { flaw: 'half a file', after: () => write('bad.json', '{"provider":'), says: /^JSONとして読めません/ },
    {
      flaw: 'another table',
      after: () => write('bad.json', '[1]'),
      says: /^返金規則の表として正しくありません（not a valid pack）：.*bad\.json/,
    },
    {
      flaw: 'a misspelt facet',
      after: () =>
        write(
          'bad.json',
          JSON.stringify({
            ...packOf('norton'),
            terms: [{ ...packOf('norton').terms[0], when: { plan: ['weekly'] } }],
          }),
        ),
      says: /bad\.json: terms\.0\.when\.plan: has no value weekly$/,
    },
    {
      flaw: 'a file of 6 MB',
      after: () => write('bad.json', ' '.repeat(6_000_000)),
      says: /^ファイルが大きすぎます（file too large）/,
    },
    {
      flaw: 'the terms of another company',
      after: () => join(POLICIES_DIR, 'norton', '2026-11-21.json'),
      says: /^会社の違う表は比べられません（the packs are of two providers）：trendmicro、norton$/,
    },
  ])('refuses $flaw with 2 and one line in both languages', ({ after, says }) => {
    const { code, out, error } = run(OLD, after())
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(error).toMatch(says)
    expect(error).not.toContain('\n')
  })
})
