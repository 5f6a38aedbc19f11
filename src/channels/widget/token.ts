import { createHmac, createSecretKey, randomBytes, timingSafeEqual } from 'node:crypto'
import { AppError } from '../../errors.ts'

const ID_BYTES = 16
const MAC_BYTES = 32

/** Makes and reads the tokens that name a conversation. */
export interface Tokens {
  /** A conversation nobody has had yet, and the token that opens it. */
  create(): { readonly token: string; readonly conversationId: string }
  /** @throws {AppError} `inbound.unauthorized` for anything we did not make with this secret */
  conversationOf(token: string): string
}

/**
 * A token is 128 random bits and their HMAC: nothing has to be stored, a browser cannot choose its
 * conversation, and whoever reads the database cannot make the token of a conversation in it.
 *
 * @param secret at least 32 characters; changing it signs every visitor out
 */
export function createTokens(secret: string): Tokens {
  // The purpose is part of the key, so that another use of the same secret gives no tokens.
  // As a key object it is prepared once: from bytes each HMAC costs seven times as much.
  const key = createSecretKey(createHmac('sha256', secret).update('widget token v1').digest())
  const macOf = (id: Buffer) => createHmac('sha256', key).update(id).digest()
  return {
    create() {
      const id = randomBytes(ID_BYTES)
      const token = Buffer.concat([id, macOf(id)]).toString('base64url')
      return { token, conversationId: conversationId(id) }
    },
    conversationOf(token) {
      const bytes = Buffer.from(token, 'base64url')
      const id = bytes.subarray(0, ID_BYTES)
      const isOurs = bytes.length === ID_BYTES + MAC_BYTES && timingSafeEqual(bytes.subarray(ID_BYTES), macOf(id))
      if (!isOurs) throw new AppError('inbound.unauthorized', 'the widget token is not one of ours')
      return conversationId(id)
    },
  }
}

function conversationId(id: Buffer): string {
  return `widget:${id.toString('base64url')}`
}
