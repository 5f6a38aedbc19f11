import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { INTENTS, type Intent, type ReadingContext } from '../../src/core/reading.ts'
import { featuresOf } from '../../src/core/understanding/features.ts'
import { packWeights, WEIGHT_UNIT } from '../../src/core/understanding/intent-model.ts'
import { type IntentModelData, type Lexicon, YES_INTENTS } from '../../src/core/understanding/lexicon.ts'
import { createFactReader } from '../../src/core/understanding/read-facts.ts'
import { type Example, examplesIn } from './examples.ts'

/** The instant dates in training texts are read at; any would do. */
const REF = '2026-11-20T14:00:00+09:00'
const EPOCHS = 12
const LEARNING_RATE = 0.35
/** Classes this sure already are left alone in a step: almost all are, after the first rounds. */
const NEGLIGIBLE = 1e-3
/** Features dropped at random while learning, so that no single word carries an intent alone. */
const DROPPED = 0.15
const SEED = 20261120
/** Weights smaller than this many units say nothing and are left out of the file. */
const SMALLEST = 6
/** A feature must be seen in this many texts. */
const RAREST = 4

/** Intents that mean the same whatever was asked; they are also learnt under other questions. */
const ANYWHERE: ReadonlySet<Intent> = new Set<Intent>([
  'request_refund',
  'stop_auto_renewal',
  'cancel_subscription',
  'unknown_charge',
  'charge_continues',
  'suspect_phishing',
  'ask_policy',
  'ask_deadline',
  'ask_insurance',
  'ask_processing_time',
  'ask_after_cancel',
  'ask_renewal_service',
  'uninstall_question',
  'login_trouble',
  'carrier_shop_question',
  'change_account_info',
  'back',
  'restart',
  'hold',
  'ask_repeat',
  'operator',
  'complaint',
  'abuse',
  'greeting',
  'thanks',
  'ask_bot',
  'other_support',
  'off_topic',
])
const ASKING: readonly ReadingContext[] = [
  'ask_order_number',
  'ask_email',
  'ask_date',
  'ask_product_key',
  'provider',
  'ask_plan',
  'ask_carrier',
  'done',
  'confirm',
  'reason',
  'offer',
]
/** A refund asked for at an offer is a refusal of it, and worries about prices are reasons at "why?". */
const ELSEWHERE: Partial<Readonly<Record<Intent, readonly ReadingContext[]>>> = {
  request_refund: ['offer'],
  cancel_subscription: ['offer'],
  stop_auto_renewal: ['offer'],
  complaint: ['reason'],
  unknown_charge: ['reason'],
  other_support: ['reason'],
  charge_continues: ['reason'],
  off_topic: ['reason'],
}

/** Deterministic random numbers in [0, 1) (mulberry32). */
function random(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}

/** exp by repeated squaring: only additions and multiplications, so every machine gets the same bits. */
function exp(x: number): number {
  let power = 1 + x / 4096
  if (power <= 0) return 0
  for (let i = 0; i < 12; i++) power *= power
  return power
}

interface Row {
  readonly features: Int32Array
  readonly values: Float64Array
  readonly label: number
}

function withContexts(examples: readonly Example[], next: () => number): Example[] {
  const extra = examples.flatMap((example) => {
    if (example.context !== null || !ANYWHERE.has(example.intent)) return []
    const banned = ELSEWHERE[example.intent] ?? []
    const free = ASKING.filter((context) => !banned.includes(context))
    return [{ ...example, context: free[Math.floor(next() * free.length)] ?? null }]
  })
  return [...examples, ...extra]
}

function shuffle<T>(items: T[], next: () => number): void {
  for (let i = items.length - 1; i > 0; i--) {
    const j = Math.floor(next() * (i + 1))
    const held = items[i] as T
    items[i] = items[j] as T
    items[j] = held
  }
}

/** Learns the weights: softmax regression by AdaGrad, seeded, the same file on every machine. */
export function train(examples: readonly Example[], lexicon: Omit<Lexicon, 'model'>): IntentModelData {
  const next = random(SEED)
  const read = createFactReader({ ...lexicon, model: { intents: [], features: {} } })
  const intents = INTENTS.filter((intent) => !YES_INTENTS.has(intent))
  const names = new Map<string, number>()
  const all: Row[] = withContexts(
    examples.filter(({ intent }) => !YES_INTENTS.has(intent)),
    next,
  ).map(({ text, context, intent }) => {
    const facts = read(text, { context, choices: [], ref: REF })
    const features = featuresOf({
      segments: facts.wishes.segments,
      key: facts.maskedKey,
      context,
      asks: facts.text.asks,
    })
    const ids = [...features.keys()].map((name) => {
      const id = names.get(name) ?? names.size
      names.set(name, id)
      return id
    })
    return {
      features: Int32Array.from(ids),
      values: Float64Array.from(features.values()),
      label: intents.indexOf(intent),
    }
  })
  const rows = common(all, names.size)
  const weights = learn(rows, { features: names.size, intents: intents.length, next })
  return { intents, features: packed([...names.keys()], weights, intents.length) }
}

