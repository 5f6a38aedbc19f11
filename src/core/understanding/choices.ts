import type { OfferedChoice, ReadingFrame } from '../reading.ts'
import { createChoiceKeys, type KeyedChoice, withoutParticle } from './choice-keys.ts'
import type { Lexicon } from './lexicon.ts'
import { isMadeOf } from './made-of.ts'
import { foldPattern, keyOf, type NormalisedText } from './normalise.ts'
import { numeral } from './numerals.ts'

/** Reads a text as a choice among those on offer. */
export interface ChoiceReader {
  /** 1-based place named by the whole text; −1 the last; null when it names none. */
  readonly place: (text: NormalisedText) => number | null
  /**
   * Id of the choice that the whole text names by place, by label or by another word for it; never when two fit. Where
   * no yes is asked for, words that add nothing may stand around the name.
   */
  readonly choice: (text: NormalisedText, frame: Pick<ReadingFrame, 'choices' | 'context' | 'free'>) => string | null
  /** Ids of some of the choices, when the whole text could name any of them: it says half of what is asked. */
  readonly several: (text: NormalisedText, offered: readonly OfferedChoice[]) => readonly string[]
  /** Id of the one choice whose words stand somewhere in the text; never in a question or beside a negation. */
  readonly mentioned: (text: NormalisedText, offered: readonly OfferedChoice[]) => string | null
}

const KANA_NUMBERS: Readonly<Record<string, number>> = {
  いち: 1,
  に: 2,
  さん: 3,
  よん: 4,
  ご: 5,
  ろく: 6,
  なな: 7,
  はち: 8,
  ひと: 1,
  ふた: 2,
  みつ: 3,
  よつ: 4,
  いつ: 5,
  むつ: 6,
}
const NUMBER = '(\\d{1,2}|[一二三四五六七八九十]|いち|に|さん|よん|ご|ろく|なな|はち|ひと|ふた|みつ|よつ|いつ|むつ)'
const COUNTER = '(番目|ばんめ|番め|番|ばん|つ目|つめ|個目|こめ|個め|つ|no|ナンバ)'
const AFTER = '(?:の(?:やつ|もの|ほう|方|選択肢|項目|答え|ボタン|の)?|やつ|ほう|方)?'
const FIRST =
  /^(?:(?:一番|いちばん|1番|いつちやん)(?:上|うえ)|(?:上|うえ)(?=の)|(?:一番|いちばん)?(?:先頭|初めの|最初の)(?:やつ|もの|ほう|方|選択肢|項目)?)(?:の(?:やつ|もの|ほう|方|選択肢)?)?$/
const LAST =
  /^(?:(?:一番|いちばん|1番|いつちやん)(?:下|最後|した)|(?:下|した)(?=の)|最後|さいご|らすと|末尾|おしまいの)(?:の(?:やつ|もの|ほう|方|選択肢|項目)?)?$/
const PLACE = new RegExp(
  `^(上から|下から|うえから|したから|左から|右から)?${foldPattern(NUMBER)}${foldPattern(COUNTER)}?${foldPattern(AFTER)}$`,
)

function numberOf(word: string): number {
  return KANA_NUMBERS[word] ?? numeral(word)
}

function placeIn(key: string): number | null {
  if (FIRST.test(key)) return 1
  if (LAST.test(key)) return -1
  const match = key.match(PLACE)
  if (!match) return null
  const [, side, number = '', counter] = match
  // に, ご and the like are numbers only with a counter or a side: "に" alone is a particle.
  if (!counter && !side && !/^\d+$/.test(number) && !/^[一二三四五六七八九]$/.test(number)) return null
  const value = numberOf(number)
  if (!(value >= 1 && value <= 20)) return null
  return side && /^(?:下|した|右)/.test(side) ? -value : value
}

/** 「月々550円」: an amount says no more about a choice. */
const AMOUNT = /\d+円/g

/** The longest text in which a choice named somewhere is noticed. */
const LONGEST_STORY = 80

