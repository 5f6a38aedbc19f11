import { monitorEventLoopDelay } from 'node:perf_hooks'
import type { webhook } from '@line/bot-sdk'
import { type ServerProcess, startProcess } from '../../failure/server.ts'
import type { Fault } from '../platform/faults.ts'
import { LinePlatform } from '../platform/line-platform.ts'
import type { Person } from '../platform/person.ts'
import type { WebhookDelivery } from '../platform/webhooks.ts'
import { answersOf, QUESTIONS } from './questions.ts'
import { type Chance, chance, shuffled } from './shuffle.ts'
import { judge, type StormReport, timesAnswered } from './storm-report.ts'

export interface StormOptions {
  readonly users: number
  /** Questions each of them asks, at most as many as there are. */
  readonly messages: number
  /** How often the bot is killed with SIGKILL in between, and started again on the same data. */
  readonly kills: number
  readonly seed: number
  readonly dataDir: string
}

/** Somebody in the storm: what they ask, in the order it is to arrive. */
interface Customer {
  readonly person: Person
  readonly order: readonly number[]
  readonly events: (webhook.Event | undefined)[]
}

/** Of all webhooks: come twice; of all customers: two of their messages change places on the way. */
const TWICE = 0.2
const SWAPPED = 0.3
/** Of all replies: the call goes wrong, in one of these ways after the other. */
const REPLY_FAULTS = 0.04
const REPLY_FAULT_KINDS: readonly Fault[] = [
  { kind: 'drop', when: 'after' },
  { kind: 'status', status: 500 },
  { kind: 'drop', when: 'before' },
  { kind: 'rate' },
  { kind: 'delay', ms: 300 },
  { kind: 'hang' },
]
const AT_ONCE = 20
const WEBHOOK_PATH = 'channels/line/webhook'
/** Nobody has got anything new for this long: the rest will not come. */
const STILL_MS = 60_000

/**
 * Lets many people ask many things at once, with repeated and reordered webhooks and lost replies, kills the bot
 * in between, and looks at every phone: each answer must be there once, and in the order the questions arrived.
 */
export async function storm(options: StormOptions): Promise<StormReport> {
  const answers = await answersOf(QUESTIONS.slice(0, options.messages))
  const platform = await LinePlatform.start({ salt: `storm-${options.seed}`, webhookTimeoutMs: 30_000 })
  platform.account.quota = null
  const run = new Storm(options, platform)
  const ownDelay = monitorEventLoopDelay({ resolution: 5 })
  ownDelay.enable()
  try {
    await run.blow()
    await run.calm(answers)
  } finally {
    await run.stop()
  }
  const report = judge({
    customers: run.customers,
    answers,
    platform,
    starts: run.starts,
    ownDelayMs: ownDelay.max / 1e6,
  })
  await platform.close()
  return report
}

class Storm {
  readonly customers: readonly Customer[]
  /** How long each start of the bot took (ms). */
  readonly starts: number[] = []
  readonly #options: StormOptions
  readonly #platform: LinePlatform
  readonly #roll: Chance
  #bot: Promise<ServerProcess>
  #taken = 0
  #killed = 0

  constructor(options: StormOptions, platform: LinePlatform) {
    this.#options = options
    this.#platform = platform
    this.#roll = chance(options.seed)
    this.customers = Array.from({ length: options.users }, () => this.#customer())
    this.#bot = this.#start()
  }

  /** Every message gets to the bot, whatever it takes. */
  async blow(): Promise<void> {
    await this.#bot
    this.#breakReplies()
    for (let wave = 0; wave < this.#options.messages; wave++) {
      const again: Promise<unknown>[] = []
      await atOnce(this.#posts(wave), async (events) => {
        let delivery = await this.#platform.deliver(events)
        while (!isTaken(delivery)) {
          await this.#bot
          delivery = await this.#platform.redeliver(delivery)
        }
        this.#taken += events.length
        if (this.#roll() < TWICE) again.push(this.#platform.deliver(events))
        this.#maybeKill()
      })
      await Promise.all(again)
    }
  }

  /** Waits until everybody has what they asked for, and the bot has nothing more to say. */
  async calm(answers: readonly string[]): Promise<void> {
    let shown = -1
    for (;;) {
      const missing = this.customers.filter((customer) => !hasAll(customer, answers))
      if (missing.length === 0) return
      const now = this.customers.reduce((sum, { person }) => sum + person.room.shown.length, 0)
      if (now === shown) return
      shown = now
      const [one] = missing
      await one?.person.until(() => hasAll(one, answers), 'still', STILL_MS).catch(() => undefined)
    }
  }

  /** An orderly stop lets what is under way come to its end, so that a second answer would show. */
  async stop(): Promise<void> {
    const bot = await this.#bot
    await bot.kill('SIGTERM')
  }

  #customer(): Customer {
    const order = Array.from({ length: this.#options.messages }, (_, index) => index)
    const at = Math.floor(this.#roll() * (order.length - 1))
    const [first, second] = [order[at], order[at + 1]]
    if (this.#roll() < SWAPPED && first !== undefined && second !== undefined) order.splice(at, 2, second, first)
    return { person: this.#platform.person(this.#roll() < 0.2 ? 'pc' : 'ios'), order, events: [] }
  }

  /** A wave: everybody's next message, up to three people's in one POST. */
  #posts(wave: number): webhook.Event[][] {
    const posts: webhook.Event[][] = []
    for (const customer of shuffled(this.customers, this.#roll)) {
      const event = this.#eventOf(customer, wave)
      const last = posts.at(-1)
      if (last && last.length < 3 && this.#roll() < 0.4) last.push(event)
      else posts.push([event])
    }
    return posts
  }

  /** Questions are typed in their order, also those that arrive late. */
  #eventOf({ person, order, events }: Customer, wave: number): webhook.Event {
    const wanted = order[wave] ?? wave
    for (let index = events.length; index <= wanted; index++) events.push(person.typed(QUESTIONS[index] ?? ''))
    return events[wanted] as webhook.Event
  }

  #breakReplies(): void {
    const faults = Math.floor(this.#options.users * this.#options.messages * REPLY_FAULTS)
    for (let index = 0; index < faults; index++) {
      const fault = REPLY_FAULT_KINDS[index % REPLY_FAULT_KINDS.length]
      if (fault) this.#platform.faults.add('reply', fault)
    }
  }

  #maybeKill(): void {
    const { users, messages, kills } = this.#options
    const due = Math.floor((this.#taken / (users * messages)) * (kills + 1))
    if (due <= this.#killed || this.#killed >= kills) return
    this.#killed += 1
    this.#bot = this.#bot.then(async (old) => {
      await old.kill('SIGKILL')
      return this.#start()
    })
  }

  async #start(): Promise<ServerProcess> {
    const begunMs = performance.now()
    const bot = await startProcess('src/main.ts', this.#options.dataDir, {
      ...this.#platform.environment,
      LINE_PUSH_POLICY: 'always',
    })
    this.starts.push(performance.now() - begunMs)
    this.#platform.connect(`${bot.url}${WEBHOOK_PATH}`)
    return bot
  }
}

const isTaken = ({ status }: WebhookDelivery) => status === 200

function hasAll(customer: Customer, answers: readonly string[]): boolean {
  return timesAnswered(customer, answers).every((times) => times > 0)
}

async function atOnce<T>(items: readonly T[], run: (item: T) => Promise<void>): Promise<void> {
  const waiting = [...items]
  const worker = async () => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) await run(item)
  }
  await Promise.all(Array.from({ length: AT_ONCE }, worker))
}
