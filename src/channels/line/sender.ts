import { randomUUID } from 'node:crypto'
import type { Delivery, LoggedMessage } from '../channel.ts'
import { CallPerformer, mayPush, type PerformerOptions } from './call-performer.ts'
import { LINE_LIMITS } from './line-limits.ts'
import type { LineWords } from './line-words.ts'
import { type LineCall, renderLine, renderLinePage } from './render-line.ts'
import { withResultButton } from './result-button.ts'
import type { How, NewSend, Send } from './sends.ts'
import { splitCalls } from './split-calls.ts'
import { userOf } from './users.ts'

/** The words of LINE's shape, and of how messages reach the customer. */
export interface SenderWords extends LineWords {
  /** Before what could not be sent when it was said. */
  readonly earlier: string
  /** Asks for a result that is not there yet; understood like the question how things stand. */
  readonly seeResult: string
}

export interface SenderOptions extends PerformerOptions {
  readonly words: SenderWords
}

/**
 * Brings messages to customers on LINE: by the free reply to their own message while its token lives, by a
 * paid push where the policy allows it, else together with the answer to their next message. Every call is
 * written down first, so a crash or an unknown outcome leads to the same call again and to nothing twice.
 */
export class LineSender {
  readonly #options: SenderOptions
  readonly #performer: CallPerformer
  readonly #underWay = new Map<string, Promise<void>>()

  constructor(options: SenderOptions) {
    this.#options = options
    this.#performer = new CallPerformer(options)
  }

  /**
   * @throws {AppError} `channel.unavailable` when it may work later, `channel.refused` when LINE will never
   *   take it
   */
  deliver({ conversationId, messages }: Delivery): Promise<void> {
    return this.#inTurn(conversationId, () => this.#deliver(conversationId, messages))
  }

  /** The customer did something that needed no answer: what waits for them goes out by its free reply. */
  showWaiting(conversationId: string): Promise<void> {
    return this.#inTurn(conversationId, async () => {
      const userId = userOf(conversationId)
      const waits = this.#options.sends.of(userId).some(({ how }) => how.kind === 'later')
      if (waits && this.#options.inbox.usableToken(userId, this.#options.now())) await this.#sendNow(conversationId, [])
    })
  }

  /** Shows more choices of a question, free or not at all: asking again costs the customer one tap. */
  showPage(conversationId: string, question: LoggedMessage, page: number): Promise<void> {
    return this.#inTurn(conversationId, async () => {
      const { write, inbox, client, words, now } = this.#options
      const token = inbox.usableToken(userOf(conversationId), now())
      if (!token) return
      await write(() => inbox.spend(token.inboxNo))
      await client.reply(token.token, renderLinePage(question, page, words))
    })
  }

  /** One customer's sends never overtake each other. */
  #inTurn(conversationId: string, send: () => Promise<void>): Promise<void> {
    const before = this.#underWay.get(conversationId) ?? Promise.resolve()
    const mine = before.catch(() => undefined).then(send)
    this.#underWay.set(conversationId, mine)
    const forget = () => {
      if (this.#underWay.get(conversationId) === mine) this.#underWay.delete(conversationId)
    }
    void mine.then(forget, forget)
    return mine
  }

  async #deliver(conversationId: string, messages: readonly LoggedMessage[]): Promise<void> {
    const { sends } = this.#options
    const userId = userOf(conversationId)
    const plannedSeq = sends.plannedSeq(conversationId)
    // What was left open goes first: it may be on the customer's screen already.
    for (const send of sends.of(userId)) await this.#performer.perform(send)
    const fresh = messages.filter(({ seq }) => seq > plannedSeq)
    if (fresh.length > 0) await this.#sendNow(conversationId, fresh)
  }

  async #sendNow(conversationId: string, fresh: readonly LoggedMessage[]): Promise<void> {
    const planned = await this.#options.write(() => this.#plan(conversationId, fresh))
    for (const send of this.#options.sends.of(userOf(conversationId))) {
      if (planned.has(keyOf(send.how))) await this.#performer.perform({ ...send, isUnknown: false })
    }
  }

  /** @returns the calls it made, by their token or retry key */
  #plan(conversationId: string, fresh: readonly LoggedMessage[]): ReadonlySet<string> {
    const { sends, inbox, users, budget, now } = this.#options
    const userId = userOf(conversationId)
    const waiting = sends.of(userId).filter(({ how }) => how.kind === 'later')
    const messages = [...waiting.flatMap((one) => one.messages), ...fresh]
    const token = inbox.usableToken(userId, now())
    const pushes = mayPush({ users, budget }, userId, messages)
    const { first, waits, rest }: Calls =
      token || pushes ? this.#calls({ waiting, fresh, pushes }) : { first: [], waits: [], rest: [] }
    const goes = first.length > 0
    const made: readonly NewSend[] = goes
      ? [
          { how: token ? { kind: 'reply', inboxNo: token.inboxNo } : newPush(), objects: first, messages },
          ...waits.map((objects) => ({ how: LATER, objects, messages: [] })),
          ...rest.map((objects) => ({ how: pushes ? newPush() : LATER, objects, messages: [] })),
        ]
      : [{ how: LATER, objects: [], messages: fresh }]
    const toSeq = fresh.at(-1)?.seq ?? sends.plannedSeq(conversationId)
    const absorbs = goes ? waiting.map(({ no }) => no) : []
    sends.plan({ conversationId, userId, toSeq, absorbs, sends: made, atMs: now() })
    return new Set(made.map(({ how }) => keyOf(how)))
  }

  /**
   * What waited goes before what is new: its messages rendered with them; of what was cut off, as it is, as much as
   * the call still holds, so that each answer shows more of it. The rest of it waits on, also where it could be pushed:
   * after the new question it would take the buttons away, and before it the question would have to be paid for.
   */
  #calls({ waiting, fresh, pushes }: Going): Calls {
    const { words } = this.#options
    const earlier = waiting.flatMap((one) => one.messages)
    const cutOff = waiting.filter((one) => one.messages.length === 0).flatMap((one) => one.objects)
    const lead: readonly LoggedMessage[] =
      waiting.length > 0 && cutOff.length === 0
        ? [{ role: 'bot', key: 'line.earlier', text: words.earlier, seq: 0, atMs: 0 }]
        : []
    const [answer = [], ...rest] = renderLine([...lead, ...earlier, ...fresh], words, { pushes })
    const first = rest.length === 0 ? withResultButton(answer, fresh.at(-1), words.seeResult) : answer
    const fitting = Math.max(0, LINE_LIMITS.objectsPerCall - first.length - 1)
    const shown = cutOff.slice(0, fitting)
    const opening = shown.length > 0 ? [{ type: 'text', text: words.earlier } as const, ...shown] : []
    return { first: [...opening, ...first], waits: splitCalls(cutOff.slice(shown.length)), rest }
  }
}

interface Going {
  readonly waiting: readonly Send[]
  readonly fresh: readonly LoggedMessage[]
  readonly pushes: boolean
}

/** The calls that show something, by what becomes of them. */
interface Calls {
  /** Goes at once. */
  readonly first: LineCall
  /** Was cut off before and waits on. */
  readonly waits: readonly LineCall[]
  /** The other calls of what is new: they are pushed, or wait. */
  readonly rest: readonly LineCall[]
}

const LATER = { kind: 'later' } as const
const newPush = (): How => ({ kind: 'push', retryKey: randomUUID() })

function keyOf(how: How): string {
  if (how.kind === 'reply') return `reply:${how.inboxNo}`
  return how.kind === 'push' ? `push:${how.retryKey}` : 'later'
}
