import type { LinkResult } from './link-tokens.ts'

/** LINE's own page, on which its user confirms a link. */
const DIALOG = 'https://access.line.me/dialog/bot/accountLink'

export interface BrowserOptions {
  /** Where a public address is served in this test. */
  readonly resolve: (url: string) => string
  /** LINE's page was opened; resolves with what it came to. */
  readonly confirm: (link: { token: string; nonce: string }) => Promise<LinkResult>
}

/** A phone's browser without scripts: opens pages, fills in the one form they have, follows where it leads. */
export class Browser {
  readonly #options: BrowserOptions
  #url = ''
  #html = ''
  /** Of the last page of the bot's own. */
  status = 0
  headers = new Headers()
  /** What LINE's page came to, if it was reached. */
  linked: LinkResult | null = null
  /** Where the last form led. */
  leftFor = ''

  constructor(options: BrowserOptions) {
    this.#options = options
  }

  /** What can be read, without tags. */
  get text(): string {
    return plain(this.#html.replace(/<(head|style)[\s\S]*?<\/\1>/g, ''))
  }

  get html(): string {
    return this.#html
  }

  /** The form's fields with their values, hidden ones too. */
  get fields(): ReadonlyMap<string, string> {
    const inputs = [...this.#html.matchAll(/<input\b[^>]*>/g)].map(([tag]) => tag)
    return new Map(inputs.map((tag) => [attribute(tag, 'name'), attribute(tag, 'value')]))
  }

  async open(url: string): Promise<string> {
    this.#url = url
    return this.#took(await fetch(this.#options.resolve(url), { redirect: 'manual' }))
  }

  /** Follows the link with these words. */
  async follow(words: string): Promise<string> {
    const link = [...this.#html.matchAll(/<a href="([^"]*)">([^<]*)<\/a>/g)].find(([, , text]) => text === words)
    if (!link?.[1]) throw new Error(`no link 「${words}」`)
    return this.open(new URL(plain(link[1]), this.#url).href)
  }

  /** Fills in the form and sends it. @returns what can be read then */
  async submit(values: Readonly<Record<string, string>> = {}): Promise<string> {
    const form = /<form\b[^>]*>/.exec(this.#html)?.[0]
    if (!form) throw new Error(`there is no form: ${this.text}`)
    for (const name of Object.keys(values)) if (!this.fields.has(name)) throw new Error(`no field ${name}`)
    this.#url = new URL(attribute(form, 'action'), this.#url).href
    const body = new URLSearchParams([...Object.entries({ ...Object.fromEntries(this.fields), ...values })])
    return this.#took(await fetch(this.#options.resolve(this.#url), { method: 'POST', body, redirect: 'manual' }))
  }

  async #took(response: Response): Promise<string> {
    const location = response.headers.get('location')
    if (location === null) {
      this.status = response.status
      this.headers = response.headers
      this.#html = await response.text()
      return this.text
    }
    await response.body?.cancel()
    this.leftFor = location
    const { origin, pathname, searchParams } = new URL(location)
    if (`${origin}${pathname}` !== DIALOG) throw new Error(`led to ${location}`)
    const link = { token: searchParams.get('linkToken') ?? '', nonce: searchParams.get('nonce') ?? '' }
    this.linked = await this.#options.confirm(link)
    return this.linked
  }
}

function attribute(tag: string, name: string): string {
  return plain(new RegExp(`\\b${name}="([^"]*)"`).exec(tag)?.[1] ?? '')
}

function plain(html: string): string {
  return html
    .replace(/<[^>]+>/g, '\n')
    .replace(/&#(\d+);/g, (_, code) => String.fromCharCode(Number(code)))
    .replace(/\s*\n\s*/g, '\n')
    .trim()
}
