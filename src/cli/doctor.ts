import lineWords from '../../locales/ja/line.json' with { type: 'json' }
import type { LoggedMessage } from '../channels/channel.ts'
import { createAccessTokens } from '../channels/line/access-token.ts'
import type { LineSettings } from '../channels/line/channel.ts'
import { renderLine } from '../channels/line/render-line.ts'
import { type Config, readConfig } from '../config.ts'
import { AppError } from '../errors.ts'
import { environmentProblems } from './doctor-environment.ts'
import { type Finding, note, ok, problem, showFindings } from './doctor-finding.ts'
import { type CallLine, examineLine } from './doctor-line.ts'
import { examineLinkPage } from './doctor-link.ts'

const WEBHOOK_PATH = '/channels/line/webhook'
const TIMEOUT_MS = 10_000

/**
 * `npm run enman -- doctor line`: what stands between this configuration and a LINE account that answers.
 *
 * @param environment as the server reads it; nothing of its secrets is written
 * @returns the exit code: 0 nothing to put right, 1 something
 */
export async function doctorLine(
  environment: Readonly<Record<string, string | undefined>>,
  write: (text: string) => void,
): Promise<number> {
  const findings = await findingsOf(environment)
  write(`${showFindings(findings)}\n`)
  return findings.some(({ level }) => level === 'problem') ? 1 : 0
}

async function findingsOf(environment: Readonly<Record<string, string | undefined>>): Promise<readonly Finding[]> {
  const config = configOf(environment)
  if (config instanceof AppError) return environmentProblems(config, environment)
  if (!config.line)
    return [
      problem(
        'LINE_CHANNEL_SECRET が未設定です。LINEの受け口は開きません。',
        'LINE_CHANNEL_SECRET is not set: the LINE webhook stays closed.',
      ),
    ]
  const settings = config.line
  return [...access(settings), ...(await examined(settings)), ...(await linkPage(settings))]
}

async function linkPage({ publicUrl }: LineSettings): Promise<readonly Finding[]> {
  return publicUrl === null ? [] : examineLinkPage({ publicUrl, fetch, timeoutMs: TIMEOUT_MS })
}

function configOf(environment: Readonly<Record<string, string | undefined>>): Config | AppError {
  try {
    return readConfig(environment)
  } catch (error) {
    if (error instanceof AppError) return error
    throw error
  }
}

function access({ auth, channelSecrets }: LineSettings): Finding[] {
  const way =
    auth.kind === 'static'
      ? note(
          '長期のアクセストークンを使っています。LINE_CHANNEL_ID を設定すると、15分で替わるトークンになります。',
          'A long-lived access token is in use: with LINE_CHANNEL_ID set, tokens last 15 minutes instead.',
        )
      : ok('環境変数はそろっています。', 'The variables are complete.')
  const rotating = note(
    'チャネルシークレットが2つあります。入れ替えが終わったら、古いほうを外してください。',
    'Two channel secrets are set: take the old one out when the change is over.',
  )
  return channelSecrets.length > 1 ? [way, rotating] : [way]
}

async function examined(settings: LineSettings): Promise<readonly Finding[]> {
  try {
    return await examineLine({
      call: callerOf(settings),
      webhookPath: WEBHOOK_PATH,
      botUserId: settings.botUserId,
      monthlyCap: settings.pushMonthlyCap,
      samples: SAMPLES,
    })
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    const { httpStatus } = error.details
    if (error.retry && httpStatus !== undefined)
      return [
        problem(
          `LINEが今は答えられません（${httpStatus}）。しばらくしてから、もう一度お試しください。`,
          `LINE cannot answer now (${httpStatus}). Try again later.`,
        ),
      ]
    if (error.retry)
      return [
        problem(
          `LINEに届きません（${settings.apiBaseUrl}）。ネットワークを確かめてください。`,
          `LINE cannot be reached (${settings.apiBaseUrl}): check the network.`,
        ),
      ]
    return [
      problem(
        'LINEが LINE_CHANNEL_ID と鍵（シークレットまたはJWT）の組を受け付けません。同じチャネルのものか確かめてください。',
        'LINE refuses the channel id with this secret or key: check that they belong to the same channel.',
      ),
    ]
  }
}

function callerOf({ auth, apiBaseUrl: baseUrl }: LineSettings): CallLine {
  const tokens = createAccessTokens({ auth, baseUrl, fetch, now: Date.now, timeoutMs: TIMEOUT_MS })
  return async (method, path, body) => {
    const headers = { authorization: `Bearer ${await tokens.get()}`, 'content-type': 'application/json' }
    const sent = body === undefined ? {} : { body: JSON.stringify(body) }
    try {
      const signal = AbortSignal.timeout(TIMEOUT_MS)
      const response = await fetch(`${baseUrl}${path}`, { method, headers, signal, redirect: 'error', ...sent })
      return { status: response.status, body: await response.json().catch(() => null) }
    } catch (cause) {
      throw new AppError('channel.unavailable', 'LINE cannot be reached', {}, { cause })
    }
  }
}

const said = (more: Partial<LoggedMessage>): LoggedMessage => ({
  seq: 1,
  role: 'bot',
  atMs: 0,
  key: 'doctor.sample',
  text: '見本です。',
  ...more,
})
const CHOICES = [
  { id: 'yes', label: '返金する' },
  { id: 'no', label: '返金しない' },
]

/** One of each kind of message, made as the bot makes them. LINE only looks at them; nobody gets them. */
const SAMPLES = [
  said({
    text: '見本です。\n金額：7,980円',
    view: { type: 'card', kind: 'decision', title: '見本です。', rows: [{ label: '金額', value: '7,980円' }] },
  }),
  said({ prompt: 'doctor.confirm', choices: CHOICES, view: { type: 'confirm' } }),
  said({ view: { type: 'link', label: '見本を開く', url: 'https://example.com/' } }),
  said({ prompt: 'doctor.choice', choices: CHOICES }),
].flatMap((message) => renderLine([message], lineWords, { pushes: false }).flat())
