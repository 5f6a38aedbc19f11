import { pino } from 'pino'
import type { BackOffice } from '../../src/backoffice/backoffice.ts'
import { readConfig } from '../../src/config.ts'
import { startServer } from '../../src/start.ts'

/**
 * The real server, whose refund never answers: `STUCK=before` hangs before anything is written, `STUCK=after`
 * when the ledger has it but nobody was told. Killed there, it is the worst moment for money.
 */
function stuck(office: BackOffice): BackOffice {
  const never = new Promise<never>(() => {})
  return {
    findContracts: (query) => office.findContracts(query),
    contractsById: (ids, nowMs) => office.contractsById(ids, nowMs),
    findByKeySeal: (seal, nowMs) => office.findByKeySeal(seal, nowMs),
    registerRequest: (request) => office.registerRequest(request),
    async refund(order) {
      if (process.env['STUCK'] === 'after') await office.refund(order)
      return never
    },
    stopRenewal: (order) => office.stopRenewal(order),
    status: (id, nowMs) => office.status(id, nowMs),
    mergeTerm: (order) => office.mergeTerm(order),
    rememberRefusal: (id, atMs) => office.rememberRefusal(id, atMs),
    emailOf: (id) => office.emailOf(id),
    ledger: (id) => office.ledger(id),
  }
}

const { url } = await startServer(readConfig(process.env), pino({ level: 'silent' }), { backOffice: stuck })
process.stdout.write(`円満を開始しました：${url}\n`)
