import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts', 'src/**/*.test.ts', 'flows/**/*.test.ts'],
    isolate: false,
    fileParallelism: true,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
})
