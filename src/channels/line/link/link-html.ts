import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import words from '../../../../locales/ja/line-link.json' with { type: 'json' }
import { type Html, html } from '../../html.ts'

/** Where the customer goes from the page to link. */
export const LINE_DIALOG = 'https://access.line.me'

// An element's text is not escaped inside `style`, and the file is ours.
const STYLE = readFileSync(new URL('./link-page.css', import.meta.url), 'utf8')

/**
 * Nothing from elsewhere, no scripts, the one style by its hash. Browsers hold the redirect after a form against
 * `form-action` too, so LINE's dialog stands there.
 */
export const LINK_CSP = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`,
  'img-src data:',
  "base-uri 'none'",
  `form-action 'self' ${LINE_DIALOG}`,
  "frame-ancestors 'none'",
].join('; ')

/** A field that has to be put right, and why. */
export interface FieldError {
  readonly field: string
  readonly why: string
}

/** What a page of the link shows besides its words. */
export interface LinkPage {
  readonly deskName: string
  /** The sealed state of the form. */
  readonly state: string
  readonly errors: readonly FieldError[]
}

export interface OrderFields {
  readonly orderNumber: string
  readonly email: string
}

export function orderPage(page: LinkPage, { orderNumber, email }: OrderFields, notice = ''): string {
  const { order } = words
  return form(page, { step: 1, ...order, lead: notice || order.lead }, [
    field(page, {
      ...{ name: 'orderNumber', label: order.number, hint: order.numberHint, value: orderNumber },
      attributes: html`type="text" maxlength="64" autocomplete="off" autocapitalize="characters" spellcheck="false"`,
    }),
    field(page, {
      ...{ name: 'email', label: order.email, hint: order.emailHint, value: email },
      attributes: html`type="email" maxlength="254" autocomplete="email"`,
    }),
  ])
}

export interface CodeWords {
  readonly email: string
  /** Clock time until which the page serves. */
  readonly until: string
  /** The first page again. */
  readonly startUrl: string
}

export function codePage(page: LinkPage, { email, until, startUrl }: CodeWords): string {
  const { code } = words
  const again = html`<p class="again"><a href="${startUrl}">${code.again}</a></p>`
  const lead = code.lead.replace('{{email}}', () => email).replace('{{until}}', until)
  const fields = [
    field(page, {
      ...{ name: 'code', label: code.code, hint: '', value: '' },
      attributes: html`type="text" class="code" maxlength="16" inputmode="numeric" autocomplete="one-time-code" autofocus`,
    }),
  ]
  return form(page, { step: 2, ...code, lead, after: again }, fields)
}

/** What will be linked, before anything is. */
export function consentPage(page: LinkPage, email: string): string {
  const { consent } = words
  const terms = html`<dl>
<dt>${consent.email}</dt><dd>${email}</dd>
<dt>${consent.stored}</dt><dd>${consent.storedWhat}</dd>
<dt>${consent.ends}</dt><dd>${consent.endsHow}</dd>
</dl>`
  return form(page, { step: 3, ...consent, after: html`<p class="leave">${consent.leave}</p>` }, [terms])
}

/** A page that only says something. */
export function notePage(deskName: string, { heading, text }: { heading: string; text: string }): string {
  return shell({ deskName, title: heading, step: '', main: html`<h1>${heading}</h1><p>${text}</p>` })
}

interface FormWords {
  readonly step: number
  readonly heading: string
  readonly lead: string
  readonly submit: string
  readonly after?: Html
}

function form({ deskName, state, errors }: LinkPage, texts: FormWords, fields: readonly Html[]): string {
  const { heading, lead, submit, after = html`` } = texts
  return shell({
    deskName,
    title: errors.length > 0 ? `${words.errorTitle}${heading}` : heading,
    step: words.step.replace('{{step}}', `${texts.step}`),
    main: html`<h1>${heading}</h1>
<p>${lead}</p>
${errorSummary(errors)}
<form method="post" action="link" novalidate>
<input type="hidden" name="state" value="${state}">
${fields}
<button type="submit">${submit}</button>
</form>
${after}`,
  })
}

function errorSummary(errors: readonly FieldError[]): Html {
  if (errors.length === 0) return html``
  const items = errors.map(({ field, why }) => html`<li><a href="#${field}">${why}</a></li>`)
  return html`<div class="errors" role="alert"><h2>${words.errorHeading}</h2><ul>${items}</ul></div>`
}

interface Field {
  readonly name: string
  readonly label: string
  readonly hint: string
  readonly value: string
  readonly attributes: Html
}

function field({ errors }: LinkPage, { name, label, hint, value, attributes }: Field): Html {
  const wrong = errors.find((one) => one.field === name)
  const described = [...(hint === '' ? [] : [`${name}-hint`]), ...(wrong ? [`${name}-error`] : [])].join(' ')
  return html`<div class="field">
<label for="${name}">${label}</label>
${hint === '' ? html`` : html`<p class="hint" id="${name}-hint">${hint}</p>`}
${wrong ? html`<p class="error" id="${name}-error">${wrong.why}</p>` : html``}
<input id="${name}" name="${name}" value="${value}" required ${attributes}${described === '' ? html`` : html` aria-describedby="${described}"`}${wrong ? html` aria-invalid="true"` : html``}>
</div>`
}

interface Shell {
  readonly deskName: string
  readonly title: string
  readonly step: string
  readonly main: Html
}

function shell({ deskName, title, step, main }: Shell): string {
  const { source } = html`<!doctype html>
<html lang="ja">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${title}｜${words.name}｜${deskName}</title>
<link rel="icon" href="data:,">
<style>`
  const { source: rest } = html`</style>
</head>
<body>
<header><span>${deskName}</span><span>${words.name}${step === '' ? '' : ` ${step}`}</span></header>
<main>
${main}
</main>
</body>
</html>
`
  return `${source}${STYLE}${rest}`
}
