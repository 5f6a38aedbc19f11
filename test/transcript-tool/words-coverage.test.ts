import { expect, test } from 'vitest'
import { createRenderer } from '../../src/core/render.ts'
import { observeWords } from '../../src/transcript/words-coverage.ts'

const CATALOGUE = {
  lead: '続き：',
  ask: '{{what}}ですか',
  what: 'これ{{deep}}',
  deep: 'の中',
  list: '{{items, join}}',
  choice: { yes: 'はい' },
  label: '別の名前',
  mail: { text: '本文' },
}
const watched = () => observeWords(createRenderer(CATALOGUE, {}))
const keysOf = (hits: readonly (readonly [string, string])[]) => hits.map(([, key]) => key).toSorted()

test('counts a sentence, its lead, its labels and the words within it', () => {
  const { renderer, take } = watched()
  const said = renderer.say({
    key: 'ask',
    lead: 'lead',
    values: { what: { key: 'what', values: { deep: { key: 'deep' } } } },
    choices: [{ id: 'yes' }, { id: 'no', key: 'label' }],
  } as never)
  expect(said.text).toBe('続き：これの中ですか')
  expect(keysOf(take())).toEqual(['ask', 'choice.yes', 'deep', 'label', 'lead', 'what'])
})

test('counts what mails say, and words in lists', () => {
  const { renderer, take } = watched()
  renderer.phrase('mail.text')
  renderer.phrase('list', { items: [{ key: 'deep' }, 'plain'] })
  expect(keysOf(take())).toEqual(['deep', 'list', 'mail.text'])
})

test('hands each over once', () => {
  const { renderer, take } = watched()
  renderer.phrase('deep')
  expect(take()).toHaveLength(1)
  expect(take()).toEqual([])
})
