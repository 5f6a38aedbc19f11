import { createHub, type Hub } from '../../src/channels/botkit.ts'
import type { BotMessage, Exchange, Inbound, LoggedMessage } from '../../src/channels/channel.ts'
import { createWidgetChannel, type WidgetChannel } from '../../src/channels/widget/channel.ts'

/** What a scripted bot says to one inbound; `later` follows through a delivery after `laterMs`. */
export interface Line {
  readonly now: readonly BotMessage[]
  readonly later?: readonly BotMessage[]
  readonly laterMs?: number
}

export type Script = (inbound: Inbound, turn: number) => Line | Promise<Line>

/** A stand-in for the application: same promises towards the hub (serial, once per id), a log in memory. */
export interface ScriptedDesk {
  readonly hub: Hub
  readonly channel: WidgetChannel
  /** Every inbound that really acted, in order. */
  readonly acts: Inbound[]
  /** Every inbound that arrived, repeats included. */
  readonly arrivals: Inbound[]
  readLog(conversationId: string, afterSeq: number): Promise<readonly LoggedMessage[]>
  /** Says something out of turn, as an operator or a timer would. */
  say(conversationId: string, messages: readonly BotMessage[], role?: 'bot' | 'operator'): Promise<void>
}

export function createScriptedDesk(script: Script, clock: () => number = Date.now): ScriptedDesk {
  const logs = new Map<string, LoggedMessage[]>()
  const done = new Map<string, Exchange>()
  const tails = new Map<string, Promise<unknown>>()
  const acts: Inbound[] = []
  const arrivals: Inbound[] = []
  const channel = createWidgetChannel()
  const hub: Hub = createHub({ channels: [channel], handle, timeoutMs: 1000 })

  function append(conversationId: string, entries: readonly Omit<LoggedMessage, 'seq'>[]): LoggedMessage[] {
    const log = logs.get(conversationId) ?? []
    logs.set(conversationId, log)
    const numbered = entries.map((entry, index) => ({ ...entry, seq: log.length + index + 1 }))
    log.push(...numbered)
    return numbered
  }

  async function say(conversationId: string, messages: readonly BotMessage[], role: 'bot' | 'operator' = 'bot') {
    const logged = append(
      conversationId,
      messages.map((message) => ({ ...message, role, atMs: clock() })),
    )
    await hub.deliver('widget', { key: `d${logged[0]?.seq}`, conversationId, messages: logged })
  }

  async function act(inbound: Inbound): Promise<Exchange> {
    const before = done.get(inbound.id)
    if (before) return { ...before, duplicate: true, open: false }
    acts.push(inbound)
    const line = await script(inbound, acts.length)
    const said = line.now.map((message) => ({ ...message, role: 'bot' as const, atMs: clock() }))
    const messages = append(inbound.conversationId, [...customerEntry(inbound, logs), ...said])
    const exchange: Exchange = { messages, duplicate: false, open: line.later !== undefined }
    done.set(inbound.id, exchange)
    if (line.later) setTimeout(() => void say(inbound.conversationId, line.later ?? []), line.laterMs ?? 50)
    return exchange
  }

  function handle(inbound: Inbound): Promise<Exchange> {
    arrivals.push(inbound)
    const tail = (tails.get(inbound.conversationId) ?? Promise.resolve()).then(() => act(inbound))
    tails.set(
      inbound.conversationId,
      tail.catch(() => undefined),
    )
    return tail
  }

  return {
    hub,
    channel,
    acts,
    arrivals,
    say,
    readLog: async (conversationId, afterSeq) => (logs.get(conversationId) ?? []).slice(afterSeq),
  }
}

function customerEntry(inbound: Inbound, logs: Map<string, LoggedMessage[]>): Omit<LoggedMessage, 'seq'>[] {
  const { act } = inbound
  const entry = { key: 'customer', role: 'customer', atMs: inbound.atMs, inboundId: inbound.id } as const
  if (act.type === 'text') return [{ ...entry, text: act.text }]
  if (act.type !== 'tapped') return []
  const asked = logs.get(inbound.conversationId)?.find((message) => message.prompt === act.prompt)
  const label = asked?.choices?.find((choice) => choice.id === act.choice)?.label ?? act.choice
  return [{ ...entry, text: label, prompt: act.prompt }]
}

/** A bot's message; with choices it is a question. */
export function bot(text: string, question?: { prompt: string; choices: Record<string, string> }): BotMessage {
  if (!question) return { key: 'test.say', text }
  const choices = Object.entries(question.choices).map(([id, label]) => ({ id, label }))
  return { key: 'test.ask', text, prompt: question.prompt, choices }
}