/** Builds the reader of choices from the aliases of a lexicon. */
export function createChoiceReader({ choices, grammar }: Lexicon): ChoiceReader {
  const head = new RegExp(`^${foldPattern(grammar.choiceHead)}`)
  const tail = new RegExp(`${foldPattern(grammar.choiceTail)}$`)
  const keysOf = createChoiceKeys(choices)
  const everywhere = foldedAll([...grammar.filler, ...grammar.choiceFiller])
  const byFamily = new Map(
    Object.entries(grammar.choiceFillerIn).map(([family, words]) => [
      family,
      new Set([...everywhere, ...foldedAll(words)]),
    ]),
  )
  const everywhereOnly: ReadonlySet<string> = new Set(everywhere)
  const fillers = (id: string): ReadonlySet<string> => byFamily.get(id.split(/[./]/)[0] ?? '') ?? everywhereOnly

  /** The text as it is and without polite surroundings, longest first. */
  const spellings = (key: string): Set<string> => {
    const bare = key.replace(head, '')
    return new Set([key, bare, stripped(key, tail), stripped(bare, tail)].filter((spelling) => spelling !== ''))
  }

  const place = (text: NormalisedText): number | null => {
    if (text.asks || text.key.length > 24) return null
    for (const spelling of spellings(text.key)) {
      const found = placeIn(spelling)
      if (found !== null) return found
    }
    return null
  }

  /** The choices that the whole text could name. */
  const fitting = (text: NormalisedText, offered: readonly OfferedChoice[]): readonly KeyedChoice[] => {
    if (text.asks || text.sign !== null || text.key.length > 40) return []
    const keyed = keysOf(offered)
    const spelt = [...spellings(text.key)]
    for (const spelling of spelt) {
      const byLabel = keyed.filter(({ label }) => label === spelling)
      const named = byLabel.length > 0 ? byLabel : keyed.filter(({ aliases }) => aliases.has(spelling))
      if (named.length > 0) return named
    }
    return byPart(spelt, keyed, LONG_KATAKANA.test(text.raw) ? 2 : TELLING_PART)
  }

  /** 「たしかドコモショップで買いました」: the words of a choice, and around them only words that add nothing. */
  const inside = ({ asks, sign, key }: NormalisedText, offered: readonly OfferedChoice[]): readonly KeyedChoice[] => {
    if (asks || sign !== null || key.length > 40) return []
    const keyed = keysOf(offered)
    const spans = keyed.flatMap((one) =>
      [one.label, ...one.aliases]
        .filter((words) => words.length >= 2 && key.includes(words))
        .filter((words) => isMadeOf(key.replace(words, ' ').replaceAll(AMOUNT, ' '), fillers(one.id)))
        .map((words) => ({ id: one.id, length: words.length })),
    )
    const longest = Math.max(...spans.map(({ length }) => length))
    const ids = new Set(spans.filter(({ length }) => length === longest).map(({ id }) => id))
    return keyed.filter(({ id }) => ids.has(id))
  }

  return {
    place,
    choice: (text, { choices: offered, context, free }) => {
      if (offered.length === 0) return null
      const byName = only(fitting(text, offered))
      if (byName) return byName
      const at = place(text)
      if (at !== null) return numbered(offered, at)?.id ?? null
      return free || context === 'offer' || context === 'confirm' ? null : only(inside(text, offered))
    },
    several: (text, offered) => {
      const named = fitting(text, offered)
      const some = named.length > 0 ? named : inside(text, offered)
      return some.length > 1 && some.length < offered.length ? some.map(({ id }) => id) : []
    },
    mentioned: ({ asks, sign, key }, offered) => {
      if (asks || sign !== null || key.length > LONGEST_STORY || NEGATION.test(key)) return null
      const named = keysOf(offered).filter(({ label, aliases }) =>
        [label, ...aliases].some((words) => words.length >= TELLING_PART && key.includes(words)),
      )
      return only(named)
    },
  }
}

const only = (fitting: readonly KeyedChoice[]): string | null =>
  fitting.length === 1 ? (fitting[0]?.id ?? null) : null

/** The choice at a place; where the choices are figures themselves (grades), ⑤ is 5 and not the fifth. */
const numbered = (offered: readonly OfferedChoice[], at: number): OfferedChoice | undefined =>
  offered.find(({ label }) => label === String(at)) ?? offered[at < 0 ? offered.length + at : at - 1]

/** Nobody names a choice by a part of its label in more letters than this. */
const MAX_PART = 16
/** A shorter part names a choice only when its label begins with it. */
const TELLING_PART = 3
/** メール is shorter in the comparison spelling than it is. */
const LONG_KATAKANA = /[ァ-ヶー]{3}/
const NEGATION = /ない|ません|以外|じゃ|では/

/** 「デラックスの方」, 「ノートンの公式」, 「7980円のやつ」: the choices in whose labels a part stands. */
function byPart(
  spellings: readonly string[],
  offered: readonly KeyedChoice[],
  telling: number,
): readonly KeyedChoice[] {
  const parts = new Set(spellings.map(withoutParticle).filter((part) => part.length >= 2 && part.length <= MAX_PART))
  for (const part of parts) {
    if (NEGATION.test(part)) continue
    const fitting = offered.filter(
      ({ bareLabel, bareAliases }) =>
        bareAliases.has(part) || bareLabel.startsWith(part) || (part.length >= telling && bareLabel.includes(part)),
    )
    if (fitting.length > 0) return fitting
  }
  return []
}

const foldedAll = (words: readonly string[]): string[] =>
  words.map((word) => keyOf(word.normalize('NFKC'))).filter((word) => word !== '')

function stripped(key: string, tail: RegExp): string {
  const bare = key.replace(tail, '')
  return bare === '' ? key : bare
}
