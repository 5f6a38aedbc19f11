import { checkMessages } from './check-messages.ts'
import { checkText } from './check-text.ts'
import { type Complaint, complaint, isObject, type JsonObject, unknownKeys } from './complaint.ts'

/** A call as the platform received it. */
export interface ReceivedCall {
  readonly method: string
  readonly path: string
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly body: unknown
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

/** What a call breaks of the limits that LINE documents in words. */
export function checkRequest({ method, path, headers, body }: ReceivedCall): Complaint[] {
  const retryKey = headers['x-line-retry-key']
  const check = CHECKS[`${method} ${path}`]
  return [
    ...(method === 'POST' && check && !/^application\/json/.test(headers['content-type'] ?? '')
      ? complaint('content-type', 'must be application/json')
      : []),
    ...(retryKey !== undefined && !path.endsWith('/push')
      ? complaint('x-line-retry-key', 'not with this endpoint')
      : []),
    ...(retryKey !== undefined && !UUID.test(retryKey) ? complaint('x-line-retry-key', 'no UUID') : []),
    ...(check ? (isObject(body) ? check(body) : complaint('', 'no JSON object')) : []),
  ]
}

type Check = (body: JsonObject) => Complaint[]

const sending = (address: 'to' | 'replyToken'): Check => {
  return (body) => [
    ...unknownKeys(body, 'request', [address, 'messages', 'notificationDisabled', 'customAggregationUnits']),
    ...checkText(body[address], address, { max: 1000, by: 'units' }),
    ...checkMessages(body['messages']),
  ]
}

const validating: Check = (body) => [...unknownKeys(body, 'request', ['messages']), ...checkMessages(body['messages'])]

const CHECKS: Readonly<Record<string, Check>> = {
  'POST /v2/bot/message/reply': sending('replyToken'),
  'POST /v2/bot/message/push': sending('to'),
  'POST /v2/bot/message/validate/reply': validating,
  'POST /v2/bot/message/validate/push': validating,
  'POST /v2/bot/chat/markAsRead': (body) => [
    ...unknownKeys(body, 'request', ['markAsReadToken']),
    ...checkText(body['markAsReadToken'], 'markAsReadToken', { max: 1000, by: 'units' }),
  ],
  'POST /v2/bot/chat/loading/start': (body) => {
    const { loadingSeconds: seconds = 20 } = body
    const fits = typeof seconds === 'number' && seconds >= 5 && seconds <= 60 && seconds % 5 === 0
    return [
      ...unknownKeys(body, 'request', ['chatId', 'loadingSeconds']),
      ...checkText(body['chatId'], 'chatId', { max: 100, by: 'units' }),
      ...(fits ? [] : complaint('loadingSeconds', '5 to 60 in steps of 5')),
    ]
  },
}
