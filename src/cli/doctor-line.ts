import { z } from 'zod'
import { type Finding, note, ok, problem } from './doctor-finding.ts'

/** One call of LINE's API, authorised already. A status is an answer; only no answer at all throws. */
export type CallLine = (
  method: 'GET' | 'POST',
  path: string,
  body?: object,
) => Promise<{ readonly status: number; readonly body: unknown }>

export interface LineExamination {
  readonly call: CallLine
  /** The path LINE's webhooks must arrive at. */
  readonly webhookPath: string
  /** The bot's user id as it is configured; null when it is not. */
  readonly botUserId: string | null
  /** Pushes a month that our own settings allow; null: no cap of ours. */
  readonly monthlyCap: number | null
  /** A message of each kind the bot sends, as it sends them. */
  readonly samples: readonly object[]
}

/** Asks LINE how the account is set up, and says what to put right. Ends early where nothing further can be known. */
export async function examineLine(examination: LineExamination): Promise<readonly Finding[]> {
  const account = await checkAccount(examination)
  if (account.some(({ level }) => level === 'problem')) return account
  const webhook = await checkWebhook(examination)
  return [...account, ...webhook, ...(await checkQuota(examination)), ...(await checkSamples(examination)), OA_MANAGER]
}

/** What no API tells: only a person can look. */
const OA_MANAGER = note(
  'LINE Official Account Manager の「あいさつメッセージ」と「応答メッセージ」はオフにしてください（APIでは確かめられません）。',
  'Switch the greeting and the auto-response off in LINE Official Account Manager (the API does not tell).',
)

const account = z.object({
  userId: z.string(),
  displayName: z.string(),
  basicId: z.string(),
  chatMode: z.enum(['bot', 'chat']),
})

async function checkAccount({ call, botUserId }: LineExamination): Promise<Finding[]> {
  const { status, body } = await call('GET', '/v2/bot/info')
  const read = account.safeParse(body)
  if (status === 401)
    return [
      problem(
        'LINEがアクセストークンを受け付けません。LINE_CHANNEL_ID と LINE_CHANNEL_SECRET が同じチャネルのものか確かめてください。',
        'LINE refuses the access token: check that channel id and secret belong to the same channel.',
      ),
    ]
  if (status !== 200 || !read.success) return [unexpected('/v2/bot/info', status)]
  const { userId, displayName, basicId, chatMode } = read.data
  if (botUserId !== null && botUserId !== userId)
    return [
      problem(
        `LINE_BOT_USER_ID が違います。このチャネルのボットは ${userId} です。ほかのアカウントあてのWebhookは受け取りません。`,
        `LINE_BOT_USER_ID is another account's: this channel's bot is ${userId}; webhooks for others are not taken.`,
      ),
    ]
  const name = ok(
    `アカウント「${displayName}」（${basicId}、${userId}）につながりました。`,
    `Connected to ${displayName} (${basicId}, ${userId}).`,
  )
  const chat = note(
    'チャットがオンです。手動の返信はボットに届かないため、人が答えている間もボットが答えます。',
    'Chat is on: the bot does not see what operators type, and goes on answering.',
  )
  return chatMode === 'chat' ? [name, chat] : [name]
}

const endpoint = z.object({ endpoint: z.string(), active: z.boolean() })
const tested = z.object({ success: z.boolean(), statusCode: z.number(), reason: z.string() })

async function checkWebhook({ call, webhookPath }: LineExamination): Promise<Finding[]> {
  const { status, body } = await call('GET', '/v2/bot/channel/webhook/endpoint')
  if (status === 404)
    return [
      problem(
        `Webhook URLが未設定です。LINE Developersコンソールの「Messaging API設定」に https://（公開した場所）${webhookPath} を入れてください。`,
        `No webhook URL is set: enter https://<your host>${webhookPath} under "Messaging API" in LINE Developers Console.`,
      ),
    ]
  const read = endpoint.safeParse(body)
  if (status !== 200 || !read.success) return [unexpected('/v2/bot/channel/webhook/endpoint', status)]
  const { endpoint: url, active } = read.data
  const path = URL.canParse(url) ? new URL(url).pathname : ''
  if (path !== webhookPath)
    return [
      problem(
        `Webhook URLの道すじが ${webhookPath} ではありません：${url}`,
        `The webhook URL does not end in ${webhookPath}: ${url}`,
      ),
    ]
  if (!active)
    return [
      problem(
        '「Webhookの利用」がオフです。LINE Developersコンソールでオンにしてください。',
        '"Use webhook" is off: switch it on in LINE Developers Console.',
      ),
    ]
  return [ok(`Webhook URLは ${url}、利用はオンです。`, `Webhooks go to ${url} and are on.`), await testWebhook(call)]
}

