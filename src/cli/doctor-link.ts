import { LINK_PATH } from '../channels/line/link/link-path.ts'
import { type Finding, ok, problem } from './doctor-finding.ts'

export interface LinkExamination {
  /** `PUBLIC_URL`, where account links are switched on. */
  readonly publicUrl: string
  readonly fetch: typeof fetch
  readonly timeoutMs: number
}

/** What our page answers to somebody without an invitation. */
const GONE = 410

/** Opens the page where customers link, as a phone would, without an invitation. */
export async function examineLinkPage({ publicUrl, fetch, timeoutMs }: LinkExamination): Promise<readonly Finding[]> {
  if (!publicUrl.startsWith('https:'))
    return [
      problem(
        `PUBLIC_URL（${publicUrl}）は https:// で始まっていません。お客さまの電話からは開けません。`,
        `PUBLIC_URL (${publicUrl}) is not https: customers’ phones cannot open it.`,
      ),
    ]
  const page = `${publicUrl}${LINK_PATH}`
  const status = await statusOf(page, fetch, timeoutMs)
  if (status === GONE)
    return [ok(`連携のページ（${page}）が開けます。`, `The page for account links (${page}) can be opened.`)]
  if (status === null)
    return [
      problem(
        `連携のページ（${page}）に届きません。PUBLIC_URL と証明書を確かめてください。`,
        `The page for account links (${page}) cannot be reached: check PUBLIC_URL and the certificate.`,
      ),
    ]
  return [
    problem(
      `連携のページ（${page}）の答えが違います（${status}）。PUBLIC_URL がこのサーバーを指し、LINE_ACCOUNT_LINK=on で動いているか確かめてください。`,
      `The page for account links (${page}) answers ${status}: check that PUBLIC_URL leads to this server and that it runs with LINE_ACCOUNT_LINK=on.`,
    ),
  ]
}

async function statusOf(page: string, get: typeof fetch, timeoutMs: number): Promise<number | null> {
  try {
    const response = await get(page, { redirect: 'manual', signal: AbortSignal.timeout(timeoutMs) })
    await response.body?.cancel()
    return response.status
  } catch {
    return null
  }
}
