import { Agent, request } from 'node:http'
import type { Exchange, Inbound } from '../../src/channels/channel.ts'
import { type MessageAnswer, PROTOCOL_BASE, type SessionAnswer } from '../../src/protocol.ts'

/** Posts JSON over kept connections. */
export class HttpCustomers {
  readonly #url: string
  readonly #agent: Agent
  readonly #tokens = new Map<string, string>()

  constructor(url: string, connections: number) {
    this.#url = url
    this.#agent = new Agent({ keepAlive: true, maxSockets: connections })
  }

  /** Does what a page does with an act: opens a session, or posts a message with its token. */
  async receive(inbound: Inbound): Promise<Exchange> {
    const { act, conversationId, atMs } = inbound
    if (act.type === 'opened') {
      const { token, events, open } = await this.post<SessionAnswer>('session', {})
      this.#tokens.set(conversationId, token)
      return exchangeOf({ events, open })
    }
    const cid = inbound.id.replaceAll(/[^A-Za-z0-9_-]/g, '_')
    const said = act.type === 'text' ? { text: act.text } : act.type === 'tapped' ? tapOf(act) : {}
    const token = this.#tokens.get(conversationId)
    return exchangeOf(await this.post<MessageAnswer>('messages', { cid, at: atMs, ...said }, token))
  }

  post<Answer>(path: string, body: object, token?: string): Promise<Answer> {
    const { promise, resolve, reject } = Promise.withResolvers<Answer>()
    const json = JSON.stringify(body)
    const headers = {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(json),
      ...(token ? { authorization: `Bearer ${token}` } : {}),
    }
    const sent = request(
      `${this.#url}${PROTOCOL_BASE}${path}`,
      { method: 'POST', agent: this.#agent, headers },
      (answer) => {
        const chunks: Buffer[] = []
        answer.on('data', (chunk: Buffer) => chunks.push(chunk))
        answer.on('end', () => {
          const text = Buffer.concat(chunks).toString()
          if (answer.statusCode === 200) resolve(JSON.parse(text))
          else reject(new Error(`${path} answered ${answer.statusCode}: ${text}`))
        })
      },
    )
    sent.on('error', reject)
    sent.end(json)
    return promise
  }

  /** Lets go of kept connections; the next post opens its own. */
  disconnect(): void {
    this.#agent.destroy()
  }
}

const tapOf = ({ choice, prompt }: { choice: string; prompt: string }) => ({ choice, prompt })

/** What came over the wire, as the channels' contract has it. */
function exchangeOf({ events, open }: MessageAnswer): Exchange {
  const messages = events.map((event) => ({
    seq: event.seq,
    role: event.role,
    atMs: event.at,
    key: event.key ?? event.role,
    text: event.text,
    ...(event.prompt === undefined ? {} : { prompt: event.prompt }),
  }))
  return { messages, duplicate: false, open }
}
