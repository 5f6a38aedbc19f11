import { AppError } from '../../../errors.ts'
import type { AccountLinks } from '../../channel.ts'
import type { LineClient } from '../client.ts'
import { userOf } from '../users.ts'
import type { Write } from '../write.ts'
import { hashOf } from './hash-of.ts'
import { LINK_PATH } from './link-path.ts'
import type { LineLinks } from './links.ts'

export interface AccountLinksOptions {
  readonly links: LineLinks
  readonly client: Pick<LineClient, 'issueLinkToken'>
  readonly write: Write
  readonly now: () => number
  /** Where customers reach this server; null: nobody is invited. */
  readonly publicUrl: string | null
}

/** LINE's link tokens live this long (ms). Source: Messaging API reference, "Issue link token" (checked 2026-11-21). */
const TOKEN_LIFE_MS = 10 * 60_000

/** LINE's account link as our channel contract puts it. */
export function createAccountLinks({ links, client, write, now, publicUrl }: AccountLinksOptions): AccountLinks {
  return {
    async invite(conversationId) {
      if (publicUrl === null) return null
      const userId = userOf(conversationId)
      // Before the call: the token may be younger than this, never older.
      const untilMs = now() + TOKEN_LIFE_MS
      const token = (await client.issueLinkToken(userId)) ?? (await client.issueLinkToken(userId))
      // Not tried again later: the free reply cannot wait, and asking again is one word.
      if (token === null) throw new AppError('channel.refused', 'LINE gave no link token')
      await write(() => links.invite(hashOf(token), userId, untilMs))
      return { url: `${publicUrl}${LINK_PATH}?linkToken=${encodeURIComponent(token)}`, untilMs }
    },
    dissolve: (conversationId) => write(() => links.dissolve(userOf(conversationId))),
  }
}
