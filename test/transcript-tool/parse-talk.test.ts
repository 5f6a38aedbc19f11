import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { COLUMNS } from '../../src/backoffice/contract-columns.ts'
import { AppError } from '../../src/errors.ts'
import { CSV_COLUMNS } from '../../src/transcript/contract-rows.ts'
import { formatTalk } from '../../src/transcript/format-talk.ts'
import { parseTalk } from '../../src/transcript/parse-talk.ts'

const HEAD = '題: 試し\n時計: 2026-04-20 10:00\n---\n'

function complaintsOf(text: string): string {
  try {
    parseTalk(text, 'a.talk.txt')
    return ''
  } catch (error) {
    if (error instanceof AppError && error.code === 'transcript.syntax') return error.message
    throw error
  }
}

describe('markers', () => {
  test('full-width and ASCII forms mean the same', () => {
    const japanese = `${HEAD}※ 注
係@greet> ようこそ
    [はい] [いいえ]
又> どうぞ
客> [はい]
～ 3日後
人> 担当です
社> 返金 失敗
客@古> [いいえ]
済> 返金 契約=K-1
態> a.b
判> 規則=N-A-R 可否=全額
否> 残念
＋ 共通/本人確認 番号=1

== 枝: 甲
客@取消>
`.replace('    [はい] [いいえ]\n又> どうぞ', '又> どうぞ\n    [はい] [いいえ]')
    const ascii = `title: 試し
clock: 2026-04-20T10:00+09:00
---
※注
B@greet＞ようこそ
OR＞どうぞ
 [はい]　[いいえ]
U＞[はい]
~ 3d
O> 担当です
S> refund unavailable
U@old> [いいえ]
DID> refund contractId=K-1
STATE> a.b
RULE> rule=N-A-R refundable=full
NOT> 残念
+ 共通/本人確認 番号=1

＝＝甲
客＠unsent>
`
    const [, body] = formatTalk(parseTalk(ascii, 'a')).split('---\n')
    expect(body).toBe(formatTalk(parseTalk(japanese, 'a')).split('---\n')[1])
    expect(body).toBe(japanese.split('---\n')[1])
  })

  test('a message goes on in indented lines, also over blank ones', () => {
    const { trunk } = parseTalk(`${HEAD}係> 一\n\n    二\n　三\n       深い字下げ\n\n客> はい\n`, 'a')
    expect(trunk.steps[0]).toMatchObject({ forms: [{ lines: ['一', '', '二', '三', '   深い字下げ'] }] })
    expect(trunk.steps.map(({ type }) => type)).toEqual(['say', 'blank', 'customer', 'blank'])
  })

  test('brackets inside a message are its words; on its last lines they are choices', () => {
    const { trunk } = parseTalk(`${HEAD}係> [注意]\n    [一] は二です\n    [はい] [いいえ] …\n`, 'a')
    expect(trunk.steps[0]).toMatchObject({
      forms: [{ lines: ['[注意]', '[一] は二です'] }],
      choices: { choices: [{ label: 'はい' }, { label: 'いいえ' }], open: true },
    })
  })

  test('branches nest by their number of =', () => {
    const { trunk } = parseTalk(`${HEAD}== 枝: 一\n=== 枝: 二\n==== 枝: 三\n=== 枝: 四\n== 枝: 五\n`, 'a')
    const shape = (part: typeof trunk): unknown => [part.name, ...part.branches.map(shape)]
    expect(shape(trunk)).toEqual([null, ['一', ['二', ['三']], ['四']], ['五']])
  })
})

describe('headers', () => {
  test('know every column of the import, and no other', () => {
    expect(CSV_COLUMNS.toSorted()).toEqual(COLUMNS.toSorted())
  })

  test('make the contracts CSV from Japanese columns, with defaults', () => {
    const text = `題: 試し
時計: 2026-04-20 10:00
顧客: taro@example.jp
契約:
  K-1001  品=ノートン 360 デラックス  更新=2026-02-19 09:30  払い=月  経路=AppStore  地域=英国  価格=７,９８０円
  K-1002  購入=2026-04-01  メール=hanako@example.jp  自動延長=停止  追加元=K-1001  利用=不明  台数=3
キー:
  ABCDE-12345  契約=K-1002
---
`
    const [head, first, second] = parseTalk(text, 'a')
      .header.contractsCsv.split('\n')
      .map((line) => line.split(','))
    const row = (values: readonly string[] = []) =>
      Object.fromEntries((head ?? []).map((name, index) => [name, values[index]]))
    expect(row(first)).toMatchObject({
      contract_id: 'K-1001',
      email: 'taro@example.jp',
      order_number: 'NP12345678',
      original_order_number: 'NP12345678',
      product: 'ノートン 360 デラックス',
      product_kind: 'software',
      plan: 'monthly',
      event: 'renewal',
      charged_at: '2026-02-19T09:30:00+09:00',
      price_yen: '7980',
      term_start: '2026-02-19',
      term_end: '2026-03-18',
      channel: 'appStore',
      region: 'GB',
      auto_renewal: 'true',
    })
    expect(row(second)).toMatchObject({
      email: 'hanako@example.jp',
      order_number: 'NP12345679',
      event: 'purchase',
      charged_at: '2026-04-01',
      term_end: '2027-03-31',
      auto_renewal: 'false',
      add_on_of: 'K-1001',
      service_used: '',
      devices: '3',
      product_key: 'ABCDE-12345',
    })
  })

  test('are read for everything else too', () => {
    const { header } = parseTalk(
      `題: 試し
時計: 2026-11-21 22:10（土）
経路: web, LINE、script
ログイン: taro@example.jp 40分前
言語: en
札: 返金、引き止め
禁句: 解約金、違約金
型:
  番号  \\d+ 件
備え: 開始=なし
写し: a/b.json
出典: 会話 1
乱数: 7
---
`,
      'a',
    )
    expect({ ...header, types: Object.fromEntries(header.types) }).toEqual({
      title: '試し',
      atMs: Date.parse('2026-11-21T22:10:00+09:00'),
      contractsCsv: '',
      account: {
        subject: 'member-of-taro@example.jp',
        email: 'taro@example.jp',
        provedAtMs: Date.parse('2026-11-21T21:30:00+09:00'),
      },
      channels: ['widget', 'line', 'script'],
      language: 'en',
      tags: ['返金', '引き止め'],
      banned: ['解約金', '違約金'],
      types: { コード: '(?<!\\d)\\d{6}(?!\\d)', 受付番号: '[A-Z]-\\d{8}-\\d{4}', 番号: '\\d+ 件' },
      fixtures: { 開始: 'なし' },
      seed: 7,
      snapshotFile: 'a/b.json',
    })
  })
})

