import type { Client } from './client.ts'
import type { ClientState } from './client-state.ts'
import { Composer } from './composer.ts'
import { button, element } from './element.ts'
import { printTranscript, saveTranscript } from './keep-transcript.ts'
import type { KeptText } from './kept-text.ts'
import { LogView } from './log-view.ts'
import type { MenuItem } from './menu.ts'
import type { Tell } from './page-events.ts'
import { PanelHeader } from './panel-header.ts'
import * as strings from './strings.ts'
import { transcriptOf } from './transcript.ts'

/** What the menu says for a customer, in the desk's language whatever the menu is in. */
const WISHES = { mail: '会話をメールで受け取る', erase: '会話の記録を消してもらう' }
const FULL_SCREEN = '(max-width: 480px)'
const FOCUSABLE = 'button:not([tabindex="-1"]), textarea, input, a[href], [tabindex="0"]'

export interface PanelOptions {
  readonly client: Client
  readonly heading: string
  /** Addresses of answers, of where the procedure can be done without the chat, and on how personal data is used. */
  readonly faq: string | null
  readonly plain: string | null
  readonly privacy: string | null
  /** What is typed but not sent, for this tab alone. */
  readonly draft: KeptText
  readonly onClose: () => void
  /** Something for the page to know, without any words. */
  readonly tell: Tell
  /** A part of the page: no dialog, nothing to close. */
  readonly isInline: boolean
  readonly isEnterNewline: boolean
  /** Ends with the widget. */
  readonly signal: AbortSignal
}

/** The open conversation: a dialog beside the page, or over the whole screen of a phone. */
export class Panel {
  readonly node: HTMLElement
  readonly #options: PanelOptions
  readonly #header: PanelHeader
  readonly #log: LogView
  readonly #composer: Composer
  readonly #status = element('p', { class: 'status', role: 'status' })
  readonly #close: HTMLButtonElement
  #scrollBefore: string | null = null

