import { type Agent, request } from 'node:http'

/** What became of one POST. */
export interface WebhookOutcome {
  /** Null: no answer. */
  readonly status: number | null
  readonly ms: number
  readonly error?: string
}

export interface WebhookPost {
  readonly url: string
  readonly bytes: Buffer
  readonly headers: Readonly<Record<string, string>>
  /** Byte offsets between which the body goes out in pieces of its own. */
  readonly splitAt?: readonly number[]
  readonly timeoutMs: number
  readonly agent: Agent
}

/** Posts a webhook as LINE does: plain HTTP/1.1, and nobody waits for ever. */
export function postWebhook({
  url,
  bytes,
  headers,
  splitAt = [],
  timeoutMs,
  agent,
}: WebhookPost): Promise<WebhookOutcome> {
  const begunMs = performance.now()
  return new Promise((resolve) => {
    const done = (status: number | null, error?: string) =>
      resolve({ status, ms: performance.now() - begunMs, ...(error === undefined ? {} : { error }) })
    const post = request(
      url,
      { method: 'POST', agent, headers: { ...headers, 'content-length': String(bytes.length) } },
      (response) => {
        response.resume()
        response.on('end', () => done(response.statusCode ?? null))
        response.on('error', (error) => done(null, error.message))
      },
    )
    post.setTimeout(timeoutMs, () => post.destroy(new Error('request_timeout')))
    post.on('error', (error) => done(null, error.message))
    void send(post, pieces(bytes, splitAt))
  })
}

function pieces(bytes: Buffer, splitAt: readonly number[]): Buffer[] {
  const edges = [0, ...splitAt, bytes.length]
  return edges.slice(1).map((end, index) => bytes.subarray(edges[index], end))
}

/** Each piece in a packet of its own, as far as a program can ask for that. */
async function send(post: ReturnType<typeof request>, parts: readonly Buffer[]): Promise<void> {
  if (parts.length === 1) return void post.end(parts[0])
  post.setNoDelay(true)
  for (const [index, part] of parts.entries()) {
    if (index > 0) await new Promise((resolve) => setTimeout(resolve, 2))
    if (post.destroyed) return
    await new Promise((resolve) => post.write(part, resolve))
  }
  post.end()
}
