import type { BackOffice } from '../backoffice/backoffice.ts'
import { AppError } from '../errors.ts'
import type { Mailer } from '../mail/mail.ts'
import type { BackOfficeFault } from './world.ts'

type Target = BackOfficeFault['target']

/** Faults a script has ordered, used up call by call. */
export class Faults {
  readonly #open = new Map<Target, { fault: BackOfficeFault; left: number }>()

  add(fault: BackOfficeFault): void {
    this.#open.set(fault.target, { fault, left: fault.times })
  }

  /** Lets one call of a target happen, fail, or happen and lose its answer. */
  async around<Answer>(
    target: Target,
    call: () => Promise<Answer>,
    accepted?: (answer: Answer) => Answer,
  ): Promise<Answer> {
    const open = this.#open.get(target)
    if (!open || open.left <= 0) return call()
    open.left -= 1
    switch (open.fault.fault) {
      case 'unavailable':
        throw new AppError('backoffice.unavailable', 'away, as the script says')
      case 'refused':
        throw new AppError('backoffice.refused', 'refused, as the script says', { why: open.fault.why ?? '' })
      case 'unknown':
        await call()
        throw new AppError('backoffice.unavailable', 'the answer was lost, as the script says')
      case 'accepted':
        return call().then((answer) => accepted?.(answer) ?? answer)
    }
  }
}

/** A back office whose calls go wrong when a script says so. */
export function faultyBackOffice(office: BackOffice, faults: Faults): BackOffice {
  return {
    findContracts: (query) => faults.around('contracts.find', () => office.findContracts(query)),
    contractsById: (ids, nowMs) => faults.around('identity.verify', () => office.contractsById(ids, nowMs)),
    findByKeySeal: (seal, nowMs) => faults.around('product.find', () => office.findByKeySeal(seal, nowMs)),
    registerRequest: (request) => office.registerRequest(request),
    refund: (order) => faults.around('refund', () => office.refund(order)),
    stopRenewal: (order) =>
      faults.around(
        'renewal.stop',
        () => office.stopRenewal(order),
        (answer) => ({ ...answer, confirmed: false }),
      ),
    status: (id, nowMs) =>
      faults.around(
        'contract.check',
        () => office.status(id, nowMs),
        (contract) =>
          contract?.stopped ? { ...contract, stopped: { ...contract.stopped, confirmed: false } } : contract,
      ),
    mergeTerm: (order) => faults.around('term.merge', () => office.mergeTerm(order)),
    rememberRefusal: (id, atMs) => faults.around('offer.refused', () => office.rememberRefusal(id, atMs)),
    emailOf: (id) => office.emailOf(id),
    ledger: (id) => office.ledger(id),
  }
}

/** A mailer that can be away. */
export function faultyMailer(mailer: Mailer, faults: Faults): Mailer {
  return { send: (mail) => faults.around('mail.send', () => mailer.send(mail)) }
}
