/** Started by the measurement of understanding: says what loading the lexicon costs a fresh process. */

const MB = 1_048_576
const memory = () => {
  globalThis.gc?.()
  const { heapUsed, rss } = process.memoryUsage()
  return { heapMb: heapUsed / MB, rssMb: rss / MB }
}

// zod and the reader's code are loaded before: the question is what the words cost.
const { createUnderstanding } = await import('../../src/core/understanding/understanding.ts')
const before = memory()
const began = performance.now()
const { lexicon } = await import('../../locales/ja/lexicon.ts')
const understanding = createUnderstanding(lexicon)
const loadMs = performance.now() - began
understanding.understand('返金してほしい', { context: null, choices: [], ref: '2026-11-18T21:40:00+09:00' })
const after = memory()
process.send?.({ loadMs, heapMb: after.heapMb - before.heapMb, rssMb: after.rssMb - before.rssMb })
