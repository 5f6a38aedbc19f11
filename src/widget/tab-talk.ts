import type { ServerEvent } from '../protocol.ts'
import type { Line } from './line.ts'
import type { Outbox } from './outbox.ts'
import { stemOf } from './stem-of.ts'
import type { Tabs, TabWord } from './tabs.ts'

export interface TabTalkOptions {
  readonly tabs: Tabs
  readonly line: Line
  readonly outbox: Outbox
  /** Another tab heard these. */
  readonly onEvents: (events: readonly ServerEvent[]) => void
  /** Another tab found the conversation gone and has a new one. */
  readonly onBegan: (token: string) => void
  readonly onReset: () => void
}

type WithoutToken<T> = T extends unknown ? Omit<T, 'token'> : never
/** Said with the conversation it is about, so that tabs of another one do not mind. */
type AboutConversation = Exclude<TabWord, { kind: 'reset' }>

/** Keeps this tab in step with the others of the same conversation. */
export class TabTalk {
  readonly #options: TabTalkOptions

  constructor(options: TabTalkOptions) {
    this.#options = options
  }

  tell(word: WithoutToken<AboutConversation>): void {
    const { token } = this.#options.line
    if (token) this.#options.tabs.tell({ ...word, token } as TabWord)
  }

  tellReset(): void {
    this.#options.tabs.tell({ kind: 'reset' })
  }

  close(): void {
    this.tell({ kind: 'left' })
    this.#options.tabs.close()
  }

  /** A tab that has not begun only forgets when told to; it reads the rest from the storage when it begins. */
  hear(word: TabWord): void {
    const { line, onReset } = this.#options
    if (word.kind === 'reset') onReset()
    else if (!line.isRunning) line.token = null
    else if (word.kind === 'began') this.#hearBegan(word)
    else if (stemOf(word.token) === stemOf(line.token)) this.#hearSame(word)
  }

  #hearBegan({ before, token }: { before: string; token: string }): void {
    const { line, onBegan } = this.#options
    if (stemOf(before) !== stemOf(line.token)) return
    if (stemOf(token) === stemOf(before)) line.token = token
    else onBegan(token)
  }

  #hearSame(word: Exclude<AboutConversation, { kind: 'began' }>): void {
    const { line, outbox, onEvents } = this.#options
    if (word.kind === 'events') onEvents(word.events)
    else if (word.kind === 'item') outbox.hear(word.item)
    else if (word.kind === 'gone') outbox.hearGone(word.cid)
    else if (word.kind === 'line') line.hear(word.connection)
    else if (line.isLeading) outbox.adopt()
  }
}
