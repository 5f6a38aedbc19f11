import type { Phrase, Say, Values } from '../core/effect.ts'
import type { Renderer } from '../core/render.ts'
import type { Hit } from './coverage.ts'

/** Watches which sentences are put into words. */
export interface WordsObserver {
  /** The renderer to use instead of the watched one. */
  readonly renderer: Renderer
  /** Keys put into words since the last call, in chat and mail, with the words within them; each once. */
  take(): Hit[]
}

/** A choice's label, a receipt line, a mail and a word inside a sentence count as much as what is said itself. */
export function observeWords(renderer: Renderer): WordsObserver {
  const keys = new Set<string>()
  const phrase = (key: string, values: Values = {}) => {
    keys.add(key)
    for (const value of Object.values(values).flat()) if (isPhrase(value)) phrase(value.key, value.values)
  }
  const say = ({ key, values, lead, choices = [] }: Pick<Say, 'key' | 'values' | 'choices' | 'lead'>) => {
    phrase(key, values)
    if (lead) phrase(lead)
    for (const one of choices) {
      phrase(one.key ?? `choice.${one.id}`, one.values)
      for (const line of one.lines ?? []) if (isPhrase(line)) phrase(line.key, line.values)
    }
  }
  return {
    renderer: {
      // The labels of a question that is open already, to read an answer by: nothing is shown.
      choices: renderer.choices,
      phrase(key, values) {
        phrase(key, values)
        return renderer.phrase(key, values)
      },
      say(one) {
        say(one)
        return renderer.say(one)
      },
    },
    take: () => {
      const hits = [...keys].map((key): Hit => ['文面', key])
      keys.clear()
      return hits
    },
  }
}

const isPhrase = (value: unknown): value is Phrase => typeof value === 'object' && value !== null && 'key' in value
