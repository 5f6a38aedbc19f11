import type { LoggedMessage, RenderedChoice } from '../../../src/channels/channel.ts'
import { readPostback } from '../../../src/channels/line/postback-data.ts'
import { isObject, type JsonObject } from '../limits/complaint.ts'
import { type Button, type Shown, wordsOf } from '../platform/chat-room.ts'
import type { Person } from '../platform/person.ts'

const QUICK_REPLIES_MAX = 13

/** What LINE may show besides what the bot said: choices with their numbers, and the words that belong to LINE's shape. */
const LIST_LINE = /^\d+\. ./

/**
 * Compares what the bot said with what stands on a phone: everything, in order, and nothing else.
 *
 * @param ofShape sentences that LINE's shape adds; `{{label}}` in them is a choice's
 * @returns what is missing or too much; empty when the phone shows just that
 */
export function compareScreen(
  said: readonly LoggedMessage[],
  shown: readonly Shown[],
  ofShape: readonly string[],
): string[] {
  const screen = shown.map(({ message }) => fullWords(message)).join('\n\n')
  const missing: string[] = []
  let rest = ''
  let at = 0
  for (const { text } of said) {
    const found = screen.indexOf(text, at)
    if (found < 0) missing.push(`not on the phone: ${text}`)
    else {
      rest += screen.slice(at, found)
      at = found + text.length
    }
  }
  const labels = said.flatMap(({ choices = [] }) => choices.map(({ label }) => label))
  const allowed = [
    ...labels,
    ...ofShape.flatMap((words) => labels.map((label) => words.replace('{{label}}', label))),
    ...ofShape,
  ]
  const extra = `${rest}${screen.slice(at)}`
    .split('\n')
    .filter((line) => line !== '' && !LIST_LINE.test(line) && !allowed.includes(line))
  return [...missing, ...extra.map((line) => `only on the phone: ${line}`)]
}

/** A Flex message says all it has to say in its alternative text too. */
function fullWords(message: JsonObject): string {
  return message['type'] === 'flex' ? String(message['altText']) : wordsOf(message)
}

/** The choice of ours behind a button, or null when it is none. */
export function choiceBehind(
  { action }: Button,
  choicesOf: (prompt: string) => readonly RenderedChoice[],
): { readonly prompt: string; readonly id: string } | null {
  const read = readPostback(String(isObject(action) ? action['data'] : ''))
  if (read?.type !== 'choice') return null
  const place = /^#(\d+)$/.exec(read.choice)?.[1]
  const id = place === undefined ? read.choice : choicesOf(read.prompt)[Number(place) - 1]?.id
  return id === undefined ? null : { prompt: read.prompt, id }
}

/** The open question's choices must be what can be pressed, in order; a long label may be cut. */
export function compareChoices(question: LoggedMessage, person: Person): string[] {
  const { prompt = '', choices = [] } = question
  if (person.device === 'pc' || choices.length > QUICK_REPLIES_MAX) return []
  const pressable = person.room
    .buttons(person.device)
    .map((button) => ({ button, behind: choiceBehind(button, () => choices) }))
    .filter(({ behind }) => behind?.prompt === prompt)
  const ids = pressable.map(({ behind }) => behind?.id)
  const wanted = choices.map(({ id }) => id)
  if (ids.join() !== wanted.join()) return [`choices on the phone: ${ids.join()}; of the question: ${wanted.join()}`]
  return pressable.flatMap(({ button: { label } }, index) => {
    const full = choices[index]?.label ?? ''
    const cut = label.endsWith('…') && full.startsWith(label.slice(0, -1))
    return label === full || cut ? [] : [`the label 「${full}」 reads 「${label}」`]
  })
}
