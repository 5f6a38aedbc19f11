import { PROTOCOL_BASE } from '../protocol.ts'
import { Client, type ClientState } from './client.ts'
import { ClientStorage } from './client-storage.ts'
import { element, spoken } from './element.ts'
import { Panel } from './panel.ts'
import { strings } from './strings.ts'
import css from './widget.css?inline'

/** Styles that a host page's own rules must not overrule: set with priority, they beat `* { … !important }`. */
const HOST_STYLES = {
  display: 'block',
  visibility: 'visible',
  opacity: '1',
  transform: 'none',
  filter: 'none',
} as const

/**
 * `<enman-widget>`: a launcher and the conversation behind it.
 *
 * Attributes: `base` (where the server's protocol is; its own origin unless told), `label` (launcher),
 * `heading`, `theme` (`light` or `dark`; the visitor's own unless told). Methods: `open`, `close`, `send`.
 * Events: `enman-open`, `enman-close`; none carries what was said.
 */
export class EnmanWidget extends HTMLElement {
  /** Where the script came from: the server that serves it also answers it. */
  static origin = ''

  readonly #root = this.attachShadow({ mode: 'open' })
  #client: Client | null = null
  #panel: Panel | null = null
  #launcher: HTMLButtonElement | null = null
  #seen = 0
  #isOpen = false
  #leaving = new AbortController()

  connectedCallback(): void {
    if (this.#client) return
    for (const [name, value] of Object.entries(HOST_STYLES)) this.style.setProperty(name, value, 'important')
    this.#leaving = new AbortController()
    const base = this.getAttribute('base') ?? EnmanWidget.origin + PROTOCOL_BASE
    this.#client = createClient(base)
    this.#panel = new Panel({
      client: this.#client,
      heading: this.getAttribute('heading') ?? strings.heading,
      draft: draftFor(base),
      signal: this.#leaving.signal,
      onClose: () => this.close(),
    })
    this.#launcher = launcher(this.getAttribute('label') ?? strings.launcher, () => this.toggle())
    addStyle(this.#root)
    this.#root.append(this.#launcher, this.#panel.node)
    this.#client.subscribe((state) => this.#show(state))
    this.#watchPage()
    this.#show(this.#client.state)
    if (this.#client.isOpen) this.open()
  }

  /** Moved within the page it is connected again at once, and goes on as after a reload. */
  disconnectedCallback(): void {
    this.#leaving.abort()
    this.#client?.stop()
    this.#panel?.hide()
    this.#root.replaceChildren()
    this.#setOpen(false)
    this.#client = null
  }

  open(): void {
    if (this.#isOpen || !this.#client) return
    this.#setOpen(true)
    this.#client.start()
    this.#client.isOpen = true
    this.#panel?.show()
    this.dispatchEvent(new CustomEvent('enman-open', { bubbles: true, composed: true }))
  }

  close(): void {
    if (!this.#isOpen || !this.#client) return
    this.#setOpen(false)
    this.#client.isOpen = false
    this.#panel?.hide()
    this.#launcher?.focus()
    this.dispatchEvent(new CustomEvent('enman-close', { bubbles: true, composed: true }))
  }

  toggle(): void {
    if (this.#isOpen) this.close()
    else this.open()
  }

  /** Opens and says something for the customer, e.g. from a link on the page. */
  send(text: string): void {
    this.open()
    this.#client?.sendText(text)
  }

  #setOpen(isOpen: boolean): void {
    this.#isOpen = isOpen
    this.toggleAttribute('open', isOpen)
    this.#launcher?.setAttribute('aria-expanded', `${isOpen}`)
    if (this.#client) this.#show(this.#client.state)
  }

  #show(state: ClientState): void {
    this.#panel?.update(state)
    const last = state.events.at(-1)?.seq ?? 0
    if (this.#isOpen || this.#seen === 0) this.#seen = last
    const unread = state.events.filter(({ seq, role }) => seq > this.#seen && role !== 'customer').length
    const badge = this.#launcher?.querySelector('.badge')
    if (badge) badge.textContent = unread > 0 ? strings.unread(unread) : ''
  }

  /** Phones drop connections without a word: whenever the page comes back, the connection is checked. */
  #watchPage(): void {
    const wake = () => {
      if (document.visibilityState === 'visible') this.#client?.wake()
    }
    const { signal } = this.#leaving
    document.addEventListener('visibilitychange', wake, { signal })
    for (const type of ['online', 'offline', 'pageshow'] as const) window.addEventListener(type, wake, { signal })
  }
}

function createClient(base: string): Client {
  return new Client({
    base,
    fetch: (input, init) => fetch(input, init),
    storage: new ClientStorage(`enman:${base}`, () => localStorage),
    clock: () => Date.now(),
    newId: () =>
      Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join(''),
    isOnline: () => navigator.onLine,
  })
}

/** What is typed but not sent, for this tab alone. */
function draftFor(base: string): { load: () => string; save: (text: string) => void } {
  const key = `enman:draft:${base}`
  return {
    load: () => {
      try {
        return sessionStorage.getItem(key) ?? ''
      } catch {
        return ''
      }
    },
    save: (text) => {
      try {
        if (text) sessionStorage.setItem(key, text)
        else sessionStorage.removeItem(key)
      } catch {
        // Denied: a reload loses the draft, nothing else.
      }
    },
  }
}

function launcher(label: string, onClick: () => void): HTMLButtonElement {
  const attributes = {
    type: 'button',
    class: 'launcher',
    part: 'launcher',
    lang: 'ja',
    'aria-haspopup': 'dialog',
    'aria-expanded': 'false',
    'aria-controls': 'panel',
  }
  const button = element('button', attributes, label, element('span', { class: 'badge' }), spoken(''))
  button.addEventListener('click', onClick)
  return button
}

function addStyle(root: ShadowRoot): void {
  try {
    const sheet = new CSSStyleSheet()
    sheet.replaceSync(css)
    root.adoptedStyleSheets = [sheet]
  } catch {
    // Older browsers know no constructed sheets.
    root.append(element('style', {}, css))
  }
}
