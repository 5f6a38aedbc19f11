import { addDaysTo, type PlainDate } from '../core/date.ts'
import { dayJst } from '../core/words-of-time.ts'
import { type SampleRow, yearFrom } from './sample-row.ts'

/** One thing to try with the sample contracts, for the demo page and for people at the terminal. */
export interface SampleEntry {
  /** What it shows, e.g. 自動延長の返金（期限内）. */
  readonly title: string
  /** A good first sentence to the bot. */
  readonly say: string
  readonly orderNumber: string
  readonly email: string
  /** The key that a merge asks for, grouped by fives. */
  readonly productKey?: string
  /** What the bot will do. */
  readonly outcome: string
}

/** A case: what to try, and the contracts it needs. */
export interface SampleCase extends SampleEntry {
  readonly rows: readonly SampleRow[]
}

/** What most rows have in common: an annual software licence of the official store, renewing. */
const ORDINARY: SampleRow = {
  product: 'ノートン 360 プレミアム',
  product_kind: 'software',
  plan: 'annual',
  event: 'renewal',
  price_yen: 7980,
  channel: 'direct',
  region: 'JP',
  auto_renewal: true,
  devices: 3,
}

/** Norton charges a renewal up to 35 days before the new term; here ten. Source: refund terms, "counting". */
const CHARGED_BEFORE_TERM = 10

/** Every case on one page: who, which contract, and what the bot will do with it on `today`. */
export function sampleCases(today: PlainDate): readonly SampleCase[] {
  const ago = (days: number) => addDaysTo(today, -days)
  return [
    ...renewals(today, ago),
    ...mergers(ago),
    ...monthly(ago),
    ...services(ago),
    ...families(ago),
    ...elsewhere(ago),
    ...abroad(today, ago),
  ]
}

type Ago = (days: number) => PlainDate

/** A renewal charged so many days ago, with its ids. */
function renewal(id: string, email: string, chargedOn: PlainDate): SampleRow {
  return {
    ...ORDINARY,
    contract_id: id,
    email,
    charged_at: `${chargedOn}T10:00:00+09:00`,
    ...yearFrom(addDaysTo(chargedOn, CHARGED_BEFORE_TERM)),
  }
}

/** Both numbers alike: the contract was never renewed, or the case is not about numbers. */
function numbered(row: SampleRow, orderNumber: string): SampleRow {
  return { ...row, order_number: orderNumber, original_order_number: orderNumber }
}

function renewals(today: PlainDate, ago: Ago): readonly SampleCase[] {
  const lastDay = ago(60)
  const tooLate = ago(61)
  return [
    {
      title: '自動延長の返金（期限内）',
      say: '自動延長されたので返金してほしい',
      orderNumber: 'NP12345678',
      email: 'taro@example.jp',
      outcome: `全額7,980円の対象です。期限は${dayJst(addDaysTo(ago(20), 60))}です。理由に「パソコンを使わない」を選ぶと、空いている2台分の案内が一度だけ出ます。`,
      rows: [{ ...numbered(renewal('S-ANNUAL', 'taro@example.jp', ago(20)), 'NP12345678'), devices_used: 1 }],
    },
    {
      title: '期限の当日',
      say: '返金の期限はまだ間に合いますか',
      orderNumber: 'NP60606060',
      email: 'kyo@example.jp',
      outcome: `ちょうど60日目です。本日${dayJst(today)}23:59までのお申し出なら全額の対象です。`,
      rows: [numbered(renewal('S-LASTDAY', 'kyo@example.jp', lastDay), 'NP60606060')],
    },
    {
      title: '期限の翌日',
      say: '返金したい',
      orderNumber: 'NP61616161',
      email: 'jiro@example.jp',
      outcome: `期限は${dayJst(addDaysTo(tooLate, 60))}でした。計算を示し、自動延長の停止など、できることを案内します。`,
      rows: [numbered(renewal('S-EXPIRED', 'jiro@example.jp', tooLate), 'NP61616161')],
    },
    {
      title: '自動延長だけ止める',
      say: '自動延長だけ止めたい。提案は不要です',
      orderNumber: 'NP24680246',
      email: 'sachiko@example.jp',
      outcome: '返金の話をせずに、停止の最終確認へ進みます。',
      rows: [{ ...numbered(renewal('S-STOP', 'sachiko@example.jp', ago(200)), 'NP24680246') }],
    },
    {
      title: 'すでに停止済み',
      say: '自動延長が止まっているか確認したい',
      orderNumber: 'NP11223344',
      email: 'tomeru@example.jp',
      outcome: `${dayJst(ago(30))}に停止済みであることをお答えします。`,
      rows: [
        {
          ...numbered(renewal('S-STOPPED', 'tomeru@example.jp', ago(120)), 'NP11223344'),
          auto_renewal: false,
          auto_renewal_stopped_at: `${ago(30)}T15:30:00+09:00`,
        },
      ],
    },
    {
      title: '加入時と更新時で番号が違う（旧ノートンストア）',
      say: '自動延長を止めたい',
      orderNumber: 'SY20099998',
      email: 'yukari@example.jp',
      outcome: '更新時の番号でも、加入時の番号（SY10044410）でも、同じ契約が見つかります。',
      rows: [
        {
          ...renewal('S-STORE', 'yukari@example.jp', ago(15)),
          order_number: 'SY20099998',
          original_order_number: 'SY10044410',
          product: 'ノートン 360 デラックス',
          channel: 'nortonstore',
        },
      ],
    },
    {
      title: '体験版から有料になった',
      say: '無料のつもりが請求されていた。返金してほしい',
      orderNumber: 'NP30303030',
      email: 'tameshi@example.jp',
      outcome: '初年度のご請求から60日以内なので、全額の対象です。',
      rows: [
        {
          ...numbered(renewal('S-TRIAL', 'tameshi@example.jp', ago(5)), 'NP30303030'),
          event: 'trialConversion',
          ...yearFrom(ago(5)),
          price_yen: 4980,
        },
      ],
    },
  ]
}

