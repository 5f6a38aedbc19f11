import { readFileSync } from 'node:fs'
import { INTENTS, type Intent, type ReadingContext } from '../../src/core/reading.ts'

/** One labelled utterance of our own data. */
export interface Example {
  readonly text: string
  readonly intent: Intent
  readonly context: ReadingContext | null
  /** Other labels that are right as well. */
  readonly alt: readonly Intent[]
}

/** Reads a file of `## intent [@context] [~other intents]` headings with one utterance a line. */
export function examplesIn(path: string): Example[] {
  const examples: Example[] = []
  let head: Omit<Example, 'text'> | null = null
  for (const line of readFileSync(path, 'utf8').split('\n')) {
    const heading = line.match(/^## (\w+)(?: @(\w+))?(?: ~(.+))?$/)
    if (heading) {
      const intent = INTENTS.find((known) => known === heading[1])
      if (!intent) throw new Error(`${path}: no intent ${heading[1]}`)
      const alt = (heading[3] ?? '')
        .split(' ')
        .filter((name): name is Intent => INTENTS.some((known) => known === name))
      head = { intent, context: (heading[2] as ReadingContext | undefined) ?? null, alt }
    } else if (head && line !== '' && !line.startsWith('# ')) {
      examples.push({ ...head, text: line })
    }
  }
  return examples
}
