import { candidates } from '../../flows/support/facts.ts'
import type { Context, Done } from '../../flows/support/flow.ts'
import type { Account } from '../../src/core/account.ts'
import { chosen } from '../../src/core/chosen-event.ts'
import type { Contract } from '../../src/core/contract.ts'
import type { Command, CommandName, Request } from '../../src/core/effect.ts'
import type { CustomerEvent, WorldEvent } from '../../src/core/event.ts'
import type { Node } from './explore.ts'
import { AT_MS, type FlowWorld } from './worlds.ts'

/** Something that happens next. `idleMs` passes before it; `answers` names the command a result belongs to. */
export type Input = (CustomerEvent | WorldEvent) & {
  readonly idleMs?: number
  readonly answers?: CommandName
}

/** Longer than an identification lasts. */
const LAPSE_MS = 31 * 60_000
const ORDER = 'NP12345678'
const EMAIL = 'hanako@example.jp'

/** A customer who signed in when the conversation began: after a pause the sign-in is old. */
const ACCOUNT: Account = { subject: 'member', email: EMAIL, provedAtMs: AT_MS }

/** Wishes, as they come with and without other facts. */
const WISHES: readonly Input[] = [
  { type: 'refund.asked' },
  { type: 'refund.asked', slots: { orderNumber: ORDER, refusesOffer: true } },
  { type: 'refund.asked', slots: { reason: 'otherNorton' } },
  { type: 'refund.asked', slots: { otherwise: 'stop' } },
  { type: 'stop.asked' },
  { type: 'merge.asked' },
  { type: 'check.asked' },
  { type: 'cancel.asked' },
  { type: 'charge.unknown' },
  { type: 'proxy.told' },
  { type: 'reminder.asked' },
]

/** Values, in and out of place. */
const VALUES: readonly Input[] = [
  { type: 'order.given', slots: { orderNumber: ORDER } },
  { type: 'email.given', slots: { email: EMAIL } },
  { type: 'date.given', slots: { date: '2026-09-20' } },
  { type: 'date.given', slots: { date: '2026-01-20' } },
  { type: 'date.given', slots: { dateFrom: '2026-09-01', dateTo: '2026-09-30' } },
  { type: 'place.told', slots: { carrier: 'docomo' } },
  { type: 'place.told', slots: { provider: 'trendmicro' } },
  { type: 'code.given', seal: 'seal' },
  { type: 'key.given', keySeal: 'seal', last4: 'KLMN' },
  { type: 'reason.given', reason: 'otherNorton' },
  { type: 'reason.given', reason: 'other' },
  { type: 'corrected', slots: { orderNumber: 'NP87654321' } },
  { type: 'corrected', slots: { email: 'taro@example.jp' } },
  { type: 'corrected', slots: {} },
  { type: 'contract.named', ids: ['K-1002'] },
  { type: 'note.written', text: '伝言', slots: { email: EMAIL } },
  { type: 'note.written', text: '伝言', slots: {} },
]

/** Yes, no and neither, and steps back and out. */
const ANSWERS: readonly Input[] = [
  { type: 'offer.refused' },
  { type: 'offer.unclear' },
  { type: 'confirm.unclear' },
  { type: 'confirm.ambiguous-stop' },
  { type: 'person.asked' },
  { type: 'identifier.missing', about: '' },
  { type: 'answer.declined' },
  { type: 'back.asked' },
  { type: 'restart.asked' },
  { type: 'abort.asked' },
  { type: 'left' },
  { type: 'resume.asked' },
  { type: 'resume.asked', idleMs: LAPSE_MS },
  { type: 'opened' },
  { type: 'opened', idleMs: LAPSE_MS },
]

