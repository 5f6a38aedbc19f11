import { type Html, html } from '../channels/html.ts'
import { head } from './head.ts'
import type { SampleEntry } from './sample-cases.ts'
import { tryOn } from './try-on.ts'

export interface DemoPage {
  readonly deskName: string
  readonly samples: readonly SampleEntry[]
  readonly hasMailbox: boolean
  /** Whether samples can be opened as their signed-in customers. */
  readonly hasSignIn: boolean
}

const SCRIPTS = html`<script defer src="/demo/demo.js"></script>
<script defer src="/demo/try-on.js"></script>
<script async src="/widget/enman-widget.js"></script>`

const PRODUCTS = [
  { mark: '盾', name: 'まもり 360 スタンダード', note: '1台・1年', price: '4,980円', tone: 'sea' },
  { mark: '家', name: 'まもり 360 デラックス', note: '3台・1年', price: '6,480円', tone: 'leaf' },
  { mark: '星', name: 'まもり 360 プレミアム', note: '5台・1年', price: '7,980円', tone: 'dusk' },
] as const

/** The page of an invented shop. Its words are the demo's own, so they stand here and not in the locales. */
export function demoPage(page: DemoPage): string {
  const { source } = html`<!doctype html>
<html lang="ja">
${head('円満ソフト ストア', SCRIPTS)}
<body>
<a class="skip" href="#main">本文へ移動</a>
<header class="bar">
<p class="logo"><span aria-hidden="true">円</span>円満ソフト ストア</p>
<nav aria-label="サイト内"><a href="#products">製品</a><a href="#support">サポート</a>${page.samples.length > 0 ? html`<a href="#try">お試し</a>` : ''}<a href="#yours">貼り付け方</a></nav>
</header>
<main id="main">
<section class="hero">
<h1>いつでも、気持ちよく<wbr>やめられるお店です。</h1>
<p>自動延長の停止も、返金のご相談も、このページのチャットだけで終わります。電話の待ち時間はありません。</p>
<p><button type="button" class="main" data-say="">解約・返金を相談する</button></p>
</section>
${products()}
${support(page.deskName)}
${page.samples.length > 0 ? samples(page) : ''}
${tryOn()}
</main>
${page.hasMailbox ? mailbox() : ''}
<footer><p>これは ${page.deskName} の動作を試すための架空の店です。実在の会社・製品・お客さまとは関係がなく、実際の請求や返金は行われません。</p></footer>
</body>
</html>
`
  return source
}

function products(): Html {
  const cards = PRODUCTS.map(
    ({
      mark,
      name,
      note,
      price,
      tone,
    }) => html`<li class="card ${tone}"><span class="art" aria-hidden="true">${mark}</span>
<h3>${name}</h3><p>${note}</p><p class="price">${price}<small>（税込・自動延長あり）</small></p></li>`,
  )
  return html`<section id="products"><h2>製品</h2><ul class="cards">${cards}</ul></section>`
}

function support(deskName: string): Html {
  const questions = [
    ['自動延長されたので返金したい', '返金できるかどうかと期限を、先にお伝えします。'],
    ['自動延長だけ止めたい', '確認は一回です。止まったら受付番号をお渡しします。'],
    ['返金できるかだけ知りたい', '本人確認なしで、目安と期限をお答えします。'],
  ] as const
  const items = questions.map(
    ([say, note]) =>
      html`<li><button type="button" class="ask" data-say="${say}"><b>${say}</b><span>${note}</span></button></li>`,
  )
  return html`<section id="support"><h2>サポート</h2>
<p>${deskName}が、画面のチャットでご案内します。担当者への引き継ぎもできます。</p><ul class="asks">${items}</ul></section>`
}

function samples({ samples: entries, hasSignIn }: DemoPage): Html {
  return html`<section id="try"><h2>お試し用の契約</h2>
<p>すべて架空の契約です。注文番号とメールアドレスをチャットに入力すると、手続きの最後まで試せます。日付は本日を基準に作られています。</p>
${hasSignIn ? html`<p id="signed-in" role="status" hidden><span></span> <button type="button" id="sign-out">ログアウト</button></p>` : ''}
<ul class="samples">${entries.map((entry) => sample(entry, hasSignIn))}</ul></section>`
}

function sample(entry: SampleEntry, hasSignIn: boolean): Html {
  const key = entry.productKey ? fact('プロダクトキー', entry.productKey) : html``
  return html`<li><h3>${entry.title}</h3>
<dl>${fact('最初の一言', entry.say)}${fact('注文番号', entry.orderNumber)}${fact('メール', entry.email)}${key}</dl>
<p>${entry.outcome}</p>${hasSignIn ? html`<p><button type="button" data-sign-in="${entry.email}">ログイン中のお客さまとして開く</button></p>` : ''}</li>`
}

function fact(name: string, value: string): Html {
  return html`<div><dt>${name}</dt><dd><span>${value}</span><button type="button" data-copy="${value}" aria-label="${name}をコピー">コピー</button></dd></div>`
}

function mailbox(): Html {
  return html`<details class="mailbox" id="mailbox">
<summary>デモの受信箱<span id="mail-count" role="status"></span></summary>
<p class="hint">お客さま宛てのメールがここに届きます。確認コードもここで読めます。</p>
<ul id="mails"></ul>
</details>`
}