describe('mistakes', () => {
  test.each(['taro', 'taro@example.jp きのう', ''])('of a sign-in are told: %s', (written) => {
    expect(() => parseTalk(`題: 試し\n時計: 2026-11-21 10:00\nログイン: ${written}\n---\n`, 'a')).toThrow(/ログイン/)
  })

  test('are told all at once, with file and line', () => {
    const text = `題: 試し
時計: 2026-11-21（日）
経路: 電話
契約:
  K-1  値段=5
  K-2  請求=きのう  購入
  K-3  経路=通販
色: 赤
---
おはよう
係>
又> だけ
客> はい
又> どこ
済> 返却
済> 返金 色=赤
社> 返金 爆発 色=赤
判> 可否=たぶん
態> a b
～ いつか
== 枝: 一
== 枝: 一
==== 枝: 深い
客@裏> はい
  続き
客@古> はい
`
    expect(complaintsOf(text).split('\n')).toEqual([
      'a.talk.txt:2: 「2026-11-21（日）」の曜日は（土）です',
      'a.talk.txt:3: 経路「電話」はありません。使える経路: script、widget、line',
      expect.stringMatching(/^a\.talk\.txt:5: 契約の列「値段」はありません。使える列: /),
      'a.talk.txt:6: 契約の列「請求」の値「きのう  購入」が読めません',
      expect.stringMatching(/^a\.talk\.txt:7: 契約の列「経路」の値「通販」が読めません。使える値: 公式、/),
      expect.stringMatching(/^a\.talk\.txt:8: 見出し「色: 赤」はありません/),
      'a.talk.txt:10: 行の始まりが記号ではありません（客> 係> 済> ～ ＋ ※ == など）: おはよう',
      'a.talk.txt:11: 係> には文か文面キーが要ります（どんな文でもよいときは 係> …）',
      'a.talk.txt:14: 又> のすぐ上に 係> がありません',
      expect.stringMatching(/^a\.talk\.txt:15: 済> の「返却」という処理はありません。使える名前: .*返金/),
      'a.talk.txt:16: 済> 返金 の「色=赤」が分かりません。使える項目: 契約、請求、金額、受付番号、規則',
      'a.talk.txt:17: 社> の結果「爆発」はありません。使える結果: 失敗、不明、拒否、受付のみ',
      'a.talk.txt:17: 社> の「色」が分かりません（使えるもの: 回数、理由）',
      'a.talk.txt:18: 判> の可否は 全額、一部、対象外、案内 のどれかです',
      'a.talk.txt:19: 態> には状態を一つ、点でつないで書きます',
      expect.stringMatching(/^a\.talk\.txt:20: 時計の進め方「 いつか」が読めません/),
      'a.talk.txt:22: 枝「一」が二つあります',
      'a.talk.txt:23: 枝の = は一つずつ増やします',
      'a.talk.txt:24: 客@裏> の @裏 が分かりません',
      'a.talk.txt:26: 客@古> には前の選択肢を書きます（例: 客@古> [返金する]）',
    ])
  })

  test('include a header that lacks something', () => {
    expect(complaintsOf('客> はい\n').split('\n')).toEqual([
      expect.stringContaining('見出し「客> はい」はありません'),
      'a.talk.txt:1: 見出し「時計」が要ります（例: 時計: 2026-11-18 21:40）',
      'a.talk.txt:1: 見出し「題」が要ります（例: 題: 期限内の返金）',
      'a.talk.txt:2: 見出しと会話のあいだに --- の行が要ります',
    ])
  })
})

test('the example of the guide is a script, in the form the formatter writes', async () => {
  const guide = await readFile(resolve(import.meta.dirname, '../../src/transcript/README.md'), 'utf8')
  const example = guide.split('```').find((block) => block.includes('---\n係@greet>')) ?? ''
  expect(formatTalk(parseTalk(example.trimStart(), 'README.md'))).toBe(example.trimStart())
})