/** What is answered wherever it is said, and leads back to the same question (X1–X19). */
export const ASIDES: readonly Input[] = [
  { type: 'question.asked', topic: 'ask_deadline' },
  { type: 'question.asked', topic: 'ask_deadline', entry: 'norton.refund-deadline' },
  { type: 'repeat.asked' },
  { type: 'status.asked' },
  { type: 'basis.asked' },
  { type: 'hold.asked' },
  { type: 'complained' },
  { type: 'vexed' },
  { type: 'thanked' },
  { type: 'greeted' },
  { type: 'bot.asked' },
  { type: 'off.topic' },
  { type: 'other.support' },
  { type: 'secret.written' },
  { type: 'nonverbal.sent', kind: 'sticker' },
  { type: 'nonverbal.sent', kind: 'image' },
  { type: 'choice.stale', choice: 'refund.yes' },
  { type: 'choice.stale', choice: 'topic.refund' },
  { type: 'message.unsent', words: 'すみません', slots: {} },
  { type: 'message.late', meant: ['refund.asked'] },
  { type: 'not.understood' },
]

const OTHERS: readonly Input[] = [
  { type: 'reminder.stopped' },
  { type: 'renewal.restored' },
  { type: 'undo.asked' },
  { type: 'record.wished' },
  { type: 'erasure.asked' },
  { type: 'deadlineReminder.asked' },
  { type: 'chargeReminder.asked' },
  { type: 'question.unclear', entries: ['norton.refund-deadline', 'norton.refund-after-renewal'] },
  { type: 'question.unanswered' },
  { type: 'message.unsent', words: ORDER, slots: { orderNumber: ORDER } },
  { type: 'message.unsent', words: '伝言', slots: {} },
  { type: 'account.known', account: ACCOUNT },
  { type: 'account.known', account: { ...ACCOUNT, subject: 'another', email: 'jiro@example.jp' } },
  { type: 'account.known', account: null },
  { type: 'clarification.needed', candidates: ['request_refund', 'stop_auto_renewal'] },
  // Commands nobody waits for can fail too, hours later.
  { type: 'command.failed', command: 'mail.send' },
  { type: 'command.refused', command: 'offer.refused', code: 'backoffice.refused' },
]

/** What leads somewhere. */
const MOVES: readonly Input[] = [...WISHES, ...VALUES, ...ANSWERS]
/** One of each class of thing that can happen in every state. */
export const ALWAYS: readonly Input[] = [...MOVES, ...ASIDES, ...OTHERS]

/** The choices on offer, tapped; those that act also after the identification lapsed. */
export function taps(node: Node): Input[] {
  const choices = (node.snapshot?.prompt?.choices ?? []).map((choice): Input => chosen(choice.id))
  return node.meta.acts ? [...choices, ...choices.map((tap): Input => ({ ...tap, idleMs: LAPSE_MS }))] : choices
}

/** Everything that can happen next; with `asides`, also what leads back to the same question. */
export function inputs(node: Node, world: FlowWorld, asides: boolean): Input[] {
  if (!node.snapshot) return [{ type: 'opened' }]
  const always = asides ? ALWAYS : MOVES
  const timers = node.timers.map((timer): Input => ({ type: 'timer.fired', timer }))
  return [...taps(node), ...timers, ...always, ...openOf(node).flatMap((open) => results(open, node, world))]
}

/** Commands whose results are still to come. */
const openOf = ({ open, desk, look }: Node) => [open, desk, look].filter((one) => one !== null)

/** The outcomes of a command, each once. The first is success. */
export function results(open: Request | null, node: Node, world: FlowWorld): Input[] {
  if (!open) return []
  const answers = open.command.name
  return outcomes(open, node, world).map((event) => ({ ...event, answers }))
}

