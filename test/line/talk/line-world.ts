import type { FastifyInstance } from 'fastify'
import words from '../../../locales/ja/line.json' with { type: 'json' }
import type { Act, LoggedMessage } from '../../../src/channels/channel.ts'
import { createLineChannel, type LineChannel } from '../../../src/channels/line/channel.ts'
import { createServer } from '../../../src/server.ts'
import { AppWorld } from '../../../src/transcript/app-world.ts'
import type { BackOfficeFault, Happenings, World, WorldSetup } from '../../../src/transcript/world.ts'
import { CHANNEL } from '../platform/account.ts'
import type { Button, Device } from '../platform/chat-room.ts'
import type { ThingKind } from '../platform/events.ts'
import { LinePlatform } from '../platform/line-platform.ts'
import type { Person } from '../platform/person.ts'
import type { WebhookDelivery } from '../platform/webhooks.ts'
import { choiceBehind, compareChoices, compareScreen } from './screen.ts'

const WEBHOOK_PATH = 'channels/line/webhook'

/** A world whose customer is on LINE. What they do goes through the webhook, what they read stands on their phone. */
export async function createLineWorld(setup: WorldSetup, device: Device = 'ios'): Promise<LineWorld> {
  const world = await LineWorld.open(setup.atMs, device)
  world.importContracts(setup.contractsCsv)
  return world
}

/**
 * The whole bot behind a real HTTP server, LINE's stand-in before it. What is compared with a script is the
 * bot's log, and the log is compared with the phone: it must show the same words, in order, and the same choices.
 */
export class LineWorld implements World {
  readonly #inner: AppWorld
  readonly #line: LineChannel
  readonly #server: FastifyInstance
  readonly #platform: LinePlatform
  readonly #person: Person
  readonly #said: LoggedMessage[] = []
  readonly #prompts = new Map<string, LoggedMessage>()
  #complaints: string[] = []
  #readTo = 0
  #last: WebhookDelivery | null = null

  private constructor(parts: {
    inner: AppWorld
    line: LineChannel
    server: FastifyInstance
    platform: LinePlatform
    device: Device
  }) {
    this.#inner = parts.inner
    this.#line = parts.line
    this.#server = parts.server
    this.#platform = parts.platform
    this.#person = parts.platform.person(parts.device)
  }

  static async open(atMs: number, device: Device): Promise<LineWorld> {
    const made: { world?: AppWorld; line?: LineChannel } = {}
    const platform = await LinePlatform.start({ now: () => made.world?.now() ?? atMs })
    // A script sees everything that is said, so nothing is kept for the customer's next message.
    platform.account.quota = null
    const inner = new AppWorld(atMs, (db, now) => {
      const line = createLineChannel({
        db,
        settings: {
          channelSecrets: [CHANNEL.secret],
          auth: { kind: 'secret', channelId: CHANNEL.id, channelSecret: CHANNEL.secret },
          botUserId: CHANNEL.botUserId,
          apiBaseUrl: platform.url,
          pushPolicy: 'always',
          pushMonthlyCap: 1_000_000,
          publicUrl: null,
        },
        words,
        log: { warn: () => {}, error: (details) => void complain(details) },
        now,
      })
      made.line = line
      return [line]
    })
    made.world = inner
    const { line } = made
    if (!line) throw new Error('the line channel was not made')
    const server = createServer({ routes: [line.routes] })
    const world = new LineWorld({ inner, line, server, platform, device })
    const complain = (details: object) => world.#complaints.push(JSON.stringify(details))
    line.start({
      receive: (inbound) => inner.app.receive(inbound),
      readLog: (conversationId) => inner.app.store.log(conversationId, 0),
    })
    await server.listen({ port: 0, host: '127.0.0.1' })
    const { port } = server.server.address() as { port: number }
    platform.connect(`http://127.0.0.1:${port}/${WEBHOOK_PATH}`)
    return world
  }

  get person(): Person {
    return this.#person
  }

  get platform(): LinePlatform {
    return this.#platform
  }

