import type { Intent } from '../reading.ts'
import type { Features } from './features.ts'
import { type IntentModelData, YES_INTENTS } from './lexicon.ts'

/** An intent with its probability. */
export interface Scored {
  readonly intent: Intent
  readonly probability: number
}

/** What the model makes of a text: the likeliest intents, best first, and the feature that spoke most for the best. */
export interface Ranking {
  readonly scored: readonly Scored[]
  readonly because: string
}

/** Ranks intents for the features of a text. */
export type IntentModel = (features: Features) => Ranking

/** Weights are kept as whole tenths, which makes the file exact and small. */
export const WEIGHT_UNIT = 0.1

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

/** Writes the weights of one feature, `[intent index, tenths, …]`, as `IntentModelData` has them. */
export function packWeights(row: readonly number[]): string {
  let text = ''
  for (let i = 0; i < row.length; i += 2) text += `${LETTERS[row[i] ?? 0]}${row[i + 1]}`
  return text
}

/** All weights in one array, so that a text's features touch little memory: `rows` says where a feature's pairs are. */
interface Weights {
  readonly rows: ReadonlyMap<string, number>
  /** `[intent index, tenths]` pairs; each row begins with the number of its values. */
  readonly values: Int16Array
}

/** Reads the packed weights back. Character codes are walked by hand: this is most of what loading costs. */
function unpackWeights(features: Readonly<Record<string, string>>): Weights {
  const rows = new Map<string, number>()
  let room = 0
  for (const name in features) room += (features[name]?.length ?? 0) + 2
  const values = new Int16Array(room)
  let end = 0
  for (const name in features) {
    const start = end
    rows.set(name, start)
    end = unpackRow(features[name] ?? '', values, start + 1)
    values[start] = end - start - 1
  }
  return { rows, values: values.slice(0, end) }
}

function unpackRow(text: string, values: Int16Array, start: number): number {
  let end = start
  let weight = 0
  let sign = 1
  for (let at = 0; at <= text.length; at++) {
    const code = at < text.length ? text.charCodeAt(at) : 65
    if (code === 45) sign = -1
    else if (code < 58) weight = weight * 10 + code - 48
    else {
      if (end > start) values[end++] = weight * sign
      if (at < text.length) values[end++] = code < 91 ? code - 65 : code - 71
      weight = 0
      sign = 1
    }
  }
  return end
}

/**
 * Builds the linear model from its weights.
 * There is no class for a yes, so no text can be taken for one here.
 */
export function createIntentModel(data: IntentModelData): IntentModel {
  const weights = unpackWeights(data.features)
  const { intents } = data
  return (features) => {
    const scores = new Float64Array(intents.length)
    for (const [name, value] of features) {
      const start = weights.rows.get(name)
      if (start === undefined) continue
      const unit = value * WEIGHT_UNIT
      const end = start + (weights.values[start] ?? 0)
      for (let at = start + 1; at < end; at += 2) {
        const index = weights.values[at] ?? 0
        scores[index] = (scores[index] ?? 0) + unit * (weights.values[at + 1] ?? 0)
      }
    }
    // Even if somebody's weights had a class for a yes, it would not be heard.
    for (const [index, intent] of intents.entries())
      if (YES_INTENTS.has(intent)) scores[index] = Number.NEGATIVE_INFINITY
    const order = ranked(scores)
    return {
      scored: order.map(({ index, probability }) => ({ intent: intents[index] ?? 'off_topic', probability })),
      because: strongest(features, weights, order[0]?.index ?? 0),
    }
  }
}

const RANKED = 6

function ranked(scores: Float64Array): { index: number; probability: number }[] {
  const top = Math.max(...scores)
  const powers = scores.map((score) => Math.exp(score - top))
  const total = powers.reduce((sum, power) => sum + power, 0)
  return Array.from(powers, (power, index) => ({ index, probability: power / total }))
    .sort((a, b) => b.probability - a.probability)
    .slice(0, RANKED)
}

function strongest(features: Features, { rows, values }: Weights, index: number): string {
  let best = ''
  let most = 0
  for (const [name, value] of features) {
    const start = rows.get(name)
    if (start === undefined) continue
    const end = start + (values[start] ?? 0)
    for (let at = start + 1; at < end; at += 2) {
      if (values[at] !== index) continue
      const pull = value * (values[at + 1] ?? 0)
      if (pull > most) {
        most = pull
        best = name
      }
      break
    }
  }
  return best
}
