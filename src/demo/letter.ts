import { html } from '../channels/html.ts'
import type { DemoMail } from './demo-mail.ts'
import { head } from './head.ts'

const WHEN = new Intl.DateTimeFormat('ja-JP', { dateStyle: 'full', timeStyle: 'short', timeZone: 'Asia/Tokyo' })

/** One mail of the demo's mailbox as a page, the way its reader would see and print it. */
export function letterPage(mail: DemoMail): string {
  const { source } = html`<!doctype html>
<html lang="ja">
${head(mail.subject)}
<body>
<main class="letter"><h1>${mail.subject}</h1>
<dl><div><dt>宛先</dt><dd>${mail.to}</dd></div><div><dt>日時</dt><dd>${WHEN.format(mail.atMs)}</dd></div></dl>
<pre>${mail.text}</pre></main>
<p class="back"><a href="/">お店のページへ戻る</a></p>
</body>
</html>
`
  return source
}
