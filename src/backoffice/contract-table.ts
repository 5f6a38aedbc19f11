import type { DatabaseSync } from 'node:sqlite'
import type { Contract } from '../core/contract.ts'
import { emailKey, orderNumberKey } from '../core/identifier.ts'

/** A contract as the company told us, with the address its mail goes to. */
export interface StoredContract {
  readonly email: string
  readonly contract: Contract
}

/** What an import writes of one contract. The product key itself is never stored. */
export interface ContractRecord extends StoredContract {
  readonly keySeal: string | null
  readonly keyLast4: string | null
}

/** The table of imported contracts. Synchronous. */
export class ContractTable {
  readonly #upsert
  readonly #byId
  readonly #byOrder
  readonly #byPerson
  readonly #byKeySeal
  readonly #addOns

  constructor(db: DatabaseSync) {
    // An import without keys keeps the seals of an earlier one.
    this.#upsert = db.prepare(`INSERT INTO contracts
      (id, email, email_key, order_key, original_order_key, add_on_of, key_seal, key_last4, contract)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (id) DO UPDATE SET email = excluded.email, email_key = excluded.email_key,
        order_key = excluded.order_key, original_order_key = excluded.original_order_key,
        add_on_of = excluded.add_on_of, key_seal = coalesce(excluded.key_seal, key_seal),
        key_last4 = coalesce(excluded.key_last4, key_last4), contract = excluded.contract`)
    this.#byId = db.prepare('SELECT email, contract FROM contracts WHERE id = ?')
    this.#byOrder = db.prepare(`SELECT email, contract FROM contracts
      WHERE (order_key = :order OR original_order_key = :order) AND email_key = :email ORDER BY no`)
    this.#byPerson = db.prepare('SELECT email, contract FROM contracts WHERE email_key = ? ORDER BY no')
    this.#byKeySeal = db.prepare('SELECT email, contract FROM contracts WHERE key_seal = ? LIMIT 2')
    this.#addOns = db.prepare('SELECT email, contract FROM contracts WHERE add_on_of = ? ORDER BY no')
  }

  upsert({ contract, email, keySeal, keyLast4 }: ContractRecord): void {
    this.#upsert.run(
      contract.id,
      email,
      emailKey(email),
      orderNumberKey(contract.orderNumber),
      orderNumberKey(contract.originalOrderNumber),
      contract.addOnOf ?? null,
      keySeal,
      keyLast4,
      JSON.stringify(contract),
    )
  }

  byId(id: string): StoredContract | undefined {
    return this.#byId.all(id).map(stored)[0]
  }

  /** Those whose first or latest order has this number, when they belong to this address. */
  byOrder(orderNumber: string, email: string): StoredContract[] {
    return this.#byOrder.all({ order: orderNumberKey(orderNumber), email: emailKey(email) }).map(stored)
  }

  byPerson(email: string): StoredContract[] {
    return this.#byPerson.all(emailKey(email)).map(stored)
  }

  /** The one with this key; none when two have it, because O and 0 (I and 1) have the same seal. */
  byKeySeal(keySeal: string): StoredContract | undefined {
    const found = this.#byKeySeal.all(keySeal)
    return found.length === 1 ? found.map(stored)[0] : undefined
  }

  addOnsOf(contractId: string): StoredContract[] {
    return this.#addOns.all(contractId).map(stored)
  }
}

function stored(row: Record<string, unknown>): StoredContract {
  return { email: String(row.email), contract: JSON.parse(String(row.contract)) }
}
