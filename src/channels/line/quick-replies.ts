import type { messagingApi } from '@line/bot-sdk'
import type { LoggedMessage } from '../channel.ts'
import { cleanLabel } from './clean-text.ts'
import { shortenGraphemes } from './graphemes.ts'
import { LINE_LIMITS } from './line-limits.ts'
import type { LineWords } from './line-words.ts'
import { choiceData, dayData, pageData } from './postback-data.ts'

/** A choice with its place (0 is the first) in its question. */
interface Placed {
  readonly id: string
  readonly label: string
  /** The label cut to what a button holds. */
  readonly button: string
  readonly index: number
}

/** The part of a question's choices that is shown at once. */
export interface ChoicePage {
  readonly quickReply?: messagingApi.QuickReply
  /** The same choices in words: LINE on a PC shows no quick replies, and they vanish with any newer message. */
  readonly list: string
}

/**
 * The choices of a question as quick replies: all of them, or pages with a button for the next. After the last page comes the first.
 * A page beyond the last is counted round.
 */
export function choicePage(question: LoggedMessage, page: number, words: LineWords): ChoicePage {
  const { prompt = '', view } = question
  const choices = placed(question)
  const calendar = view?.type === 'date' ? [calendarButton(prompt, view, words)] : []
  const pages = pagesOf(choices, LINE_LIMITS.quickReplies - calendar.length)
  const shown = pages[page % pages.length] ?? []
  const more = pages.length > 1 ? [moreButton(prompt, (page + 1) % pages.length, words)] : []
  const actions = [...calendar, ...shown.map((one) => choiceAction(prompt, one)), ...more]
  return {
    ...(actions.length > 0 ? { quickReply: { items: actions.map((action) => ({ type: 'action', action })) } } : {}),
    list: listOf(shown, words),
  }
}

/** Every choice in words, whatever page its button is on. */
export function choiceList(question: LoggedMessage, words: LineWords): string {
  return listOf(placed(question), words)
}

/** The button of one choice: its label cut to what fits, its full words in what the customer is seen to say. */
export function choiceAction(prompt: string, choice: Placed): messagingApi.PostbackAction {
  const words = wordsOf(choice)
  return {
    type: 'postback',
    label: choice.button,
    displayText: shortenGraphemes(words, LINE_LIMITS.displayTextGraphemes),
    data: choiceData(prompt, choice.id, choice.index),
  }
}

/** The choices of a question in order, their labels on one line each. Buttons that would look the same begin with their numbers. */
export function placed({ choices = [] }: LoggedMessage): readonly Placed[] {
  const all = choices.map(({ id, label }, index) => ({ id, label: cleanLabel(label), index }))
  const cut = all.map((one) => shortenGraphemes(wordsOf(one), LINE_LIMITS.labelGraphemes))
  const same = new Set(cut.filter((button, index) => cut.indexOf(button) !== index))
  return all.map((one, index) => {
    const button = cut[index] ?? ''
    return { ...one, button: same.has(button) ? shortenGraphemes(numbered(one), LINE_LIMITS.labelGraphemes) : button }
  })
}

function pagesOf(choices: readonly Placed[], room: number): readonly (readonly Placed[])[] {
  if (choices.length <= room) return [choices]
  const size = room - 1
  return Array.from({ length: Math.ceil(choices.length / size) }, (_, page) =>
    choices.slice(page * size, (page + 1) * size),
  )
}

/**
 * Choices that are numbers themselves (5 to 1) get no other numbers: a typed 2 is the label. A single one gets none either: it mostly
 * stands beside a number that is asked for.
 */
function listOf(choices: readonly Placed[], words: LineWords): string {
  const [first, ...others] = choices
  if (!first) return ''
  if (others.length === 0 && first.index === 0) return words.oneToo.replace('{{label}}', () => wordsOf(first))
  const areNumbers = choices.some(({ label }) => /^\d+$/.test(label.normalize('NFKC')))
  const lines = choices.map((one) => (areNumbers ? wordsOf(one) : numbered(one)))
  return [lines.join('\n'), areNumbers ? words.wordsToo : words.numbersToo].join('\n\n')
}

type Labelled = Pick<Placed, 'label' | 'index'>

/** What a choice is called: by its place when it has no words. */
const wordsOf = ({ label, index }: Labelled) => label || `${index + 1}`
const numbered = ({ label, index }: Labelled) => `${index + 1}. ${label}`.trim()

function moreButton(prompt: string, page: number, { more }: LineWords): messagingApi.PostbackAction {
  return { type: 'postback', label: more, displayText: more, data: pageData(prompt, page) }
}

function calendarButton(
  prompt: string,
  { min, max }: { readonly min: string; readonly max: string },
  { pickDay }: LineWords,
): messagingApi.DatetimePickerAction {
  return { type: 'datetimepicker', label: pickDay, data: dayData(prompt), mode: 'date', initial: max, min, max }
}
