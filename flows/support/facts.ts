import type { Contract } from '../../src/core/contract.ts'
import { chargeId } from '../../src/core/contract.ts'
import { parseChargedAt, parseInstant } from '../../src/core/date.ts'
import type { Phrase, Values } from '../../src/core/effect.ts'
import type { Slots } from '../../src/core/event.ts'
import { AppError } from '../../src/errors.ts'
import type { Context, Done, Event, Scene } from './flow.ts'
import { money } from './price.ts'

/** The contract at hand. @throws {AppError} `flow.missing-fact` when none was chosen */
export function chosen(context: Context): Contract {
  const contract = context.contracts.find((one) => one.id === context.contractId)
  if (!contract) throw new AppError('flow.missing-fact', 'no contract is chosen')
  return contract
}

/** The facts a customer's message carried besides its wish. */
export function slotsOf(event: Event): Slots {
  return 'slots' in event && event.slots ? event.slots : {}
}

/** The same wish said again, with no number or address that would change whose contract is meant. */
export const namesNothingNew = ({ event }: Scene): boolean => {
  const { orderNumber, email } = slotsOf(event)
  return orderNumber === undefined && email === undefined
}

/** Add-on contracts that end or stop together with this one. */
export function addOnsOf(context: Context): readonly Contract[] {
  return context.contracts.filter((one) => one.addOnOf === context.contractId && !one.refunded)
}

/** Contracts the given number names, without add-ons whose main contract it names too. */
export function candidates(context: Context): readonly Contract[] {
  const named = context.contracts.filter((one) => context.matched.includes(one.id))
  return named.filter((one) => !one.addOnOf || !context.matched.includes(one.addOnOf))
}

/** The other contract that could receive this one's remaining days, when there is exactly one. */
export function otherContract(context: Context): Contract | null {
  const others = context.contracts.filter(
    (one) => one.id !== context.contractId && !one.addOnOf && !one.refunded && !one.mergedInto,
  )
  return others.length === 1 ? (others[0] ?? null) : null
}

/**
 * When the wish was first made: the earliest of this conversation and what was kept for the contract. A wish
 * older than the charge it is about is judged as made at the charge: before it there was nothing to refund.
 */
export function requestedAtMs({ context, event }: Scene): number {
  const contract = context.contracts.find((one) => one.id === context.contractId)
  const wished = Math.min(
    context.firstRequestAtMs ?? event.stamp.atMs,
    contract?.firstRequestAtMs ?? Number.POSITIVE_INFINITY,
  )
  const chargedAtMs = contract?.chargedAt ? chargedFromMs(contract.chargedAt) : null
  return chargedAtMs !== null && chargedAtMs <= event.stamp.atMs ? Math.max(wished, chargedAtMs) : wished
}

function chargedFromMs(chargedAt: string): number {
  const { date, atMs } = parseChargedAt(chargedAt)
  return atMs ?? parseInstant(`${date}T00:00:00+09:00`)
}

/** Whether the identification still holds. It lapses after 30 minutes without activity (`identity.lapsed`). */
export const isVerified = (context: Context): boolean => context.verifiedAtMs !== null

export const at = (scene: Scene): Values => ({ at: requestedAtMs(scene) })

/** What was carried out, as phrases for the summary and the receipts. */
export function doneItems(done: readonly Done[]): Phrase[] {
  return done.map((one) => ({
    key: `summaryItem.${one.kind}`,
    values: {
      receipt: one.receipt,
      ...(one.amountYen === undefined ? {} : { amount: money(one.amountYen, one.currency ?? 'JPY') }),
    },
  }))
}

/** The same with the day and time of each, for who asks later what became of it. */
export function doneLines(done: readonly Done[]): Phrase[] {
  return done.map((one) => ({
    key: `doneItem.${one.kind === 'stop' && !one.confirmed ? 'stopAccepted' : one.kind}`,
    values: { at: one.atMs, receipt: one.receipt, amount: money(one.amountYen ?? 0, one.currency ?? 'JPY') },
  }))
}

/** Key under which the back office may carry this out once: the action, the contract and its charge. */
export function onceKey(action: 'refund' | 'stop' | 'merge', contract: Contract): string {
  return `${action}:${chargeId(contract)}`
}

/** A receipt number: letter, JST date, serial of the day, e.g. `R-20261118-0937`. */
export function receiptNumber(letter: 'R' | 'A' | 'M', scene: Scene, index: number): string {
  const serial = scene.event.stamp.serials[index]
  if (!serial) throw new AppError('flow.missing-fact', 'no receipt serial came with the event')
  return `${letter}-${scene.event.stamp.today.replaceAll('-', '')}-${serial}`
}
