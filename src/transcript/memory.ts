import type { BotMessage, RenderedChoice } from '../channels/channel.ts'
import type { Hit } from './coverage.ts'
import type { Problem } from './problem.ts'
import type { Part, Place } from './script.ts'

/** Choices and states as a run saw them, for the runs of other channels. */
export interface SeenChoices {
  /** What a step's message offered, or a tap took, by `placeKey` of the step. */
  readonly offered: Map<string, readonly RenderedChoice[]>
  /** The label of each id. */
  readonly labels: Map<string, string>
  /** The states after each input, by `placeKey` of its step: one entry each time it was played. */
  readonly states: Map<string, string[]>
}

/** A question that was asked, with the choices it offered. */
export interface Asked {
  readonly prompt: string
  readonly choices: readonly RenderedChoice[]
}

/** Everything of a talk that goes on with a branch, besides the world. */
export interface Memory {
  readonly captures: Map<string, string>
  /** The question on offer is the last. */
  readonly asked: Asked[]
  readonly problems: Problem[]
  readonly hits: Hit[]
  /** Parts played so far, for a replay. */
  readonly played: { readonly part: Pick<Part, 'place' | 'steps'>; readonly draft: boolean }[]
  /** Inbound id of the last typed message: what an edit or a withdrawal is about. */
  lastTextId: string | null
  /** Nothing after this makes sense: an input could not be given, or something broke. */
  stopped: boolean
}

export function newMemory(): Memory {
  return { captures: new Map(), asked: [], problems: [], hits: [], played: [], lastTextId: null, stopped: false }
}

/** A copy that shares nothing that changes. */
export function copyMemory(memory: Memory): Memory {
  return {
    captures: new Map(memory.captures),
    asked: [...memory.asked],
    problems: [...memory.problems],
    hits: [...memory.hits],
    played: [...memory.played],
    lastTextId: memory.lastTextId,
    stopped: memory.stopped,
  }
}

/** Makes a message's question the one on offer. The same question asked again is one question. */
export function rememberQuestion({ asked }: Memory, { prompt, choices }: BotMessage): void {
  if (prompt === undefined && !choices) return
  const again = asked.findIndex((one) => one.prompt === prompt)
  if (again >= 0) asked.splice(again, 1)
  asked.push({ prompt: prompt ?? '', choices: choices ?? [] })
}

/** A step's name among all files of a script. */
export function placeKey({ file, line }: Place): string {
  return `${file}:${line}`
}
