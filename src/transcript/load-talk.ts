import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { AppError } from '../errors.ts'
import { parsePart, parseTalk } from './parse-talk.ts'
import type { IncludeStep, Part, Step, TalkScript } from './script.ts'

/** Part files end so, which keeps them from being run by themselves. */
const PART_ENDING = '.part.txt'

/** A script with everything it includes and the text of every file involved. */
export interface LoadedTalk {
  readonly script: TalkScript
  /** Steps of part files by include path. */
  readonly parts: ReadonlyMap<string, readonly Step[]>
  /** Text by file name as places name it. */
  readonly sources: ReadonlyMap<string, string>
}

/**
 * Reads a script and, from below `root`, the parts it includes.
 *
 * @param file path relative to `base`; messages name it so
 * @throws {AppError} `transcript.syntax`, also for a part that is missing or includes itself
 */
export async function loadTalk(file: string, where: { base: string; root: string }): Promise<LoadedTalk> {
  const text = await readFile(join(where.base, file), 'utf8')
  const script = parseTalk(text, file)
  const sources = new Map([[file, text]])
  const parts = new Map<string, readonly Step[]>()
  const open: { include: IncludeStep; inside: readonly string[] }[] = includes(script.trunk, [])
  for (let next = open.shift(); next; next = open.shift()) {
    const { include, inside } = next
    if (inside.includes(include.path)) refuse(include, `部品「${include.path}」が自分自身を取り込んでいます`)
    if (parts.has(include.path)) continue
    const name = join(where.root, `${include.path}${PART_ENDING}`)
    const partText = await readFile(join(where.base, name), 'utf8').catch((cause: unknown) =>
      refuse(include, `部品「${name}」が読めません`, cause),
    )
    const steps = parsePart(partText, name)
    parts.set(include.path, steps)
    sources.set(name, partText)
    open.push(...stepIncludes(steps, [...inside, include.path]))
  }
  return { script, parts, sources }
}

function includes(part: Part, inside: readonly string[]): { include: IncludeStep; inside: readonly string[] }[] {
  return [...stepIncludes(part.steps, inside), ...part.branches.flatMap((branch) => includes(branch, inside))]
}

function stepIncludes(
  steps: readonly Step[],
  inside: readonly string[],
): { include: IncludeStep; inside: readonly string[] }[] {
  return steps.flatMap((step) => (step.type === 'include' ? [{ include: step, inside }] : []))
}

function refuse({ place }: IncludeStep, message: string, cause?: unknown): never {
  const text = `${place.file}:${place.line}: ${message}`
  throw new AppError('transcript.syntax', text, { problems: 1, line: place.line }, cause === undefined ? {} : { cause })
}
