import { globSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { catalogue } from '../../locales/ja/catalogue.ts'
import messages from '../../locales/ja/messages.json' with { type: 'json' }
import type { Catalogue } from '../../src/core/render.ts'

const LONGEST_LABEL = 20
const graphemes = new Intl.Segmenter('ja', { granularity: 'grapheme' })
const lengthOf = (text: string) => [...graphemes.segment(text)].length

/** Every sentence of a catalogue with its key. */
function sentencesOf(below: Catalogue, prefix = ''): (readonly [key: string, text: string])[] {
  return Object.entries(below).flatMap(([key, value]) =>
    typeof value === 'string' ? [[`${prefix}${key}`, value] as const] : sentencesOf(value, `${prefix}${key}.`),
  )
}

const OWN = sentencesOf(messages)
const ALL = sentencesOf(catalogue)
const LABELS = sentencesOf(messages.choice)
/** Mails carry addresses and our own headings; the rest is read in the chat. */
const CHAT = ALL.filter(([key]) => !key.startsWith('mail.'))
const keysWhere = (of: typeof ALL, wrong: (text: string, key: string) => boolean) =>
  of.filter(([key, text]) => wrong(text, key)).map(([key, text]) => `${key}: ${text}`)

describe('use', () => {
  const source = [...globSync('flows/**/*.ts'), ...globSync('src/**/*.ts'), ...globSync('flows/offers/*.json')]
    .map((file) => readFileSync(file, 'utf8'))
    .join('\n')
  const isWritten = (word: string) => source.includes(`'${word}'`) || source.includes(`"${word}"`)

  test('I20 every sentence is said by someone', () => {
    expect(OWN.map(([key]) => key).filter((key) => !isUsed(key))).toEqual([])
  })

  /** A key is written out, is the words of a choice, or is put together from a family and a word of the code. */
  function isUsed(key: string): boolean {
    if (isWritten(key) || (key.startsWith('choice.') && isWritten(key.slice('choice.'.length)))) return true
    const parts = key.split('.')
    return parts.some((part, index) => {
      const family = parts.slice(0, index).join('.')
      const known = isWritten(part) || source.includes(`${part}:`)
      return index > 0 && known && source.includes(`\`${family}.\${`)
    })
  }
})

describe('labels', () => {
  test(`have at most ${LONGEST_LABEL} characters`, () => {
    expect(keysWhere(LABELS, (text) => lengthOf(text) > LONGEST_LABEL && !text.includes('{{'))).toEqual([])
  })

  test('end without a full stop', () => {
    expect(keysWhere(LABELS, (text) => /[。、]$/.test(text))).toEqual([])
  })
})

describe('house style', () => {
  test('no word presses on regret, hurry or others, and nothing is shouted', () => {
    const pressing =
      /もったいない|後悔|損をします|今だけ|残りわずか|みなさま続けています|本当によろしいですか|考え直して|お願いです、続けて|[！!]/
    expect(keysWhere(CHAT, (text) => pressing.test(text.replaceAll('m-PASS!', '')))).toEqual([])
  })

  test('no sentence ends plainly: です and ます throughout', () => {
    const plain = /(?:(?<!で|ま)した|った|[^ま]いた|[えけせてねべめれ]る|する|ある|なる|ない|だ|しろ|よ)。/
    expect(keysWhere(CHAT, (text) => plain.test(text))).toEqual([])
  })

  test('brackets and commas are full-width, figures half-width', () => {
    const spare = (text: string) =>
      text.replace(/\{\{[^}]*\}\}/g, '').replace(/https?:\/\/\S+|[\w.-]+\.(?:com|jp|net)\S*/g, '')
    expect(
      keysWhere(CHAT, (text) =>
        /[()]|[０-９Ａ-Ｚａ-ｚ]|[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}][,.]/u.test(spare(text)),
      ),
    ).toEqual([])
  })

  test('days and times go through the formatters that know Tokyo and full-width brackets', () => {
    const raw = /\{\{\s*(at|requestedAt|base|date|deadline|newEnd|toEnd|termEnd|checkedOn|opensOn|nextChargeAt)\s*\}\}/
    expect(keysWhere(ALL, (text) => raw.test(text))).toEqual([])
  })

  test('no emoji', () => {
    expect(keysWhere(CHAT, (text) => /\p{Extended_Pictographic}/u.test(text))).toEqual([])
  })
})
