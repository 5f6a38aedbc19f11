import type { ApiAnswer, ApiCall, ApiRoute } from './api-server.ts'
import type { LinePlatform } from './line-platform.ts'

/** Link tokens for account links. */
export function linkRoutes(platform: LinePlatform): Readonly<Record<string, ApiRoute>> {
  return {
    'POST /v2/bot/user/*/linkToken': { endpoint: 'linkToken', answer: (call) => linkToken(platform, call) },
  }
}

function linkToken(platform: LinePlatform, { path }: ApiCall): ApiAnswer {
  const userId = decodeURIComponent(path.split('/').at(-2) ?? '')
  if (!platform.find(userId)) return { status: 400, body: { message: 'The user ID is invalid' } }
  const token = platform.ids.token()
  platform.linkTokens.issue(token, userId, platform.now())
  return { status: 200, body: { linkToken: token } }
}
