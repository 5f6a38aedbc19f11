import { createHash } from 'node:crypto'
import type { FastifyPluginAsync } from 'fastify'
import en from '../../../locales/en/chat-page.json' with { type: 'json' }
import ja from '../../../locales/ja/chat-page.json' with { type: 'json' }
import { askedLanguage, type Language } from '../asked-language.ts'
import { html } from '../html.ts'

export interface ChatPageOptions {
  readonly deskName: string
  /** For visitors whose browser runs no scripts. */
  readonly supportEmail: string
}

const WORDS = { ja, en }

const STYLE = 'html,body{height:100%;margin:0}support-chat{height:100dvh}'

/** Nothing from elsewhere; the one style by its hash; no HTML made from strings. */
const CSP = [
  "default-src 'none'",
  "script-src 'self'",
  `style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`,
  'img-src data:',
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  // Pages of our own may show it in a frame.
  "frame-ancestors 'self'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ')

/**
 * The chat as a page of its own, `/chat`: for a link in a mail, and for sites that embed no script. In the language
 * the browser asks for, or as the link says with `?lang=en`.
 */
export function chatPage(options: ChatPageOptions): FastifyPluginAsync {
  const pages = { ja: pageIn('ja', options), en: pageIn('en', options) }
  return async (app) => {
    app.get<{ Querystring: { lang?: unknown } }>('/chat', async ({ query, headers }, reply) => {
      reply.header('content-security-policy', CSP).header('cache-control', 'no-cache')
      reply.header('vary', 'Accept-Language').header('x-frame-options', 'SAMEORIGIN')
      const language = askedLanguage(typeof query.lang === 'string' ? query.lang : headers['accept-language'])
      return reply.type('text/html; charset=utf-8').send(pages[language])
    })
  }
}

function pageIn(language: Language, options: ChatPageOptions): string {
  const words = WORDS[language]
  const { source } = html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1, interactive-widget=resizes-content">
<meta name="robots" content="noindex">
<title>${words.title}｜${options.deskName}</title>
<link rel="icon" href="data:,">
<style>${STYLE}</style>
<script async src="/widget/enman-widget.js"></script>
</head>
<body>
<main><support-chat inline></support-chat></main>
<noscript><p>${words.noScript.replace('{{support}}', options.supportEmail)}</p></noscript>
</body>
</html>
`
  return source
}
