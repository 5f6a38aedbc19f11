import { checkAction } from './check-action.ts'
import { checkFlex } from './check-flex.ts'
import { checkTemplate } from './check-template.ts'
import { checkHttpsUrl, checkText } from './check-text.ts'
import { type Complaint, complaint, isObject, type JsonObject, unknownKeys } from './complaint.ts'

const MESSAGES_MAX = 5
const QUICK_REPLIES_MAX = 13

/**
 * The messages of one call against LINE's documented limits, those that its OpenAPI does not know included.
 * Kinds of messages the bot does not send are complained about: teach them here before sending them.
 */
export function checkMessages(messages: unknown, at = 'messages'): Complaint[] {
  if (!Array.isArray(messages)) return complaint(at, 'missing')
  const count =
    messages.length < 1 || messages.length > MESSAGES_MAX
      ? complaint(at, `${messages.length} messages, 1 to ${MESSAGES_MAX}`)
      : []
  return [
    ...count,
    ...messages.flatMap((message, index) => checkMessage(message, `${at}[${index}]`)),
    // Only the last one's are ever shown: elsewhere they are lost.
    ...messages
      .slice(0, -1)
      .flatMap((message, index) =>
        isObject(message) && message['quickReply'] !== undefined
          ? complaint(`${at}[${index}].quickReply`, 'never shown: a message follows')
          : [],
      ),
  ]
}

function checkMessage(message: unknown, at: string): Complaint[] {
  if (!isObject(message)) return complaint(at, 'no message')
  const check = CHECKS[String(message['type'])]
  if (!check) return complaint(`${at}.type`, `no message ${String(message['type'])}`)
  return [...check(message, at), ...checkQuickReply(message['quickReply'], `${at}.quickReply`), ...sender(message, at)]
}

type Check = (message: JsonObject, at: string) => Complaint[]

const COMMON = ['type', 'quickReply', 'sender']

const CHECKS: Readonly<Record<string, Check>> = {
  text: (message, at) => [
    ...unknownKeys(message, at, [...COMMON, 'text', 'emojis', 'quoteToken']),
    ...checkText(message['text'], `${at}.text`, { max: 5000, by: 'units' }),
  ],
  template: (message, at) => [
    ...unknownKeys(message, at, [...COMMON, 'altText', 'template']),
    ...altText(message, at),
    ...checkTemplate(message['template'], `${at}.template`),
  ],
  flex: (message, at) => [
    ...unknownKeys(message, at, [...COMMON, 'altText', 'contents']),
    ...altText(message, at),
    ...checkFlex(message['contents'], `${at}.contents`),
  ],
  image: (message, at) => [
    ...unknownKeys(message, at, [...COMMON, 'originalContentUrl', 'previewImageUrl']),
    ...checkHttpsUrl(message['originalContentUrl'], `${at}.originalContentUrl`),
    ...checkHttpsUrl(message['previewImageUrl'], `${at}.previewImageUrl`),
  ],
}

function altText(message: JsonObject, at: string): Complaint[] {
  return checkText(message['altText'], `${at}.altText`, { max: 1500, by: 'units' })
}

function checkQuickReply(quickReply: unknown, at: string): Complaint[] {
  if (quickReply === undefined) return []
  if (!isObject(quickReply) || !Array.isArray(quickReply['items'])) return complaint(at, 'no items')
  const { items } = quickReply
  return [
    ...unknownKeys(quickReply, at, ['items']),
    ...(items.length < 1 || items.length > QUICK_REPLIES_MAX
      ? complaint(`${at}.items`, `${items.length} buttons, 1 to ${QUICK_REPLIES_MAX}`)
      : []),
    ...items.flatMap((item, index) => {
      const here = `${at}.items[${index}]`
      if (!isObject(item) || item['type'] !== 'action') return complaint(`${here}.type`, 'only action')
      return [
        ...unknownKeys(item, here, ['type', 'imageUrl', 'action']),
        ...checkHttpsUrl(item['imageUrl'], `${here}.imageUrl`, true),
        ...checkAction(item['action'], `${here}.action`, 'quickReply'),
      ]
    }),
  ]
}

function sender({ sender: one }: JsonObject, at: string): Complaint[] {
  if (one === undefined) return []
  if (!isObject(one)) return complaint(`${at}.sender`, 'no sender')
  return [
    ...unknownKeys(one, `${at}.sender`, ['name', 'iconUrl']),
    ...checkText(one['name'], `${at}.sender.name`, { max: 20, by: 'graphemes', optional: true }),
    ...checkHttpsUrl(one['iconUrl'], `${at}.sender.iconUrl`, true),
  ]
}
