import type { Account } from '../core/account.ts'
import type { CommandName } from '../core/effect.ts'
import type { BackOfficeFault } from './world.ts'

/** Where a step stands: lines are counted from 1, `endLine` is its last line. */
export interface Place {
  readonly file: string
  readonly line: number
  readonly endLine: number
}

/** `@line` keeps a step for that channel, `@!line` from it. Both empty: every channel. */
export interface ChannelFilter {
  readonly only: readonly string[]
  readonly except: readonly string[]
}

/** A choice as a script names it: by its words, its id (`[返金する#refund]`), or only its id (`[#refund]`). */
export interface ChoiceRef {
  readonly label: string | null
  readonly id: string | null
}

/** `[A] [B]` exactly these in this order; `open` (`…` at the end, or `[…]`) allows others. */
export interface ChoicePattern {
  readonly choices: readonly ChoiceRef[]
  readonly open: boolean
}

/** One accepted form of a message. Without lines only the wording key is compared. */
export interface Form {
  readonly key: string | null
  readonly lines: readonly string[]
  readonly place: Place
}

interface Placed {
  readonly place: Place
  readonly on: ChannelFilter
}

/** `係>` with its `又>`. */
export interface SayStep extends Placed {
  readonly type: 'say'
  readonly forms: readonly Form[]
  readonly choices: ChoicePattern | null
}

/** `係@mail>`: a mail of this turn. */
export interface MailStep extends Placed {
  readonly type: 'mail'
  readonly lines: readonly string[]
}

/**
 * How a customer acts when it is neither typing nor tapping an offered choice.
 * `twice`: the same message delivered again; `burst`: a second tap at once, with an id of its own; `login`: signs in
 * at the company's site and comes back.
 */
export type CustomerWay = 'old' | 'twice' | 'burst' | 'edited' | 'unsent' | 'again' | 'thing' | 'follow' | 'login'

/** `客>`. `tap` is set when the text is one choice in brackets. */
export interface CustomerStep extends Placed {
  readonly type: 'customer'
  readonly way: CustomerWay | null
  readonly tap: ChoiceRef | null
  readonly lines: readonly string[]
}

/** `人>` */
export interface OperatorStep extends Placed {
  readonly type: 'operator'
  readonly lines: readonly string[]
}

/** `社>` */
export interface FaultStep extends Placed {
  readonly type: 'fault'
  readonly fault: BackOfficeFault
}

/** `済>`: args are field paths of the command with the value as written. */
export interface DidStep extends Placed {
  readonly type: 'did'
  readonly command: CommandName
  readonly args: readonly (readonly [field: string, value: string])[]
}

/** `態>` */
export interface StateStep extends Placed {
  readonly type: 'state'
  readonly path: string
}

/** `判>`: field paths of `Decision` with the value in the program's words. */
export interface RuleStep extends Placed {
  readonly type: 'rule'
  readonly fields: readonly (readonly [field: string, value: string])[]
}

/** `否>` */
export interface NotStep extends Placed {
  readonly type: 'not'
  readonly text: string
}

/** How the clock moves: a span, an hour of the next day (JST), or an instant. */
export type ClockMove =
  | { readonly kind: 'after'; readonly count: number; readonly unit: ClockUnit }
  | { readonly kind: 'nextDay'; readonly hour: number; readonly minute: number }
  | { readonly kind: 'at'; readonly atMs: number }
export type ClockUnit = '秒' | '分' | '時間' | '日' | '週間'

/** `～` */
export interface ClockStep extends Placed {
  readonly type: 'clock'
  readonly move: ClockMove
}

/** `＋`: a part file played in place, with names it may use as 《名》. */
export interface IncludeStep extends Placed {
  readonly type: 'include'
  readonly path: string
  readonly values: readonly (readonly [name: string, value: string])[]
}

/** `※` */
export interface NoteStep extends Placed {
  readonly type: 'note'
  readonly text: string
}

export interface BlankStep extends Placed {
  readonly type: 'blank'
}

export type Step =
  | SayStep
  | MailStep
  | CustomerStep
  | OperatorStep
  | FaultStep
  | DidStep
  | StateStep
  | RuleStep
  | NotStep
  | ClockStep
  | IncludeStep
  | NoteStep
  | BlankStep

/** Steps up to where the talk forks, and the branches that go on from there. The trunk has no name. */
export interface Part {
  readonly name: string | null
  readonly place: Place
  readonly steps: readonly Step[]
  readonly branches: readonly Part[]
}

/** One line of the header with its indented rows, kept so that the formatter loses nothing. */
export type HeadLine =
  | {
      readonly type: 'entry'
      readonly key: string
      readonly value: string
      readonly rows: readonly string[]
      readonly line: number
    }
  | { readonly type: 'note'; readonly text: string; readonly line: number }
  | { readonly type: 'blank'; readonly line: number }

/** What the header says, ready for use. */
export interface Header {
  readonly title: string
  readonly atMs: number
  readonly contractsCsv: string
  /** Whom the company's sign-in names from the start. */
  readonly account: Account | null
  /** As written; empty: those the setup runs every script on. */
  readonly channels: readonly string[]
  readonly language: string
  readonly tags: readonly string[]
  readonly banned: readonly string[]
  /** Names of captures to the regular expression their value must have. */
  readonly types: ReadonlyMap<string, string>
  readonly fixtures: Readonly<Record<string, string>>
  readonly seed: number
  readonly snapshotFile: string | null
}

/** A transcript script as read from a `.talk.txt`. */
export interface TalkScript {
  readonly file: string
  readonly head: readonly HeadLine[]
  readonly header: Header
  /** Line of the `---` between header and talk. */
  readonly ruleLine: number
  readonly trunk: Part
}

/** Steps that state what should have happened, as opposed to those that make something happen. */
export function isExpectation(step: Step): step is SayStep | MailStep | DidStep | StateStep | RuleStep | NotStep {
  return ['say', 'mail', 'did', 'state', 'rule', 'not'].includes(step.type)
}

/** Steps that start a turn. */
export function isInput(step: Step): step is CustomerStep | OperatorStep | ClockStep {
  return step.type === 'customer' || step.type === 'operator' || step.type === 'clock'
}

/** Whether a step counts on this channel. */
export function appliesTo(step: { readonly on: ChannelFilter }, channel: string): boolean {
  const { only, except } = step.on
  return (only.length === 0 || only.includes(channel)) && !except.includes(channel)
}