function mergers(ago: Ago): readonly SampleCase[] {
  const email = 'hanako@example.jp'
  const key = 'HANAK-2345R-DELUX-67890-ABCDE'
  const given = numbered(renewal('S-DOUBLE-A', email, ago(8)), 'NP22334455')
  const kept: SampleRow = {
    ...ORDINARY,
    ...numbered({ contract_id: 'S-DOUBLE-B', email }, 'NP55443322'),
    product: 'ノートン 360 デラックス',
    event: 'purchase',
    price_yen: 6480,
    charged_at: `${ago(150)}T20:15:00+09:00`,
    ...yearFrom(ago(150)),
    product_key: key,
  }
  return [
    {
      title: '二重に買っていた（期間をまとめる）',
      say: '別のノートンを使っているので、こちらは返金したい',
      orderNumber: 'NP22334455',
      email,
      productKey: key,
      outcome: `理由に「別のノートン」を選ぶと、使っている契約（期限${dayJst(addDaysTo(ago(150), 364))}）に期間をまとめる案内が一度だけ出ます。断れば返金に進みます。`,
      rows: [{ ...given, product_key: 'HANAK-QQQQ2-PREMI-33445-FGHJK' }, kept],
    },
    {
      title: '一つの番号に契約が二つ',
      say: '返金したい',
      orderNumber: 'NP77889900',
      email: 'futari@example.jp',
      outcome: `どちらの契約かをたずねます。片方は期限内、もう片方は${dayJst(addDaysTo(ago(100), 60))}で期限切れです。`,
      rows: [
        {
          ...numbered(renewal('S-TWO-A', 'futari@example.jp', ago(12)), 'NP77889900'),
          product: 'ノートン 360 スタンダード',
        },
        { ...numbered(renewal('S-TWO-B', 'futari@example.jp', ago(100)), 'NP77889900'), price_yen: 9980 },
      ],
    },
  ]
}

function monthly(ago: Ago): readonly SampleCase[] {
  const month = (start: PlainDate): SampleRow => ({ term_start: start, term_end: addDaysTo(start, 29) })
  const plan: SampleRow = { ...ORDINARY, plan: 'monthly', price_yen: 680, product: 'ノートン 360 スタンダード' }
  return [
    {
      title: '月払いの自動延長',
      say: '今月の分を返金してほしい',
      orderNumber: 'NP41414141',
      email: 'tsuki@example.jp',
      outcome: '月払いの自動延長は返金の対象外です。根拠を示し、次回からの停止を案内します。',
      rows: [
        {
          ...plan,
          ...numbered({ contract_id: 'S-MONTHLY', email: 'tsuki@example.jp' }, 'NP41414141'),
          charged_at: `${ago(2)}T03:00:00+09:00`,
          ...month(ago(2)),
        },
      ],
    },
    {
      title: '月払いを買ったばかり',
      say: '一昨日買った月額を返金したい',
      orderNumber: 'NP42424242',
      email: 'shinki@example.jp',
      outcome: `購入から14日以内（${dayJst(addDaysTo(ago(3), 14))}まで）なので、全額の対象です。`,
      rows: [
        {
          ...plan,
          ...numbered({ contract_id: 'S-MONTHLY-NEW', email: 'shinki@example.jp' }, 'NP42424242'),
          event: 'purchase',
          charged_at: `${ago(3)}T18:40:00+09:00`,
          ...month(ago(3)),
        },
      ],
    },
  ]
}

