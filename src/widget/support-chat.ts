import { PROTOCOL_BASE } from '../protocol.ts'
import { addStyle } from './add-style.ts'
import { createBrowserClient } from './browser-client.ts'
import type { ChatActions } from './chat-api.ts'
import type { Client } from './client.ts'
import type { ClientState } from './client-state.ts'
import { element } from './element.ts'
import { KeptText } from './kept-text.ts'
import { PageEvents } from './page-events.ts'
import { Panel } from './panel.ts'
import * as strings from './strings.ts'
import css from './widget.css?inline'

/** Paints the button that opens the chat into its element. */
export type PaintLauncher = (host: HTMLElement) => HTMLButtonElement

/**
 * `<support-chat>`: a launcher and the conversation behind it, or with `inline` the conversation as a part
 * of the page.
 *
 * Attributes: `base` (where the server's protocol is), and those of `ChatOptions`. Events: `sc-open`,
 * `sc-close`, `sc-send`, `sc-choice`, and those of `PageEvents`.
 */
export abstract class SupportChatElement extends HTMLElement implements ChatActions {
  // The loader may have painted the launcher already.
  readonly #root = this.shadowRoot ?? this.attachShadow({ mode: 'open' })
  readonly #events = new PageEvents((name, detail) => this.#tell(name, detail))
  readonly #badge = element('span', { class: 'badge' })
  #launcher: HTMLButtonElement | null = null
  #client: Client | null = null
  #panel: Panel | null = null
  #isOpen = false
  #leaving = new AbortController()

  protected abstract readonly paintLauncher: () => HTMLButtonElement

  constructor() {
    super()
    addStyle(this.#root, css)
  }

  connectedCallback(): void {
    if (this.#client) return
    this.#leaving = new AbortController()
    const { signal } = this.#leaving
    const base = this.getAttribute('base') ?? PROTOCOL_BASE
    this.#client = createBrowserClient(base, this.hasAttribute('persist'))
    this.#launcher = this.paintLauncher()
    this.#launcher.setAttribute('aria-controls', 'panel')
    this.#launcher.addEventListener('click', () => this.toggle(), { signal })
    this.#launcher.append(this.#badge)
    this.#panel = new Panel({
      client: this.#client,
      heading: this.getAttribute('heading') ?? strings.heading,
      faq: this.getAttribute('faq'),
      plain: this.getAttribute('plain'),
      privacy: this.getAttribute('privacy'),
      tell: (name, detail) => this.#tell(name, detail),
      draft: new KeptText(`sc:draft:${base}`, () => sessionStorage),
      isInline: this.hasAttribute('inline'),
      isEnterNewline: this.getAttribute('enter') === 'newline',
      signal,
      onClose: () => this.close(),
    })
    this.#root.append(this.#panel.node)
    this.#client.subscribe((state) => this.#show(state))
    this.#watchPage()
    this.#show(this.#client.state)
    if (this.#client.isOpen || this.hasAttribute('inline')) this.open()
    else if (this.#client.isFresh) this.#client.start()
  }

  /** Moved within the page it is connected again at once, and goes on as after a reload. */
  disconnectedCallback(): void {
    this.#leaving.abort()
    this.#client?.close()
    this.#panel?.hide()
    this.#panel?.node.remove()
    this.#setOpen(false)
    this.#client = null
  }

  open(): void {
    if (this.#isOpen || !this.#client) return
    this.#client.start()
    this.#client.isOpen = true
    this.#setOpen(true)
    this.#panel?.show()
    this.#tell('open', {})
  }

  close(): void {
    if (!this.#isOpen || !this.#client || this.hasAttribute('inline')) return
    this.#setOpen(false)
    this.#client.isOpen = false
    this.#panel?.hide()
    this.#launcher?.focus()
    this.#tell('close', {})
  }

  toggle(): void {
    if (this.#isOpen) this.close()
    else this.open()
  }

  send(text: string): void {
    this.open()
    this.#client?.sendText(text)
    this.#tell('send', {})
  }

  reset(): void {
    this.close()
    this.#client?.reset()
  }

  identify(jwt: string | (() => Promise<string>)): void {
    const client = this.#client
    const signIn = typeof jwt === 'string' ? async () => jwt : jwt
    // Without a line to the site the chat asks again when it is opened.
    client?.identify(signIn).then(
      () => client.isOpen && this.open(),
      () => {},
    )
  }

  #tell(name: string, detail: object): void {
    this.dispatchEvent(new CustomEvent(`sc-${name}`, { bubbles: true, composed: true, detail }))
  }

  #setOpen(isOpen: boolean): void {
    this.#isOpen = isOpen
    this.toggleAttribute('open', isOpen)
    this.#launcher?.setAttribute('aria-expanded', `${isOpen}`)
    if (this.#client) this.#show(this.#client.state)
  }

  #show(state: ClientState): void {
    this.#panel?.update(state)
    const { unread, connection } = state
    // Signed out in another tab.
    if (this.#isOpen && connection === 'idle') this.#ended()
    this.#badge.textContent = unread > 0 ? strings.unread(unread) : ''
    this.setAttribute('unread', `${unread}`)
    this.#events.update(state, this.getAttribute('events') === 'text')
  }

  #ended(): void {
    if (this.hasAttribute('inline')) this.#client?.start()
    else this.close()
  }

  /** Phones drop connections without a word: whenever the page comes back, the connection is checked. */
  #watchPage(): void {
    const wake = () => {
      if (document.visibilityState === 'visible') this.#client?.wake()
    }
    const rest = () => this.#client?.rest()
    const { signal } = this.#leaving
    document.addEventListener('visibilitychange', wake, { signal })
    document.addEventListener('resume', () => this.#client?.wake(), { signal })
    document.addEventListener('freeze', rest, { signal })
    window.addEventListener('pagehide', rest, { signal })
    for (const type of ['online', 'offline', 'pageshow'] as const) window.addEventListener(type, wake, { signal })
  }
}
