import type { OfferedChoice } from '../reading.ts'
import type { Lexicon } from './lexicon.ts'
import { keyOf } from './normalise.ts'

/** A choice on offer in the comparison spelling. */
export interface KeyedChoice {
  readonly id: string
  readonly label: string
  /** Other words for it. */
  readonly aliases: ReadonlySet<string>
  /** Label and aliases as parts of them are looked for. */
  readonly bareLabel: string
  readonly bareAliases: ReadonlySet<string>
}

/** Spells the choices of a question for comparison: once, however many readers hold a text against them. */
export type ChoiceKeys = (offered: readonly OfferedChoice[]) => readonly KeyedChoice[]

/** Builds the speller from the aliases of a lexicon. */
export function createChoiceKeys(choices: Lexicon['choices']): ChoiceKeys {
  const none: ReadonlySet<string> = new Set()
  const aliases = new Map(
    Object.entries(choices).map(([id, words]) => [id, new Set(words.map((word) => keyOf(word.normalize('NFKC'))))]),
  )
  const bare = new Map([...aliases].map(([id, words]) => [id, new Set([...words].map(withoutParticle))]))
  const spelt = new WeakMap<readonly OfferedChoice[], readonly KeyedChoice[]>()
  return (offered) => {
    const known = spelt.get(offered)
    if (known) return known
    const keyed = offered.map(({ id, label: words }) => {
      const label = keyOf(words.normalize('NFKC'))
      const bareLabel = withoutParticle(label)
      return { id, label, bareLabel, aliases: aliases.get(id) ?? none, bareAliases: bare.get(id) ?? none }
    })
    spelt.set(offered, keyed)
    return keyed
  }
}

/** 「ノートンの公式」 is part of 「ノートン公式ストア」. */
export function withoutParticle(key: string): string {
  return key.replaceAll(/[のに]/g, '')
}