function outcomes({ command }: Request, { atMs, snapshot }: Node, { contracts, matched }: FlowWorld): WorldEvent[] {
  const { name } = command
  const context = snapshot?.context as unknown as Context
  const delayed: WorldEvent = { type: 'command.delayed', command: name }
  const failed: WorldEvent = { type: 'command.failed', command: name }
  const refused: WorldEvent = { type: 'command.refused', command: name, code: 'backoffice.refused' }
  const receipt = 'receipt' in command ? command.receipt : ''
  switch (name) {
    case 'identity.challenge':
      return [
        { type: 'challenge.sent', challengeId: command.challengeId },
        { type: 'challenge.locked', untilMs: atMs },
        delayed,
        failed,
        refused,
      ]
    case 'identity.verify':
      return [
        {
          type: 'identity.verified',
          contracts: asHeld(contracts, context),
          matchedContractIds: matched,
        },
        { type: 'code.rejected', triesLeft: 4 },
        { type: 'code.rejected', triesLeft: 2 },
        { type: 'code.expired' },
        { type: 'identity.locked', untilMs: atMs },
        delayed,
        failed,
        refused,
      ]
    case 'identity.account':
      return [
        { type: 'identity.verified', contracts: asHeld(contracts, context), matchedContractIds: matched },
        { type: 'identity.verified', contracts: [], matchedContractIds: [] },
        delayed,
        failed,
        refused,
      ]
    case 'product.find': {
      const held = context.contracts
      const found = [
        held.find((one) => one.id !== command.fromContractId && !one.addOnOf),
        held.find((one) => one.id === command.fromContractId),
      ]
      return [
        ...found.flatMap((contract) => (contract ? [{ type: 'product.found' as const, contract }] : [])),
        { type: 'product.missing' },
        delayed,
        failed,
        refused,
      ]
    }
    case 'refund':
      return [{ type: 'refund.accepted', receipt, atMs }, refused, delayed, failed]
    case 'renewal.stop':
      return [
        { type: 'renewal.stopped', receipt, atMs, confirmed: true },
        { type: 'renewal.stopped', receipt, atMs, confirmed: false },
        refused,
        delayed,
        failed,
      ]
    case 'term.merge':
      return [{ type: 'term.merged', receipt, atMs, newTermEnd: command.newTermEnd }, refused, delayed, failed]
    case 'contract.check':
      return checked(command, context)
    case 'record.send':
      return [{ type: 'record.sent', code: '0A1B-2C3D' }, failed, refused]
    case 'records.erase':
      return [{ type: 'records.erased' }]
    case 'person.request':
      return [{ type: 'person.requested', atMs }, failed, refused]
    default:
      return []
  }
}

/** As we hold it, settled elsewhere meanwhile, gone, or not to be learnt. */
function checked({ contractId, why }: Command & { name: 'contract.check' }, { contracts }: Context): WorldEvent[] {
  const held = contracts.find(({ id }) => id === contractId)
  const stopped = { atMs: AT_MS, receipt: 'A-20261118-0001', confirmed: true }
  if (held && why === 'stop')
    return [
      { type: 'contract.checked', why, contract: { ...held, stopped } },
      { type: 'contract.checked', why, contract: { ...held, stopped: { ...stopped, confirmed: false } } },
      { type: 'contract.checked', why, contract: { ...held, autoRenewal: true } },
      { type: 'command.failed', command: 'contract.check' },
    ]
  const looks = held ? [held, { ...held, refunded: { atMs: AT_MS, receipt: 'R-20261118-9999' } }] : []
  return [
    ...looks.map((contract): WorldEvent => ({ type: 'contract.checked', why, contract })),
    { type: 'contract.checked', why, contract: null },
    { type: 'command.failed', command: 'contract.check' },
  ]
}

/** The contracts as the back office knows them after what was carried out. */
function asHeld(contracts: readonly Contract[], { done }: Context): readonly Contract[] {
  return contracts.map((contract) =>
    done
      .filter((one) => one.contractId === contract.id || one.contractId === contract.addOnOf)
      .reduce((held, one) => afterDone(held, one), contract),
  )
}

function afterDone(contract: Contract, { kind, contractId, atMs, receipt }: Done): Contract {
  if (kind === 'stop') return { ...contract, autoRenewal: false, stopped: { atMs, receipt, confirmed: true } }
  if (contractId !== contract.id) return contract
  return kind === 'refund' ? { ...contract, refunded: { atMs, receipt } } : { ...contract, mergedInto: 'K-2' }
}

/** How a step is written in the path of a violation. */
export function named(event: Input): string {
  const idle = event.idleMs ? '（31分後）' : ''
  const about = 'slots' in event && event.slots ? Object.keys(event.slots).join(',') : ''
  const answers = event.answers ? `${event.answers}: ` : ''
  return `${idle}${answers}${event.type}${about ? `{${about}}` : ''}`
}

/** Whether the number given names more than one contract. */
export const isAmbiguous = (node: Node) => candidates((node.snapshot?.context ?? {}) as unknown as Context).length > 1
