import { type Html, html } from '../channels/html.ts'

/** The widget's custom properties a shop is likely to change, with what the widget uses by itself in light. */
const COLOURS = [
  { property: '--sc-accent', name: '主な色', value: '#14608a' },
  { property: '--sc-on-accent', name: '主な色の上の文字', value: '#ffffff' },
  { property: '--sc-surface', name: '画面の色', value: '#ffffff' },
  { property: '--sc-text', name: '文字の色', value: '#1c2730' },
  { property: '--sc-mine', name: 'お客さまの吹き出し', value: '#dcedf7' },
] as const

/** Pairs that are read on each other, with the contrast WCAG asks for (1.4.3). */
const READ_ON = [
  { text: '--sc-on-accent', ground: '--sc-accent', name: 'ボタンの文字' },
  { text: '--sc-text', ground: '--sc-surface', name: '本文' },
  { text: '--sc-text', ground: '--sc-mine', name: 'お客さまの吹き出し' },
] as const

/** For those who may put the chat on a site of theirs: its colours, its width on a phone, the line to paste. */
export function tryOn(): Html {
  const fields = COLOURS.map(
    ({ property, name, value }) =>
      html`<label><span>${name}</span><input type="color" name="${property}" value="${value}" data-default="${value}"></label>`,
  )
  const contrasts = READ_ON.map(
    ({ text, ground, name }) => html`<li data-text="${text}" data-ground="${ground}">${name}：<output></output></li>`,
  )
  return html`<section id="yours"><h2>あなたのサイトに</h2>
<p>色を選ぶと、このページのチャットに、すぐ反映されます。貼り付ける文も、選んだ色に合わせて変わります。</p>
<div class="yours">
<form id="colours" class="panel" autocomplete="off"><h3>色</h3>
${fields}
<label><span>明るさ</span><select name="theme"><option value="">お客さまの設定に合わせる</option><option value="light">いつも明るく</option><option value="dark">いつも暗く</option></select></label>
<label><span>版を固定し、改ざんを検知する</span><input type="checkbox" name="pin"></label>
<ul class="contrasts" aria-live="polite">${contrasts}</ul>
<p><button type="reset" class="plain">元の色に戻す</button></p>
</form>
<div class="panel"><h3>貼り付ける文</h3>
<p class="hint">ページのどこかに一度だけ書きます。押されるまで、何も読み込まず、何も保存しません。</p>
<pre id="snippet" tabindex="0"></pre>
<p><button type="button" class="plain" data-copy-from="#snippet">コピー</button></p>
</div>
<div class="panel phone"><h3>スマートフォンで</h3>
<p class="hint">同じ会話が、電話の幅で開きます。</p>
<p><button type="button" class="plain" id="show-phone">電話の幅で見る</button></p>
<div id="phone"></div>
</div>
</div></section>`
}
