import { CHANNEL } from './account.ts'
import type { ApiAnswer, ApiCall, ApiRoute } from './api-server.ts'
import type { LinePlatform } from './line-platform.ts'

/** Tokens, and what the account says about itself. */
export function accountRoutes(platform: LinePlatform): Readonly<Record<string, ApiRoute>> {
  return {
    'POST /oauth2/v3/token': {
      endpoint: 'token',
      open: true,
      answer: ({ form }) => platform.accessTokens.issue(form, platform.ids.token(), platform.now()),
    },
    'GET /v2/bot/info': { endpoint: 'info', answer: () => info(platform) },
    'GET /v2/bot/channel/webhook/endpoint': { endpoint: 'webhook', answer: () => webhookEndpoint(platform) },
    'POST /v2/bot/channel/webhook/test': { endpoint: 'webhookTest', answer: () => webhookTest(platform) },
    'GET /v2/bot/message/quota': { endpoint: 'quota', answer: () => quota(platform) },
    'GET /v2/bot/message/quota/consumption': {
      endpoint: 'quota',
      answer: () => ({ status: 200, body: { totalUsage: platform.account.used } }),
    },
    'GET /v2/bot/profile/*': { endpoint: 'profile', answer: (call) => profile(platform, call) },
  }
}

function info({ account }: LinePlatform): ApiAnswer {
  const { chatMode, markAsReadMode } = account
  return {
    status: 200,
    body: { userId: CHANNEL.botUserId, basicId: '@enman', displayName: '円満サポート', chatMode, markAsReadMode },
  }
}

function webhookEndpoint({ account }: LinePlatform): ApiAnswer {
  if (!account.webhook) return { status: 404, body: { message: 'Not found' } }
  return { status: 200, body: { ...account.webhook } }
}

/** Posts an empty webhook to the URL that is set, or to the one given, and says what came back. */
async function webhookTest(platform: LinePlatform): Promise<ApiAnswer> {
  if (!platform.account.webhook) return { status: 400, body: { message: 'The webhook endpoint is not set' } }
  const { status, error = 'OK' } = await platform.deliver([])
  return {
    status: 200,
    body: {
      success: status === 200,
      timestamp: new Date(platform.now()).toISOString(),
      statusCode: status ?? 0,
      reason: status === null ? 'COULD_NOT_CONNECT' : status === 200 ? 'OK' : 'ERROR_STATUS_CODE',
      detail: status === null ? error : String(status),
    },
  }
}

function quota({ account }: LinePlatform): ApiAnswer {
  return { status: 200, body: account.quota === null ? { type: 'none' } : { type: 'limited', value: account.quota } }
}

function profile(platform: LinePlatform, { path }: ApiCall): ApiAnswer {
  const person = platform.find(path.split('/').at(-1))
  if (!person?.reachable) return { status: 404, body: { message: 'Not found' } }
  return { status: 200, body: { userId: person.userId, displayName: '花子', language: 'ja' } }
}
