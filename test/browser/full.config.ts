import { defineConfig } from 'vitest/config'

/** What is too slow for every run of `npm test`: the same states in every look, and long lossy lines. */
export default defineConfig({
  test: {
    include: ['test/browser/**/*.full.ts'],
    isolate: false,
    testTimeout: 180_000,
    hookTimeout: 60_000,
    expect: { poll: { timeout: 15_000 } },
  },
})
