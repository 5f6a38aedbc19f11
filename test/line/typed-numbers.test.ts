import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { lexicon } from '../../locales/ja/lexicon.ts'
import { choiceList } from '../../src/channels/line/quick-replies.ts'
import { createUnderstanding } from '../../src/core/understanding/understanding.ts'
import { AppWorld } from '../../src/transcript/app-world.ts'
import { said, words } from './said.ts'

let world: AppWorld
beforeEach(async () => {
  world = new AppWorld(Date.parse('2026-11-18T14:00:00+09:00'))
  await world.act({ type: 'opened' })
})
afterEach(() => world.close())

const question = () => world.take().said.findLast(({ prompt }) => prompt !== undefined)

describe('the second of the list', () => {
  test.each(['2', '２', '②', '2番', '２番', '2です', '2.', '2番でお願いします', '二番', '自動延長だけ止めたい'])(
    'is meant by 「%s」',
    async (text) => {
      const menu = question()
      expect(choiceList(said('', { choices: menu?.choices ?? [] }), words)).toContain('\n2. 自動延長だけ止めたい\n')

      await world.act({ type: 'text', text })

      expect(world.snapshot()?.context['topic']).toBe('stop')
    },
  )
})

test.each(['5', '５', '5です'])('a score is the score that is written: 「%s」', (text) => {
  const choices = ['4', '5', '3', '2', '1'].map((label) => ({ id: `rating.${label}`, label }))
  expect(choiceList(said('', { choices }), words)).toMatch(/^4\n5\n3\n2\n1\n/)

  const { choice } = createUnderstanding(lexicon).understand(text, {
    context: null,
    choices,
    ref: '2026-11-18T05:00:00Z',
  })

  expect(choice).toBe('rating.5')
})
