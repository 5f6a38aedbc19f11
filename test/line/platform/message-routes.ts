import { isObject, type JsonObject } from '../limits/complaint.ts'
import type { ApiAnswer, ApiCall, ApiRoute } from './api-server.ts'
import type { LinePlatform } from './line-platform.ts'

/** Reply, push, their dry runs, the loading animation and marking as read. */
export function messageRoutes(platform: LinePlatform): Readonly<Record<string, ApiRoute>> {
  return {
    'POST /v2/bot/message/reply': { endpoint: 'reply', answer: (call) => reply(platform, call) },
    'POST /v2/bot/message/push': { endpoint: 'push', answer: (call) => push(platform, call) },
    'POST /v2/bot/message/validate/reply': { endpoint: 'validate', answer: () => OK },
    'POST /v2/bot/message/validate/push': { endpoint: 'validate', answer: () => OK },
    'POST /v2/bot/chat/loading/start': { endpoint: 'loading', answer: (call) => loading(platform, call) },
    'POST /v2/bot/chat/markAsRead': { endpoint: 'markAsRead', answer: () => markAsRead(platform) },
  }
}

const OK: ApiAnswer = { status: 200, body: {} }

function reply(platform: LinePlatform, { body }: ApiCall): ApiAnswer {
  const { replyToken, messages } = read(body)
  const userId = platform.replyTokens.spend(replyToken, platform.now())
  if (userId === null) return { status: 400, body: { message: 'Invalid reply token' } }
  const sentMessages = platform.sentMessages(messages)
  platform.find(userId)?.receives(messages, { via: 'reply', ids: sentMessages.map(({ id }) => id) })
  return { status: 200, body: { sentMessages } }
}

function push(platform: LinePlatform, { body, headers }: ApiCall): ApiAnswer {
  const { to, messages } = read(body)
  const retryKey = headers['x-line-retry-key']
  const written = JSON.stringify(body)
  const before = retryKey === undefined ? null : platform.retryKeys.find(retryKey, platform.now())
  if (before) return repeated(platform, before, written)
  const person = platform.find(to)
  if (!person) return { status: 400, body: { message: "The property, 'to', in the request body is invalid" } }
  const { account } = platform
  if (account.quota !== null && account.used >= account.quota)
    return { status: 429, body: { message: 'You have reached your monthly limit.' } }
  const sentMessages = platform.sentMessages(messages)
  // Who has blocked the account costs nothing and sees nothing; LINE does not say so.
  if (person.reachable) account.used += 1
  person.receives(messages, { via: 'push', ids: sentMessages.map(({ id }) => id) })
  const requestId = platform.ids.requestId()
  if (retryKey !== undefined)
    platform.retryKeys.accept(retryKey, { requestId, body: written, atMs: platform.now(), sentMessages })
  return { status: 200, body: { sentMessages }, headers: { 'x-line-request-id': requestId } }
}

function repeated(
  platform: LinePlatform,
  before: { requestId: string; body: string; sentMessages: readonly { id: string }[] },
  written: string,
): ApiAnswer {
  if (before.body !== written) platform.violated('a retry key came again with another body')
  return {
    status: 409,
    body: { message: 'The retry key is already accepted', sentMessages: before.sentMessages },
    headers: { 'x-line-accepted-request-id': before.requestId },
  }
}

function loading(platform: LinePlatform, { body }: ApiCall): ApiAnswer {
  const { chatId } = read(body)
  const person = platform.find(chatId)
  if (!person) return { status: 400, body: { message: 'The chat ID is invalid' } }
  person.loadings += 1
  return { status: 202, body: {} }
}

function markAsRead({ account }: LinePlatform): ApiAnswer {
  // Documented for accounts whose "Chat" is on.
  return account.chatMode === 'chat' ? OK : { status: 400, body: { message: 'The chat feature is off' } }
}

interface Sent {
  readonly to: string
  readonly replyToken: string
  readonly chatId: string
  readonly messages: readonly JsonObject[]
}

/** The limits were checked before: only the shape is read here. */
function read(body: unknown): Sent {
  const { to, replyToken, chatId, messages } = isObject(body) ? body : {}
  return {
    to: String(to),
    replyToken: String(replyToken),
    chatId: String(chatId),
    messages: Array.isArray(messages) ? messages.filter(isObject) : [],
  }
}
