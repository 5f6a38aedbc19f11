import type { BackOffice } from '../../src/backoffice/backoffice.ts'

/** A back office whose look-up for contracts waits until told to go on. */
export function waitingContracts(go: Promise<void>): (ledger: BackOffice) => BackOffice {
  return (ledger) =>
    Object.assign(Object.create(ledger), {
      findContracts: async (query: never) => go.then(() => ledger.findContracts(query)),
    })
}
