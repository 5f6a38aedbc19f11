import { chargeId } from '../../src/core/contract.ts'
import { chosen, onceKey } from './facts.ts'
import { request } from './words.ts'

/** Stops the renewal of the contract at hand, under the receipt that was fixed with the confirmation. */
export const requestStop = request(({ context }) => ({
  command: {
    name: 'renewal.stop',
    contractId: chosen(context).id,
    chargeId: chargeId(chosen(context)),
    receipt: context.receipts?.stop ?? '',
  },
  idempotencyKey: onceKey('stop', chosen(context)),
}))
