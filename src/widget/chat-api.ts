/** What a page may say with `set`; each is an attribute of `<support-chat>`. */
export interface ChatOptions {
  /** Words on the launcher. */
  readonly label?: string
  readonly heading?: string
  /** The visitor's own unless told. */
  readonly theme?: 'light' | 'dark'
  /** Of the chat's own words; the page's unless told. Once the chat has been fetched, it changes nothing. */
  readonly lang?: 'ja' | 'en'
  /** `none` where the page has a button of its own. */
  readonly launcher?: 'none'
  /** Address of answers to frequent questions. */
  readonly faq?: string
  /** Address where the procedure can be done without the chat. */
  readonly plain?: string
  /** Address of the page on how personal data is used. */
  readonly privacy?: string
  /** On a computer that several people use: the conversation ends with its tab. A tab that is duplicated begins with a copy. */
  readonly persist?: 'session'
  /** Lets `sc-message` carry what was said; whatever listens on the page hears it. */
  readonly events?: 'text'
  /** Enter begins a new line, and Ctrl or Command with Enter sends. */
  readonly enter?: 'newline'
}

/** The part of the interface that the chat itself fulfils, once it is there. */
export interface ChatActions {
  open(): void
  close(): void
  toggle(): void
  /** Opens and says something for the customer, e.g. from a link on the page. */
  send(text: string): void
  /** Forgets the conversation in every tab of this browser, e.g. when the visitor signs out. */
  reset(): void
  /**
   * Names the page's signed-in customer by a JWT that the site's server signs, or by how to get one: then it is
   * fetched again when it expires. Another customer than before gets a new conversation and finds nothing of the old.
   */
  identify(jwt: string | (() => Promise<string>)): void
}

/** A page's chat. `SupportChat('send', 'こんにちは')` and `SupportChat.send('こんにちは')` are the same. */
export interface SupportChat extends ChatActions {
  (method: Exclude<keyof SupportChat, 'element'>, ...args: readonly unknown[]): unknown
  readonly element: HTMLElement
  /** Messages not seen yet. */
  unread(): number
  set(options: ChatOptions): void
  /** Listens to the event `sc-<name>`; gives back how to stop. Unless the option `events` says so, no event carries what was said. */
  on(name: string, listener: (event: Event) => void): () => void
  off(name: string, listener: (event: Event) => void): void
  /** Takes the chat off the page; the conversation stays. */
  destroy(): void
}
