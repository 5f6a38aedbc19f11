import { createRequire } from 'node:module'
import { expect, test } from 'vitest'
import '../../src/channels/botkit.ts'

const require = createRequire(import.meta.url)
const LEFT_OUT = /\/node_modules\/(?:@azure|@microsoft|@typespec|axios|botframework-connector|express|ws)\//

test('Botkit is loaded without cloud services, recognizers and web servers', () => {
  const loaded = Object.keys(require.cache)
  expect(loaded.some((path) => path.includes('/node_modules/botkit/'))).toBe(true)
  expect(loaded.filter((path) => LEFT_OUT.test(path))).toEqual([])
})

test('what reaches for a part that is left out fails, and does not go on with nothing', () => {
  const { BotFrameworkAdapter } = require('botbuilder') as { BotFrameworkAdapter: new (settings: object) => unknown }
  expect(() => new BotFrameworkAdapter({})).toThrow(expect.objectContaining({ code: 'hub.failed' }))
})

test('whoever asks for the same packages later gets them', () => {
  expect(require('express')).toBeTypeOf('function')
  expect(Object.keys(require.cache).some((path) => path.includes('/node_modules/express/'))).toBe(true)
})