/** Leaves out features seen in one text only: they cannot generalise, and they are most of the file. */
function common(rows: readonly Row[], features: number): Row[] {
  const seen = new Int32Array(features)
  for (const row of rows) for (const id of row.features) seen[id] = (seen[id] ?? 0) + 1
  return rows.map((row) => {
    const kept = [...row.features.keys()].filter((at) => (seen[row.features[at] ?? 0] ?? 0) >= RAREST)
    return {
      ...row,
      features: row.features.filter((_, at) => kept.includes(at)),
      values: row.values.filter((_, at) => kept.includes(at)),
    }
  })
}

interface Sizes {
  readonly features: number
  readonly intents: number
  readonly next: () => number
}

function learn(rows: Row[], { features, intents, next }: Sizes): Float64Array {
  const weights = new Float64Array(features * intents)
  const squares = new Float64Array(features * intents).fill(1e-3)
  for (let epoch = 0; epoch < EPOCHS; epoch++) {
    shuffle(rows, next)
    for (const row of rows) {
      const kept = row.features.map((id) => (next() < DROPPED ? -1 : id))
      const gradient = gradientOf(row, kept, weights, intents)
      const moving = [...gradient.keys()].filter((i) => Math.abs(gradient[i] ?? 0) > NEGLIGIBLE)
      for (let f = 0; f < kept.length; f++) {
        const id = kept[f] ?? -1
        if (id < 0) continue
        const value = row.values[f] ?? 0
        for (const i of moving) {
          const at = id * intents + i
          const slope = (gradient[i] ?? 0) * value
          squares[at] = (squares[at] ?? 0) + slope * slope
          weights[at] = (weights[at] ?? 0) - (LEARNING_RATE * slope) / Math.sqrt(squares[at] ?? 1)
        }
      }
    }
  }
  return weights
}

function gradientOf(row: Row, kept: Int32Array, weights: Float64Array, intents: number): Float64Array {
  const scores = new Float64Array(intents)
  for (let f = 0; f < kept.length; f++) {
    const id = kept[f] ?? -1
    if (id < 0) continue
    const value = row.values[f] ?? 0
    for (let i = 0; i < intents; i++) scores[i] = (scores[i] ?? 0) + value * (weights[id * intents + i] ?? 0)
  }
  let top = Number.NEGATIVE_INFINITY
  for (const score of scores) if (score > top) top = score
  let total = 0
  for (let i = 0; i < intents; i++) {
    scores[i] = exp((scores[i] ?? 0) - top)
    total += scores[i] ?? 0
  }
  for (let i = 0; i < intents; i++) scores[i] = (scores[i] ?? 0) / total - (i === row.label ? 1 : 0)
  return scores
}

function packed(names: readonly string[], weights: Float64Array, intents: number): Record<string, string> {
  const features: Record<string, string> = {}
  names.forEach((name, id) => {
    const row: number[] = []
    for (let i = 0; i < intents; i++) {
      const weight = Math.round((weights[id * intents + i] ?? 0) / WEIGHT_UNIT)
      if (Math.abs(weight) >= SMALLEST) row.push(i, weight)
    }
    if (row.length > 0) features[name] = packWeights(row)
  })
  return features
}

/** All our examples, in a fixed order. */
export function allExamples(folder: string, skip: ReadonlySet<string> = new Set()): Example[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.txt') && !name.startsWith('dates') && !skip.has(name))
    .sort()
    .flatMap((name) => examplesIn(join(folder, name)))
}

/** One feature a line, so that a change of the data shows as a readable diff. */
export function modelText(model: IntentModelData): string {
  const lines = Object.entries(model.features).map(
    ([name, row]) => `    ${JSON.stringify(name)}: ${JSON.stringify(row)}`,
  )
  return `{\n  "intents": ${JSON.stringify(model.intents)},\n  "features": {\n${lines.join(',\n')}\n  }\n}\n`
}

if (import.meta.main) {
  const { default: lexicon } = await import('../../locales/ja/lexicon.json', { with: { type: 'json' } })
  const skip = new Set(process.argv.slice(3))
  const started = performance.now()
  const examples = allExamples(join(import.meta.dirname, 'data'), skip)
  const model = train(examples, lexicon as Omit<Lexicon, 'model'>)
  writeFileSync(process.argv[2] ?? join(import.meta.dirname, '../../locales/ja/lexicon-model.json'), modelText(model))
  process.stdout.write(
    `${examples.length} examples, ${Object.keys(model.features).length} features, ${Math.round(performance.now() - started)} ms\n`,
  )
}
