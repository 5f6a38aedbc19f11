import type { BackOffice } from '../backoffice/backoffice.ts'
import type { Channel, LoggedMessage } from '../channels/channel.ts'
import { chargeId } from '../core/contract.ts'
import type { Command, PersonRequest } from '../core/effect.ts'
import type { WorldEvent } from '../core/event.ts'
import { AppError } from '../errors.ts'
import type { Identity } from '../identity/identity.ts'
import type { Mailer } from '../mail/mail.ts'
import { composePersonMail, composeReceiptMail, type MailWords } from './compose.ts'
import { composeRecordMail } from './compose-record.ts'

/** Who carries commands out. */
export interface Performers {
  readonly backOffice: BackOffice
  readonly identity: Identity
  readonly mailer: Mailer
  readonly words: MailWords
  /** Where requests for a person are recorded and mailed to. */
  readonly recordRequest: (request: {
    idempotencyKey: string
    conversationId: string
    summary: PersonRequest
    atMs: number
  }) => Promise<{ readonly atMs: number }>
  readonly supportEmail: string
  /** What was said in a conversation, oldest first. */
  readonly conversationLog: (conversationId: string) => Promise<readonly LoggedMessage[]>
  readonly forgetRequests: (conversationId: string) => Promise<void>
}

/** A command with what it needs to happen at most once. */
export interface Order {
  readonly command: Command
  readonly idempotencyKey: string
  readonly conversationId: string
  /** Of the conversation, for what only a channel can do. */
  readonly channel: Channel
  readonly nowMs: number
}

/**
 * Carries one command out and says what became of it. Doing it again with the same key changes nothing,
 * so a crash between doing and settling is harmless.
 *
 * @throws {AppError} `retry` when the outcome is unknown or the other side is away; otherwise final
 */
export async function perform(order: Order, performers: Performers): Promise<WorldEvent> {
  const { command, idempotencyKey, nowMs } = order
  const { backOffice } = performers
  switch (command.name) {
    case 'identity.challenge':
      return challenge(command, order, performers)
    case 'identity.verify':
      return verify(command, performers, nowMs)
    case 'identity.account':
      return contractsOfAccount(command, performers, nowMs)
    case 'product.find': {
      const contract = await backOffice.findByKeySeal(command.keySeal, nowMs)
      return contract ? { type: 'product.found', contract } : { type: 'product.missing' }
    }
    case 'refund': {
      const { receipt, atMs } = await backOffice.refund({ ...command, idempotencyKey, atMs: nowMs })
      return { type: 'refund.accepted', receipt, atMs }
    }
    case 'renewal.stop': {
      const { receipt, atMs, confirmed } = await backOffice.stopRenewal({ ...command, idempotencyKey, atMs: nowMs })
      return { type: 'renewal.stopped', receipt, atMs, confirmed }
    }
    case 'term.merge': {
      const { receipt, atMs, newTermEnd } = await backOffice.mergeTerm({ ...command, idempotencyKey, atMs: nowMs })
      return { type: 'term.merged', receipt, atMs, newTermEnd }
    }
    case 'contract.check':
      return {
        type: 'contract.checked',
        why: command.why,
        contract: await backOffice.status(command.contractId, nowMs),
      }
    case 'offer.refused':
      await backOffice.rememberRefusal(command.contractId, nowMs)
      return { type: 'offer.remembered' }
    case 'mail.send': {
      const to = await backOffice.emailOf(command.contractId)
      if (to)
        await performers.mailer.send({ to, key: idempotencyKey, ...composeReceiptMail(command, performers.words) })
      return { type: 'mail.sent' }
    }
    case 'record.send':
      return sendRecord(command, order, performers)
    case 'records.erase':
      return eraseRecords(order, performers)
    case 'link.invite': {
      const invitation = await order.channel.accountLinks?.invite(order.conversationId)
      return invitation ? { type: 'link.invited', ...invitation } : { type: 'link.refused' }
    }
    case 'link.dissolve': {
      const was = await order.channel.accountLinks?.dissolve(order.conversationId)
      return { type: 'link.dissolved', was: was ?? false }
    }
    case 'person.request':
      return requestPerson(command, order, performers)
  }
}