  importContracts(csv: string): void {
    this.#inner.importContracts(csv)
  }

  now(): number {
    return this.#inner.now()
  }

  async act(act: Act, options: { readonly redelivered?: boolean } = {}): Promise<string> {
    const again = options.redelivered ? this.#last : null
    const pushesBefore = this.#platform.account.used
    const delivery = again ? await this.#platform.deliver(again.events) : await this.#do(act)
    if (delivery.status !== 200) this.#complaints.push(`the webhook was answered ${delivery.status}`)
    this.#last = delivery
    await this.#settled()
    // Only withdrawing a message brings no reply token.
    if (act.type !== 'unsent' && this.#platform.account.used > pushesBefore)
      this.#complaints.push('an answer was paid for')
    return this.#person.lastMessageId
  }

  async advanceTo(atMs: number): Promise<void> {
    await this.#inner.advanceTo(atMs)
    await this.#settled()
  }

  backOfficeNext(fault: BackOfficeFault): void {
    this.#inner.backOfficeNext(fault)
  }

  take(): Happenings {
    const { said: _, ...happened } = this.#inner.take()
    const said = this.#said.splice(0)
    const violations = [...this.#complaints.splice(0), ...this.#platform.takeViolations()]
    return {
      ...happened,
      said,
      ...(violations.length > 0 && !happened.error ? { error: new Error(violations.join('\n')) } : {}),
    }
  }

  snapshot(): unknown {
    return this.#inner.snapshot()
  }

  async close(): Promise<void> {
    await this.#line.stop()
    await this.#server.close()
    await this.#inner.close()
    await this.#platform.close()
  }

  async #do(act: Act): Promise<WebhookDelivery> {
    switch (act.type) {
      case 'opened':
        return this.#person.follows(this.#readTo > 0)
      case 'text':
        return this.#person.says(act.text)
      case 'nonverbal':
        return this.#person.sends(act.kind as ThingKind)
      case 'edited':
        return this.#person.edits(act.of, act.text)
      case 'unsent':
        return this.#person.unsends(act.of)
      case 'tapped':
        return this.#tap(act.prompt, act.choice)
      case 'picked':
        return this.#person.picks(words.pickDay, act.date)
      case 'linked':
        throw new Error('scripts have no page to sign in on')
    }
  }

  /** Presses the button, as long as it is to be seen; on a PC types its number instead. */
  async #tap(prompt: string, choice: string): Promise<WebhookDelivery> {
    const person = this.#person
    const wanted = (button: Button) => {
      const behind = choiceBehind(button, (of) => this.#prompts.get(of)?.choices ?? [])
      return behind?.prompt === prompt && behind.id === choice
    }
    if (person.room.buttons(person.device).some(wanted)) return person.taps(wanted)
    const question = this.#prompts.get(prompt)
    const isOpen = [...this.#prompts.keys()].at(-1) === prompt
    const place = question?.choices?.findIndex(({ id }) => id === choice) ?? -1
    if (person.device === 'pc' && isOpen && place >= 0) return person.says(`${place + 1}`)
    return person.tapsLate(wanted)
  }

  /** Waits until nothing is under way, and reads log and phone. */
  async #settled(): Promise<void> {
    await this.#line.idle()
    await this.#inner.app.idle()
    const log = await this.#inner.app.store.log(`line:${this.#person.userId}`, this.#readTo)
    this.#readTo = log.at(-1)?.seq ?? this.#readTo
    const said = log.filter(({ role }) => role !== 'customer')
    for (const message of said) {
      if (message.prompt === undefined) continue
      this.#prompts.delete(message.prompt)
      this.#prompts.set(message.prompt, message)
    }
    this.#said.push(...said)
    const shown = this.#person.heardSince()
    this.#complaints.push(...compareScreen(said, shown, Object.values(words)))
    const open = said.findLast(({ prompt }) => prompt !== undefined)
    if (open) this.#complaints.push(...compareChoices(open, this.#person))
  }
}
