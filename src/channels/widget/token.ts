import { createHmac, createSecretKey, randomBytes, timingSafeEqual } from 'node:crypto'
import { AppError } from '../../errors.ts'

const ID_BYTES = 16
const GENERATION_BYTES = 4
const NAME_BYTES = ID_BYTES + GENERATION_BYTES
const MAC_BYTES = 32

/** What a token says: the conversation, and the how manieth token of it this is. */
export interface TokenName {
  readonly conversationId: string
  readonly generation: number
}

/** Makes and reads the tokens that name a conversation. */
export interface Tokens {
  /** The name of a conversation nobody has had yet. */
  newConversation(): string
  of(name: TokenName): string
  /** @throws {AppError} `inbound.unauthorized` for anything we did not make with this secret */
  read(token: string): TokenName
}

/**
 * A token is 128 random bits, a generation and their HMAC: a browser cannot choose its conversation, and whoever
 * reads the database cannot make the token of a conversation in it. Whether it is still good is in `sessions.ts`.
 *
 * @param secret at least 32 characters; changing it signs every visitor out
 */
export function createTokens(secret: string): Tokens {
  // The purpose is part of the key, so that another use of the same secret gives no tokens.
  // As a key object it is prepared once: from bytes each HMAC costs seven times as much.
  const key = createSecretKey(createHmac('sha256', secret).update('widget token v2').digest())
  const macOf = (name: Buffer) => createHmac('sha256', key).update(name).digest()
  return {
    newConversation: () => `${PREFIX}${randomBytes(ID_BYTES).toString('base64url')}`,
    of({ conversationId, generation }) {
      const name = Buffer.alloc(NAME_BYTES)
      name.write(conversationId.slice(PREFIX.length), 'base64url')
      name.writeUInt32BE(generation, ID_BYTES)
      return Buffer.concat([name, macOf(name)]).toString('base64url')
    },
    read(token) {
      const bytes = Buffer.from(token, 'base64url')
      const name = bytes.subarray(0, NAME_BYTES)
      const isOurs = bytes.length === NAME_BYTES + MAC_BYTES && timingSafeEqual(bytes.subarray(NAME_BYTES), macOf(name))
      if (!isOurs) throw new AppError('inbound.unauthorized', 'the widget token is not one of ours')
      const conversationId = `${PREFIX}${name.subarray(0, ID_BYTES).toString('base64url')}`
      return { conversationId, generation: name.readUInt32BE(ID_BYTES) }
    },
  }
}

const PREFIX = 'widget:'
