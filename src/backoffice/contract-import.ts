import type { DatabaseSync } from 'node:sqlite'
import type { ContractRow } from './contract-row.ts'
import { ContractTable } from './contract-table.ts'
import { type CsvFault, contractsInvalid } from './csv.ts'
import { inTransaction } from './transaction.ts'

/** How many contracts an import brought, and how many it replaced. */
export interface Imported {
  readonly added: number
  readonly updated: number
}

/**
 * Writes checked rows in one transaction: new contracts are added, known ones replaced by their id. What the
 * ledger knows of them (refunds, stops, merges, wishes) stays. Contracts that are not in the file stay too.
 *
 * @param seal gives the one-way seal of a product key (`Sealer.productKey`); the key itself is not stored
 * @throws {AppError} `contracts.invalid` when an add-on names a main contract that is neither here nor in the file
 */
export function importContracts(
  { db, seal }: { readonly db: DatabaseSync; readonly seal: (productKey: string) => string },
  rows: readonly ContractRow[],
): Imported {
  const table = new ContractTable(db)
  return inTransaction(db, () => {
    const faults = orphans(table, rows)
    if (faults.length > 0) throw contractsInvalid(faults)
    const updated = rows.filter(({ contract }) => table.byId(contract.id)).length
    for (const { contract, email, productKey } of rows) {
      const keySeal = productKey === null ? null : seal(productKey)
      table.upsert({ contract, email, keySeal, keyLast4: productKey?.slice(-4) ?? null })
    }
    return { added: rows.length - updated, updated }
  })
}

function orphans(table: ContractTable, rows: readonly ContractRow[]): CsvFault[] {
  const ids = new Set(rows.map(({ contract }) => contract.id))
  return rows
    .filter(({ contract: { addOnOf } }) => addOnOf !== undefined && !ids.has(addOnOf) && !table.byId(addOnOf))
    .map(({ line }) => ({
      line,
      column: 'add_on_of',
      en: 'names a contract that is neither in the file nor known',
      ja: 'の契約が、ファイルにも登録済みの契約にもありません',
    }))
}