async function testWebhook(call: CallLine): Promise<Finding> {
  const { status, body } = await call('POST', '/v2/bot/channel/webhook/test', {})
  if (status === 429)
    return note(
      'Webhookの接続確認は1時間に60回までです。あとで試してください。',
      'The webhook test is limited to 60 an hour: try again later.',
    )
  const read = tested.safeParse(body)
  if (status !== 200 || !read.success) return unexpected('/v2/bot/channel/webhook/test', status)
  const { success, statusCode, reason } = read.data
  if (success)
    return ok('LINEからの接続確認に、こちらのサーバーが答えました。', 'Our server answered LINE’s test webhook.')
  const hint: Readonly<Record<number, string>> = {
    401: 'LINE_CHANNEL_SECRET がこのチャネルのものか確かめてください。',
    404: 'サーバー側で LINE_CHANNEL_SECRET が設定されているか確かめてください。',
  }
  return problem(
    `LINEからの接続確認に失敗しました（${statusCode}、${reason}）。${hint[statusCode] ?? 'サーバーが公開され、証明書が有効か確かめてください。'}`,
    `LINE’s test webhook failed (${statusCode}, ${reason}): check that the server is up, public and has this channel’s secret.`,
  )
}

const quota = z.object({ type: z.enum(['none', 'limited']), value: z.number().optional() })
const usage = z.object({ totalUsage: z.number() })
/** Below this share of the month's messages the owner should know. */
const LOW = 0.1

async function checkQuota({ call, monthlyCap }: LineExamination): Promise<Finding[]> {
  const limit = await call('GET', '/v2/bot/message/quota')
  const used = await call('GET', '/v2/bot/message/quota/consumption')
  const [plan, consumed] = [quota.safeParse(limit.body), usage.safeParse(used.body)]
  if (!plan.success || !consumed.success)
    return [unexpected('/v2/bot/message/quota', limit.status === 200 ? used.status : limit.status)]
  const { type, value = 0 } = plan.data
  if (type === 'none') return [ok('プッシュの通数に上限はありません。', 'Pushes are not limited by the plan.')]
  const left = Math.max(0, value - consumed.data.totalUsage)
  const counted = `今月のプッシュは残り ${left} 通です（${value} 通のうち）。返信は無料で、数えません。`
  const inEnglish = `${left} of ${value} pushes are left this month; replies are free.`
  const findings = [left === 0 ? problem(counted, inEnglish) : (left < value * LOW ? note : ok)(counted, inEnglish)]
  if (monthlyCap === null || monthlyCap <= value) return findings
  return [
    ...findings,
    note(
      `LINE_PUSH_MONTHLY_CAP（${monthlyCap}）がプランの上限（${value}）を超えています。`,
      `LINE_PUSH_MONTHLY_CAP (${monthlyCap}) is above the plan’s limit (${value}).`,
    ),
  ]
}

async function checkSamples({ call, samples }: LineExamination): Promise<Finding[]> {
  const { status, body } = await call('POST', '/v2/bot/message/validate/reply', { messages: samples })
  if (status === 200)
    return [
      ok(
        '見本のメッセージをLINEが受け付けました（送ってはいません）。',
        'LINE accepts our sample messages (none was sent).',
      ),
    ]
  if (status !== 400) return [unexpected('/v2/bot/message/validate/reply', status)]
  const details = z.object({ details: z.array(z.object({ property: z.string() })) }).safeParse(body)
  const where = details.success ? details.data.details.map(({ property }) => property).join(', ') : 'messages'
  return [problem(`見本のメッセージをLINEが受け付けません：${where}`, `LINE refuses our sample messages: ${where}`)]
}

function unexpected(path: string, status: number): Finding {
  if (status === 429 || status >= 500)
    return problem(
      `LINEが今は答えられません：${path}（${status}）。しばらくしてから、もう一度お試しください。`,
      `LINE cannot answer now: ${path} (${status}). Try again later.`,
    )
  return problem(`LINEの答えが読めません：${path}（${status}）`, `Unexpected answer of LINE: ${path} (${status})`)
}
