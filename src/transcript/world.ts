import type { Account, Act, BotMessage } from '../channels/channel.ts'
import type { Decision } from '../core/decision.ts'
import type { CommandName } from '../core/effect.ts'

/**
 * One fresh, isolated world a script runs in: its own store, ledger, mailer and clock. Nothing in it
 * depends on the wall clock, the network or chance, so equal scripts give equal conversations.
 */
export interface World {
  /** The fake clock (epoch ms). */
  now(): number
  /**
   * The customer acts; resolves when everything this started has come to rest (commands performed, messages
   * delivered). `redelivered`: the same inbound id as the last act arrives once more.
   *
   * @returns the inbound id used, so that a later `edited` or `unsent` can name it
   */
  act(act: Act, options?: { readonly redelivered?: boolean }): Promise<string>
  /** `ログイン:`: the company's own sign-in names the customer from here on. Absent: nobody can sign in here. */
  signIn?(account: Account): void | Promise<void>
  /** Moves the fake clock forward; due timers and retries fire in order on the way. */
  advanceTo(atMs: number): Promise<void>
  /** `社>`: how the next call of that command goes wrong. */
  backOfficeNext(fault: BackOfficeFault): void
  /** `人>`: a person of the desk writes to the customer. Absent while there is no desk. */
  operatorSays?(text: string): Promise<void>
  /** Everything that happened since the last take. */
  take(): Happenings
  /** The conversation at rest, for error reports. */
  snapshot(): unknown
  /** An equal world at the same moment. Absent: the runner replays the script up to here in a new world. */
  fork?(): Promise<World>
  close(): Promise<void>
}

/** What a world saw between two takes, each list in order. */
export interface Happenings {
  readonly said: readonly BotMessage[]
  /** Commands the conversation asked for, once per idempotency key: a retry is not a second one. */
  readonly did: readonly DidCommand[]
  readonly decided: readonly Decision[]
  readonly mails: readonly SentMail[]
  /** Dot paths of the active states, now. */
  readonly state: readonly string[]
  /** Timers that fired, by name. */
  readonly timers?: readonly string[]
  readonly error?: Error
}

/** A command with everything it carries except its name. */
export interface DidCommand {
  readonly name: CommandName
  readonly args: Readonly<Record<string, unknown>>
}

/** A mail that left. */
export interface SentMail {
  readonly to: string
  readonly subject: string
  readonly text: string
}

/**
 * - `unavailable`: the call fails and did nothing
 * - `unknown`: the call is done, but its answer is lost
 * - `refused`: a final no; `why` is the back office's reason
 * - `accepted`: taken, not yet confirmed (a stop)
 */
export type FaultKind = 'unavailable' | 'unknown' | 'refused' | 'accepted'

/** The next `times` calls of `target` go wrong in this way. `contracts.find` is the look-up behind the identity check. */
export interface BackOfficeFault {
  readonly target: CommandName | 'contracts.find'
  readonly fault: FaultKind
  readonly times: number
  readonly why?: string
}

/** What a script's header asks of its world. */
export interface WorldSetup {
  readonly atMs: number
  /** Contracts in the CSV form of the back office's import, header row included; empty without contracts. */
  readonly contractsCsv: string
  readonly seed: number
  readonly channel: string
  readonly language: string
  /** `備え:` as written, name to value. */
  readonly fixtures: Readonly<Record<string, string>>
  /** `写し:`: path of a stored conversation to start from. */
  readonly snapshotFile?: string
}

/** Makes a world whose conversation has not begun: the runner opens it, so that a script can also begin otherwise. */
export type CreateWorld = (setup: WorldSetup) => Promise<World>
