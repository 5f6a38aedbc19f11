import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts', 'src/**/*.test.ts', 'flows/**/*.test.ts'],
    isolate: false,
    fileParallelism: true,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Conditions are waited for, never times: a busy machine may take its time.
    expect: { poll: { timeout: 15_000 } },
  },
})