  constructor(options: PanelOptions) {
    this.#options = options
    const { client } = options
    this.#log = new LogView(
      {
        choose: (question, choice) => {
          if (client.choose(question, choice)) options.tell('choice', { choice: choice.id })
        },
        fill: (text) => this.#fill(text),
        resend: (cid) => client.resend(cid),
        discard: (cid) => this.#discard(cid),
      },
      purpose(options.privacy),
    )
    this.#composer = new Composer({ ...options, onSend: (text) => this.#say(text) })
    this.#close = button({ class: 'icon close', 'aria-label': strings.close }, options.onClose)
    this.#header = new PanelHeader(options.heading, this.#menuItems(), options.isInline ? [] : [this.#close])
    const attributes = {
      class: 'panel',
      id: 'panel',
      part: 'panel',
      role: options.isInline ? 'region' : 'dialog',
      'aria-labelledby': 'heading',
      lang: strings.lang,
      hidden: '',
    }
    this.node = element('section', attributes, this.#header.node, this.#log.node, this.#status, this.#composer.node)
    this.node.addEventListener('keydown', (event) => this.#onKey(event))
    // Keys typed here are none of the page's shortcuts.
    for (const type of ['keyup', 'keypress'] as const)
      this.node.addEventListener(type, (event) => event.stopPropagation())
    // The keyboard of a phone covers the page but shrinks only this.
    visualViewport?.addEventListener('resize', () => this.#fit(), { signal: options.signal })
  }

  show(): void {
    this.node.hidden = false
    const isFull = !this.#options.isInline && matchMedia(FULL_SCREEN).matches
    this.node.ariaModal = isFull ? 'true' : null
    this.#lockPage(isFull)
    this.#fit()
    this.#composer.refresh()
    this.#log.scrollToEnd()
    // The page around it may want the focus elsewhere.
    if (this.#options.isInline) return
    // On touch the keyboard would jump up before anything was read.
    const first = matchMedia('(pointer: coarse)').matches ? this.#close : this.#composer.input
    first.focus({ preventScroll: true })
  }

  hide(): void {
    this.node.hidden = true
    this.#lockPage(false)
  }

  update(state: ClientState): void {
    // Signed out: the next visitor of this browser finds nothing half written either.
    if (state.connection === 'idle' && state.events.length === 0) this.#composer.clear()
    this.#header.update(state)
    // Before the log, from which it takes its height.
    const words = statusWords(state)
    if (this.#status.textContent !== words) this.#status.textContent = words
    this.#log.update(state)
  }

  #menuItems(): readonly MenuItem[] {
    const { client, heading, faq, plain, privacy } = this.#options
    const link = (label: string, act: string | null) => (act ? [{ label, act }] : [])
    const keep = (format: string, act: (text: string) => void) => () => {
      act(transcriptOf(client.state.events, heading, Date.now()))
      this.#options.tell('transcript', { format })
    }
    return [
      { label: strings.save, act: keep('file', (text) => saveTranscript(text, Date.now())) },
      { label: strings.print, act: keep('print', (text) => printTranscript(text, heading)) },
      { label: strings.mail, act: () => this.#fill(WISHES.mail) },
      ...link(strings.faq, faq),
      ...link(strings.plain, plain),
      ...link(strings.privacy, privacy),
      { label: strings.erase, act: () => this.#fill(WISHES.erase) },
      { label: strings.forget, sure: strings.forgetSure, act: () => client.reset() },
    ]
  }

  /** Says what was not typed into the composer, where the customer goes on. */
  #fill(text: string): void {
    this.#say(text)
    this.#composer.takeFocus()
  }

  #say(text: string): void {
    this.#options.client.sendText(text)
    this.#options.tell('send', {})
  }

  #discard(cid: string): void {
    const item = this.#options.client.discard(cid)
    if (item && 'text' in item.body) this.#composer.putBack(item.body.text)
    else this.#composer.input.focus()
  }

  #onKey(event: KeyboardEvent): void {
    event.stopPropagation()
    // While composing, Escape and Tab belong to the input method.
    if (event.isComposing || event.keyCode === 229) return
    if (event.key === 'Escape' && !this.#header.menu.close()) this.#options.onClose()
    if (event.key === 'Tab' && this.node.ariaModal) this.#keepInside(event)
  }

  #keepInside(event: KeyboardEvent): void {
    const stops = [...this.node.querySelectorAll<HTMLElement>(FOCUSABLE)]
    const [edge, other] = event.shiftKey ? [stops[0], stops.at(-1)] : [stops.at(-1), stops[0]]
    const focused = (this.node.getRootNode() as ShadowRoot).activeElement
    if (focused !== edge) return
    event.preventDefault()
    other?.focus()
  }

  #lockPage(isLocked: boolean): void {
    const { style } = document.documentElement
    const before = this.#scrollBefore ?? style.overflow
    style.overflow = isLocked ? 'hidden' : before
    this.#scrollBefore = isLocked ? before : null
  }

  #fit(): void {
    if (this.node.hidden || !visualViewport) return
    const isFull = this.node.ariaModal
    this.node.style.height = isFull ? `${visualViewport.height}px` : ''
    if (isFull) this.#log.scrollToEnd()
  }
}

function purpose(privacy: string | null): HTMLElement {
  const more = privacy ? [element('a', { href: privacy, target: '_blank', rel: 'noopener' }, strings.privacy)] : []
  return element('p', { class: 'purpose' }, strings.purpose, ...more)
}

function statusWords({ connection, events, outbox, wasReset }: ClientState): string {
  if (connection === 'offline') return strings.offline
  if (connection === 'retrying') return strings.retrying
  if (outbox.some(({ state }) => state === 'failed')) return strings.failed
  if (connection === 'connecting' && events.length === 0) return strings.connecting
  return wasReset ? strings.reset : ''
}
