import { createHash } from 'node:crypto'

const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** Makes LINE's kinds of ids. The same salt gives the same ids in the same order. */
export class Ids {
  readonly #salt: string
  #count = 0

  constructor(salt: string) {
    this.#salt = salt
  }

  user(): string {
    return `U${this.#hex(32)}`
  }

  /** Digits, as message ids have them. */
  message(): string {
    return `${500_000_000_000_000_000n + BigInt(`0x${this.#hex(12)}`)}`
  }

  token(): string {
    return this.#hex(32)
  }

  requestId(): string {
    const hex = this.#hex(32)
    return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
  }

  /** A ULID: 48 bits of time, then 80 of anything; sorts by time. */
  ulid(atMs: number): string {
    const time = Array.from({ length: 10 }, (_, place) => letter(Math.floor(atMs / 32 ** (9 - place)) % 32))
    const rest = [...Buffer.from(this.#hex(32), 'hex')].map((byte) => letter(byte % 32))
    return [...time, ...rest].join('')
  }

  #hex(length: number): string {
    this.#count += 1
    return createHash('sha256').update(`${this.#salt}:${this.#count}`).digest('hex').slice(0, length)
  }
}

function letter(value: number): string {
  return CROCKFORD[value] ?? '0'
}
