import type { RenderedChoice } from '../channels/channel.ts'
import type { MatchFrame } from './match-text.ts'
import type { Place } from './script.ts'

/** What a turn is compared in. */
export interface TurnFrame extends MatchFrame {
  readonly channel: string
  readonly types: ReadonlyMap<string, string>
  /** Names caught so far; comparing adds to it. */
  readonly captures: Map<string, string>
  /** The step that started the turn: unexpected messages would be written below it. */
  readonly anchor: Place
  /** The part has inputs only, so whatever comes may be filled in. */
  readonly draft: boolean
  readonly banned: readonly string[]
  /** Choices that the same step offered on the script channel; others are compared with them by id. */
  readonly reference: (place: Place) => readonly RenderedChoice[] | undefined
  /** The label an id had on the script channel, so that a cut one is never written into a script. */
  readonly labelOf: (id: string) => string | undefined
  /** Reports what a step's message really offered. */
  readonly offered: (place: Place, choices: readonly RenderedChoice[]) => void
}
