import messages from '../../../locales/ja/messages.json' with { type: 'json' }
import type { LinePlatform } from '../platform/line-platform.ts'
import type { Person } from '../platform/person.ts'

/** What the storm showed. */
export interface StormReport {
  readonly users: number
  readonly messages: number
  /** Answers that are on no phone, on one phone twice, or before the answer to an earlier message. */
  readonly wrong: readonly string[]
  readonly webhooks: number
  readonly redeliveries: number
  readonly webhookMs: { readonly p50: number; readonly p99: number; readonly max: number }
  readonly replies: number
  readonly pushes: number
  readonly startMs: readonly number[]
  /** The longest time the storm itself could not look at its clock: no answer is measured more exactly. */
  readonly ownDelayMs: number
}

interface Seen {
  readonly customers: readonly Waiting[]
  readonly answers: readonly string[]
  readonly platform: LinePlatform
  readonly starts: readonly number[]
  readonly ownDelayMs: number
}

/** What a customer waits for, and what is on their phone. */
export interface Waiting {
  readonly person: Person
  /** Questions in the order they were sent. */
  readonly order: readonly number[]
}

/**
 * How often each question was answered. One that LINE sent again after a later one had been answered moves nothing:
 * its answer says that it came late, and that counts.
 */
export function timesAnswered({ person, order }: Waiting, answers: readonly string[]): readonly number[] {
  const screen = person.room.heard.join('\n')
  const times = (text: string) => screen.split(text).length - 1
  const overtaken = order.find((question, at) => order.slice(0, at).some((before) => before > question))
  return answers.map((answer, question) => times(answer) + (question === overtaken ? times(messages.aside.late) : 0))
}

export function judge({ customers, answers, platform, starts, ownDelayMs }: Seen): StormReport {
  const taken = platform.deliveries.filter(({ status }) => status === 200).map(({ ms }) => ms)
  return {
    users: customers.length,
    messages: customers.length * answers.length,
    wrong: customers.flatMap((customer, index) =>
      wrongWith(customer, answers).map((why) => `customer ${index + 1}: ${why}`),
    ),
    webhooks: platform.deliveries.length,
    redeliveries: platform.deliveries.filter(({ redelivery }) => redelivery).length,
    webhookMs: { p50: quantile(taken, 0.5), p99: quantile(taken, 0.99), max: quantile(taken, 1) },
    replies: platform.calls('reply').filter(({ answer }) => answer?.status === 200).length,
    pushes: platform.calls('push').filter(({ answer }) => answer?.status === 200).length,
    startMs: starts,
    ownDelayMs,
  }
}

function wrongWith(waiting: Waiting, answers: readonly string[]): string[] {
  const counted = timesAnswered(waiting, answers).flatMap((count, index) =>
    count === 1 ? [] : [`answer ${index + 1} was seen ${count} times`],
  )
  return counted.length > 0 ? counted : outOfOrder(waiting.person.room.heard.join('\n'), waiting.order, answers)
}

/** What was typed first and arrived first is answered first; two that changed places on the way have no order. */
function outOfOrder(screen: string, order: readonly number[], answers: readonly string[]): string[] {
  const place = (question: number) => screen.indexOf(answers[question] ?? '')
  const pairs = order.flatMap((later, at) => order.slice(0, at).map((earlier) => [earlier, later] as const))
  return pairs
    .filter(([earlier, later]) => earlier < later && place(later) >= 0 && place(earlier) > place(later))
    .map(([earlier, later]) => `answer ${later + 1} was seen before answer ${earlier + 1}`)
}

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
}

export function showReport(report: StormReport): string {
  const { webhookMs: ms } = report
  const rounded = (value: number) => value.toFixed(1)
  return [
    `customers            ${report.users}`,
    `messages             ${report.messages}`,
    `webhooks             ${report.webhooks} (${report.redeliveries} redeliveries)`,
    `webhook answer (ms)  p50 ${rounded(ms.p50)}  p99 ${rounded(ms.p99)}  max ${rounded(ms.max)}; the storm's own delay at most ${rounded(report.ownDelayMs)}`,
    `replies, pushes      ${report.replies}, ${report.pushes}`,
    `starts of the bot    ${report.startMs.map((one) => `${Math.round(one)} ms`).join(', ')}`,
    report.wrong.length === 0
      ? 'every customer saw every answer exactly once, in order'
      : `WRONG:\n${report.wrong.map((line) => `  ${line}`).join('\n')}`,
  ].join('\n')
}
