import type { messagingApi } from '@line/bot-sdk'
import type { LoggedMessage } from '../channel.ts'
import { cleanText } from './clean-text.ts'
import { confirmTemplate } from './confirm-template.ts'
import { flexCard } from './flex-card.ts'
import { LINE_LIMITS } from './line-limits.ts'
import type { LineWords } from './line-words.ts'
import { linkButton } from './link-button.ts'
import { choiceList, choicePage } from './quick-replies.ts'
import { splitCalls } from './split-calls.ts'
import { splitText } from './split-text.ts'

/** What goes out in one call of the Messaging API: 1 to 5 message objects. */
export type LineCall = readonly messagingApi.Message[]

export interface LineRenderOptions {
  /**
   * Whether what does not fit into the first call can be pushed at once. If not, the question with its buttons moves into the first
   * call, and the rest waits.
   */
  readonly pushes: boolean
}

/** Something to be shown, before it is made of message objects. */
type Bubble =
  | { readonly text: string; readonly asks?: true; readonly sender?: messagingApi.Sender }
  | { readonly object: messagingApi.Message; readonly asks?: true }

interface Made {
  readonly object: messagingApi.Message
  readonly asks: boolean
}

/**
 * Shows what the bot said on LINE: pure, and within every documented limit whatever the words are.
 *
 * Up to three bubbles stay as they are; of more, neighbouring texts become one, so that one free reply suffices. The last question
 * alone has buttons. Entries of the customer's are skipped.
 *
 * @returns the calls in order, the first for the free reply; none when there is nothing to show
 */
export function renderLine(
  messages: readonly LoggedMessage[],
  words: LineWords,
  { pushes }: LineRenderOptions,
): readonly LineCall[] {
  const said = messages.filter(({ role }) => role !== 'customer')
  const open = said.findLast(({ prompt }) => prompt !== undefined)
  const bubbles = said.flatMap((message) =>
    message === open ? askedBubbles(message, words) : saidBubbles(message, words),
  )
  const objects = arranged(bubbles.filter((bubble) => 'object' in bubble || bubble.text !== ''))
  const calls = inCalls(objects, pushes)
  const buttons = open && !isTemplate(objects) ? choicePage(open, 0, words).quickReply : undefined
  return buttons ? withButtons(calls, pushes, buttons) : calls
}

/**
 * Shows one more page of a question's choices, for a tap on its button; the conversation does not move. Its end with the buttons, should
 * it not fit into one call: the whole list was said with the question.
 */
export function renderLinePage(question: LoggedMessage, page: number, words: LineWords): LineCall {
  const { list, quickReply } = choicePage(question, page, words)
  const objects = made([{ text: [words.moreShown, list].join('\n\n') }])
    .map(({ object }) => object)
    .slice(-LINE_LIMITS.objectsPerCall)
  return quickReply
    ? objects.map((object, index) => (index === objects.length - 1 ? { ...object, quickReply } : object))
    : objects
}

const isTemplate = (objects: readonly Made[]) => objects.some(({ object }) => object.type === 'template')

function saidBubbles({ role, text, view }: LoggedMessage, words: LineWords): readonly Bubble[] {
  if (role === 'operator') return [{ text: cleanText(text), sender: { name: words.operator } }]
  const card = view?.type === 'card' ? flexCard(view, text, words) : null
  if (card) return [{ object: card }]
  const button = view?.type === 'link' ? linkButton(view) : null
  return [{ text: cleanText(text) }, ...(button ? [{ object: button }] : [])]
}

function askedBubbles(question: LoggedMessage, words: LineWords): readonly Bubble[] {
  const confirmation = confirmTemplate(question, words)
  if (confirmation) {
    const { above, template } = confirmation
    return [...(above === null ? [] : [{ text: above, asks: true } as const]), { object: template, asks: true }]
  }
  const list = choiceList(question, words)
  const card = question.view?.type === 'card' ? flexCard(question.view, question.text, words) : null
  if (card)
    return [
      { object: card, asks: true },
      { text: list, asks: true },
    ]
  return [{ text: [cleanText(question.text), list].filter((part) => part !== '').join('\n\n'), asks: true }]
}

/** More bubbles at once than these are not read (conversation: an answer has at most three). */
const READ_AT_ONCE = 3

/** As few objects as needed: the question joins the text before it only where one call would not do otherwise. */
function arranged(bubbles: readonly Bubble[]): readonly Made[] {
  const apart = made(bubbles)
  if (apart.length <= READ_AT_ONCE) return apart
  const joined = made(merged(bubbles, false))
  return joined.length <= LINE_LIMITS.objectsPerCall ? joined : made(merged(bubbles, true))
}

/** Joins neighbouring texts of one sender with a blank line; the question only if it has to be. */
function merged(bubbles: readonly Bubble[], withQuestion: boolean): readonly Bubble[] {
  const out: Bubble[] = []
  for (const bubble of bubbles) {
    const last = out.at(-1)
    const joins =
      last &&
      'text' in last &&
      'text' in bubble &&
      last.sender?.name === bubble.sender?.name &&
      (withQuestion || last.asks === bubble.asks)
    if (joins) out[out.length - 1] = { ...last, ...bubble, text: `${last.text}\n\n${bubble.text}` }
    else out.push(bubble)
  }
  return out
}

function made(bubbles: readonly Bubble[]): readonly Made[] {
  return bubbles.flatMap((bubble) => {
    const asks = bubble.asks === true
    if ('object' in bubble) return [{ object: bubble.object, asks }]
    const sender = bubble.sender ? { sender: bubble.sender } : {}
    return splitText(bubble.text).map((text) => ({ object: { type: 'text', text, ...sender } as const, asks }))
  })
}

function inCalls(objects: readonly Made[], pushes: boolean): readonly LineCall[] {
  const room = LINE_LIMITS.objectsPerCall
  const asking = objects.filter(({ asks }) => asks)
  if (pushes || objects.length <= room || asking.length === 0) return chunks(objects)
  const question = asking.slice(-room)
  const others = objects.filter((one) => !question.includes(one))
  const first = [...others.slice(0, room - question.length), ...question]
  return [...chunks(first), ...chunks(others.slice(room - question.length))]
}

const chunks = (objects: readonly Made[]) => splitCalls(objects.map(({ object }) => object))

/** Quick replies are shown under the newest object only: the last of all, or of the first call when the rest waits. */
function withButtons(
  calls: readonly LineCall[],
  pushes: boolean,
  quickReply: messagingApi.QuickReply,
): readonly LineCall[] {
  const at = pushes ? calls.length - 1 : 0
  return calls.map((call, index) =>
    index === at ? call.map((one, place) => (place === call.length - 1 ? { ...one, quickReply } : one)) : call,
  )
}
