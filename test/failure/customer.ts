import { randomUUID } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { PHRASE_END } from '../../src/core/phrases.ts'
import type { EventsAnswer, ServerEvent, SessionAnswer } from '../../src/protocol.ts'

/** A customer who speaks the widget's HTTP protocol. */
export class Customer {
  readonly #url: string
  readonly #dataDir: string
  #token = ''
  #open: ServerEvent | null = null

  constructor(url: string, dataDir: string) {
    this.#url = url
    this.#dataDir = dataDir
  }

  /** The same customer before another process with the same data. */
  at(url: string): Customer {
    const again = new Customer(url, this.#dataDir)
    again.#token = this.#token
    return again
  }

  async open(): Promise<string> {
    const answer = await this.#post('session', {})
    this.#token = 'token' in answer ? answer.token : ''
    return this.#hear(answer)
  }

  type(text: string): Promise<string> {
    return this.#message({ text })
  }

  tap(label: string): Promise<string> {
    const choice = this.#open?.choices?.find((one) => one.label === label)
    if (!choice)
      throw new Error(`「${label}」 is not offered, only ${this.#open?.choices?.map((one) => one.label).join(' ')}`)
    return this.#message({ choice: choice.id, prompt: this.#open?.prompt })
  }

  /** Everything said so far, read again from the server. */
  async history(): Promise<string> {
    const response = await fetch(`${this.#url}channels/widget/v1/events?after=0&wait=0`, { headers: this.#headers() })
    return textsOf((await response.json()) as Answer)
  }

  /** The newest mailed code. */
  async code(): Promise<string> {
    const folder = join(this.#dataDir, 'mail')
    const files = (await readdir(folder)).filter((name) => name.endsWith('.eml')).sort()
    const raw = await readFile(join(folder, files.at(-1) ?? ''), 'utf8')
    const [head = '', body = ''] = raw.split('\r\n\r\n')
    const text = /base64/i.test(head) ? Buffer.from(body, 'base64').toString('utf8') : quotedPrintable(body)
    return /\d{6}/.exec(text)?.[0] ?? ''
  }

  async #message(message: object): Promise<string> {
    return this.#hear(await this.#post('messages', { cid: randomUUID(), at: Date.now(), ...message }))
  }

  async #post(path: string, body: object): Promise<Answer> {
    const response = await fetch(`${this.#url}channels/widget/v1/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...this.#headers() },
      body: JSON.stringify(body),
    })
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`)
    return (await response.json()) as Answer
  }

  #headers(): Record<string, string> {
    return this.#token ? { authorization: `Bearer ${this.#token}` } : {}
  }

  #hear(answer: Answer): string {
    this.#open = answer.events.findLast((event) => event.prompt !== undefined) ?? this.#open
    return textsOf(answer)
  }
}

type Answer = EventsAnswer | SessionAnswer

function textsOf(answer: Answer): string {
  return answer.events
    .filter((event) => event.role === 'bot')
    .map((event) => event.text.replaceAll(PHRASE_END, ''))
    .join('\n')
}

function quotedPrintable(text: string): string {
  const joined = text.replace(/=\r?\n/g, '')
  return Buffer.from(
    joined.replace(/=([0-9A-F]{2})/g, (_match, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    'latin1',
  ).toString('utf8')
}
