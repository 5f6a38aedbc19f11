import { type Html, html } from '../channels/html.ts'

/** The head of every page of the demo; `scripts` are files of its own origin. */
export function head(title: string, scripts: Html = html``): Html {
  return html`<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${title}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/demo/demo.css">
${scripts}
</head>`
}
