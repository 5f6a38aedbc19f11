import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { CHART_FILE, drawChart } from '../../src/cli/draw.ts'

test('the drawn conversation is the one that runs', () => {
  expect(readFileSync(CHART_FILE, 'utf8'), 'run `npm run draw`').toBe(drawChart())
})
