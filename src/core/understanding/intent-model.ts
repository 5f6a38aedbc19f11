import type { Intent } from '../reading.ts'
import type { Features } from './features.ts'
import type { IntentModelData } from './lexicon.ts'

/** An intent with its probability and the feature that spoke for it most. */
export interface Scored {
  readonly intent: Intent
  readonly probability: number
  readonly because: string
}

/** Ranks intents for the features of a text, best first. */
export type IntentModel = (features: Features) => readonly Scored[]

/** Weights are kept as whole hundredths, which makes the file exact and small. */
export const WEIGHT_UNIT = 0.01

/**
 * Builds the linear model from its weights.
 * There is no class for a yes, so no text can be taken for one here.
 */
export function createIntentModel(data: IntentModelData): IntentModel {
  const weights = new Map(Object.entries(data.features))
  const { intents } = data
  return (features) => {
    const scores = new Float64Array(intents.length)
    for (const [name, value] of features) {
      const row = weights.get(name)
      if (!row) continue
      for (let i = 0; i < row.length; i += 2) {
        const index = row[i] ?? 0
        scores[index] = (scores[index] ?? 0) + value * (row[i + 1] ?? 0) * WEIGHT_UNIT
      }
    }
    return ranked(scores, intents, (index) => strongest(features, weights, index))
  }
}

function ranked(scores: Float64Array, intents: readonly Intent[], because: (index: number) => string): Scored[] {
  const top = Math.max(...scores)
  const powers = scores.map((score) => Math.exp(score - top))
  const total = powers.reduce((sum, power) => sum + power, 0)
  const order = [...powers.keys()].sort((a, b) => (powers[b] ?? 0) - (powers[a] ?? 0)).slice(0, 6)
  return order.map((index) => ({
    intent: intents[index] ?? 'off_topic',
    probability: (powers[index] ?? 0) / total,
    because: because(index),
  }))
}

function strongest(features: Features, weights: ReadonlyMap<string, readonly number[]>, index: number): string {
  let best = ''
  let most = 0
  for (const [name, value] of features) {
    const row = weights.get(name)
    if (!row) continue
    for (let i = 0; i < row.length; i += 2) {
      const pull = row[i] === index ? value * (row[i + 1] ?? 0) : 0
      if (pull > most) {
        most = pull
        best = name
      }
    }
  }
  return best
}