function services(ago: Ago): readonly SampleCase[] {
  const service = (id: string, email: string): SampleRow => ({
    ...renewal(id, email, ago(25)),
    product: 'ノートン ウイルス診断・駆除サービスプラス（1台）',
    product_kind: 'virusRemoval1',
    event: 'purchase',
    price_yen: 8980,
    devices: 1,
  })
  return [
    {
      title: 'サービス製品：使ったかどうか不明',
      say: '駆除サービスを返金したい',
      orderNumber: 'NP51515151',
      email: 'fumei@example.jp',
      outcome: 'この期間にサービスを使ったかをたずね、使っていなければ全額の対象です。',
      rows: [numbered(service('S-SERVICE-UNKNOWN', 'fumei@example.jp'), 'NP51515151')],
    },
    {
      title: 'サービス製品：使っていない',
      say: '駆除サービスを返金したい',
      orderNumber: 'NP52525252',
      email: 'mishiyo@example.jp',
      outcome: '未使用と記録されているので、たずねずに全額の対象とお答えします。',
      rows: [{ ...numbered(service('S-SERVICE-UNUSED', 'mishiyo@example.jp'), 'NP52525252'), service_used: false }],
    },
  ]
}

function families(ago: Ago): readonly SampleCase[] {
  const email = 'kazoku@example.jp'
  const addOn = (id: string, orderNumber: string): SampleRow => ({
    ...numbered(renewal(id, email, ago(30)), orderNumber),
    product_kind: 'addon',
    add_on_of: 'S-MAIN',
    price_yen: 2980,
  })
  return [
    {
      title: '本体と追加契約',
      say: '解約して返金してほしい',
      orderNumber: 'NP70707070',
      email,
      outcome: '本体をやめると一緒に終わる追加契約を、最終確認の前に一覧でお見せします。',
      rows: [
        numbered(renewal('S-MAIN', email, ago(30)), 'NP70707070'),
        { ...addOn('S-ADDON-VPN', 'NP70707071'), product: 'ノートン セキュア VPN（追加）' },
        { ...addOn('S-ADDON-FAMILY', 'NP70707072'), product: 'ノートン ファミリー（追加）', price_yen: 1980 },
      ],
    },
  ]
}

function elsewhere(ago: Ago): readonly SampleCase[] {
  return [
    {
      title: 'アプリストアで買った',
      say: 'iPhoneで買ったノートンを返金したい',
      orderNumber: 'NP80808080',
      email: 'appstore@example.jp',
      outcome: '販売元の App Store が窓口になることと、申請の場所を案内します。',
      rows: [
        {
          ...numbered(renewal('S-APPSTORE', 'appstore@example.jp', ago(6)), 'NP80808080'),
          product: 'ノートン モバイル セキュリティ iOS 版',
          channel: 'appStore',
          price_yen: 3480,
        },
      ],
    },
    {
      title: '携帯会社の月額版',
      say: 'ドコモで払っているノートンを解約したい',
      orderNumber: 'NP90909090',
      email: 'keitai@example.jp',
      outcome: '提供している会社の見分け方と、それぞれの窓口を案内します。',
      rows: [
        {
          ...numbered(renewal('S-CARRIER', 'keitai@example.jp', ago(9)), 'NP90909090'),
          product: 'ノートン モバイル セキュリティ（月額版）',
          product_kind: 'mobileSecurity',
          provider: 'norton-mobile',
          channel: 'mwNortonStore',
          plan: 'monthly',
          price_yen: 330,
          term_start: ago(9),
          term_end: addDaysTo(ago(9), 29),
        },
      ],
    },
  ]
}

function abroad(today: PlainDate, ago: Ago): readonly SampleCase[] {
  return [
    {
      title: '英国の契約（60日を過ぎた按分）',
      say: '英国で契約したノートンを返金したい',
      orderNumber: 'NP44004400',
      email: 'london@example.jp',
      outcome: `60日を過ぎていますが、英国の自動延長は翌月以降の残り日数分が対象です（${dayJst(today)}のお申し出の見積もりを出します）。`,
      rows: [
        {
          ...numbered(renewal('S-GB', 'london@example.jp', ago(100)), 'NP44004400'),
          region: 'GB',
          currency: 'GBP',
          price_yen: 8499,
        },
      ],
    },
    {
      title: '欧州の契約（14日以内のクーリング・オフ）',
      say: 'ドイツで買ったノートンをキャンセルしたい',
      orderNumber: 'NP49494949',
      email: 'berlin@example.jp',
      outcome: '一度返金を受けた製品の買い直しですが、注文の確定から14日以内なので、理由を問わず対象です。',
      rows: [
        {
          ...numbered(renewal('S-DE', 'berlin@example.jp', ago(5)), 'NP49494949'),
          event: 'purchase',
          ...yearFrom(ago(5)),
          region: 'DE',
          currency: 'EUR',
          price_yen: 4999,
          previous_refund: true,
          order_confirmed_at: `${ago(5)}T10:00:00+09:00`,
        },
      ],
    },
  ]
}
