import type { Inbound } from '../channels/channel.ts'
import { type Account, isSameAccount } from '../core/account.ts'
import type { WorldEvent } from '../core/event.ts'
import type { Snapshot } from '../core/snapshot.ts'

/**
 * What an inbound tells of who is signed in, or null when the conversation knows it already. What comes late
 * tells nothing: another may have signed in since it was written.
 */
export function accountNews(
  snapshot: Snapshot | null,
  inbound: Pick<Inbound, 'account' | 'late'>,
): (WorldEvent & { readonly type: 'account.known' }) | null {
  const account = inbound.account ?? null
  const known = (snapshot?.context['account'] ?? null) as Account | null
  const isKnown = isSameAccount(known, account) && (account?.provedAtMs ?? 0) <= (known?.provedAtMs ?? 0)
  return isKnown || inbound.late ? null : { type: 'account.known', account }
}