async function challenge(
  command: Command & { name: 'identity.challenge' },
  { conversationId, nowMs }: Order,
  { identity }: Performers,
): Promise<WorldEvent> {
  const outcome = await identity.challenge({ ...command, conversationId, nowMs })
  return outcome.outcome === 'sent'
    ? { type: 'challenge.sent', challengeId: command.challengeId }
    : { type: 'challenge.locked', untilMs: outcome.untilMs }
}

async function verify(
  command: Command & { name: 'identity.verify' },
  { identity, backOffice }: Performers,
  nowMs: number,
): Promise<WorldEvent> {
  const outcome = await identity.verify({ ...command, nowMs })
  switch (outcome.outcome) {
    case 'rejected':
      return { type: 'code.rejected', triesLeft: outcome.triesLeft }
    case 'expired':
      return { type: 'code.expired' }
    case 'locked':
      return { type: 'identity.locked', untilMs: outcome.untilMs }
    case 'verified': {
      if (command.firstRequestAtMs !== null)
        await keepRequest(outcome.matchedContractIds, command.firstRequestAtMs, { backOffice, nowMs })
      const contracts = await backOffice.contractsById(outcome.contractIds, nowMs)
      return { type: 'identity.verified', contracts, matchedContractIds: outcome.matchedContractIds }
    }
  }
}

/** A sign-in that is as good as a right code; without a contract under its address there is nothing to match. */
async function contractsOfAccount(
  { email, orderNumber, firstRequestAtMs }: Command & { name: 'identity.account' },
  { backOffice }: Performers,
  nowMs: number,
): Promise<WorldEvent> {
  const { matched, contracts } = await backOffice.findContracts({ orderNumber, email, nowMs })
  if (firstRequestAtMs !== null) await keepRequest(matched, firstRequestAtMs, { backOffice, nowMs })
  return { type: 'identity.verified', contracts, matchedContractIds: matched }
}

/** The time of the wish is kept with the contract and its charge: a later conversation is judged by it too. */
async function keepRequest(
  ids: readonly string[],
  atMs: number,
  { backOffice, nowMs }: { backOffice: BackOffice; nowMs: number },
): Promise<void> {
  for (const contract of await backOffice.contractsById(ids, nowMs)) {
    await backOffice.registerRequest({ contractId: contract.id, chargeId: chargeId(contract), atMs })
  }
}

async function sendRecord(
  command: Command & { name: 'record.send' },
  { idempotencyKey, conversationId }: Order,
  { backOffice, conversationLog, mailer, words }: Performers,
): Promise<WorldEvent> {
  const to = await backOffice.emailOf(command.contractId)
  if (!to) throw new AppError('backoffice.refused', 'no address is known', { contractId: command.contractId })
  const { code, ...mail } = composeRecordMail(command.values, await conversationLog(conversationId), words)
  await mailer.send({ to, key: idempotencyKey, ...mail })
  return { type: 'record.sent', code }
}

/** What was said is gone already, with the step that wanted this. */
async function eraseRecords(
  { conversationId, channel }: Order,
  { forgetRequests, identity }: Performers,
): Promise<WorldEvent> {
  await forgetRequests(conversationId)
  await identity.forget(conversationId)
  await channel.forgetCustomer?.(conversationId)
  return { type: 'records.erased' }
}

async function requestPerson(
  command: Command & { name: 'person.request' },
  order: Order,
  performers: Performers,
): Promise<WorldEvent> {
  const { idempotencyKey, conversationId, nowMs } = order
  const { atMs } = await performers.recordRequest({
    idempotencyKey,
    conversationId,
    summary: command.summary,
    atMs: nowMs,
  })
  const mail = composePersonMail(command.summary, conversationId, performers.words)
  await performers.mailer.send({ to: performers.supportEmail, key: idempotencyKey, ...mail })
  return { type: 'person.requested', atMs }
}
