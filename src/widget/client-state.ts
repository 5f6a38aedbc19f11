import type { ServerEvent } from '../protocol.ts'
import type { Outgoing } from './timeline.ts'
import type { Connection } from './transport.ts'

/** Everything a view needs to show a conversation. */
export interface ClientState {
  readonly events: readonly ServerEvent[]
  readonly outbox: readonly Outgoing[]
  readonly connection: Connection | 'offline'
  /** A message of ours waits for its answer, so no question is open now. */
  readonly isSending: boolean
  /** An answer is being prepared. */
  readonly isWorking: boolean
  /** The conversation kept by this page had ended and a new one began. */
  readonly wasReset: boolean
  /** What was said since the conversation was last open. */
  readonly unread: number
}
