import { expect, test } from 'vitest'
import { warmUp } from '../../src/warm-up.ts'

test('others have their turn between any two steps of the warming up', async () => {
  const order: string[] = []
  let left = 3
  const warm = warmUp({
    knowledge: {
      prepare() {
        order.push('step')
        setImmediate(() => order.push('another'))
        return left-- === 0
      },
    },
  })
  await warm
  expect(order.slice(0, 6)).toEqual(['step', 'another', 'step', 'another', 'step', 'another'])
})
