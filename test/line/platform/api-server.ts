import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { checkRequest, type ReceivedCall } from '../limits/check-request.ts'
import type { Complaint } from '../limits/complaint.ts'
import type { LineContract } from '../spec/line-contract.ts'
import type { Endpoint, Fault, Faults } from './faults.ts'

/** A call, and what became of it. */
export interface ApiCall extends ReceivedCall {
  readonly endpoint: Endpoint | null
  /** The form of `oauth2/v3/token`. */
  readonly form: URLSearchParams
  /** What the call breaks of LINE's limits. */
  readonly complaints: readonly Complaint[]
  readonly fault: Fault | null
  /** Absent while the call is under way, and for ever when it was dropped or left hanging. */
  answer?: ApiAnswer
}

export interface ApiAnswer {
  readonly status: number
  readonly body?: object
  readonly headers?: Readonly<Record<string, string>>
}

/** One endpoint: what it is called, whether it needs a token, what it does. */
export interface ApiRoute {
  readonly endpoint: Endpoint
  readonly open?: boolean
  answer(call: ApiCall): ApiAnswer | Promise<ApiAnswer>
}

export interface ApiServerOptions {
  /** By `METHOD /path`; `*` stands for any part of a path. */
  readonly routes: Readonly<Record<string, ApiRoute>>
  readonly faults: Faults
  readonly contract: LineContract | null
  readonly isAuthorized: (authorization: string | undefined) => boolean
  readonly requestId: () => string
  /** Told of everything that must not happen. */
  readonly violated: (what: string) => void
}

const BODY_MAX_BYTES = 2 * 1024 * 1024
const MONTHLY = { message: 'You have reached your monthly limit.' }
const RATE = { message: 'The API rate limit has been exceeded. Try again later.' }

/** Plays api.line.me over HTTP on loopback. */
export class ApiServer {
  readonly #options: ApiServerOptions
  readonly #server: Server
  readonly calls: ApiCall[] = []

  constructor(options: ApiServerOptions) {
    this.#options = options
    this.#server = createServer((request, response) => {
      this.#serve(request, response).catch((error: unknown) => {
        options.violated(`the platform broke: ${String(error)}`)
        response.destroy()
      })
    })
  }

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve))
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise((resolve) => this.#server.close(resolve))
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const bytes = await readAll(request)
    const { pathname: path } = new URL(request.url ?? '/', 'http://platform')
    const method = request.method ?? 'GET'
    const route = this.#route(method, path)
    if (!route) this.#options.violated(`no such endpoint: ${method} ${path}`)
    const fault = route ? this.#options.faults.take(route.endpoint) : null
    const call = this.#received({ request, method, path, bytes, route, fault })
    this.calls.push(call)
    if (fault?.kind === 'hang') return
    if (fault?.kind === 'drop' && fault.when === 'before') return void response.destroy()
    if (fault?.kind === 'delay') await new Promise((resolve) => setTimeout(resolve, fault.ms))
    const answer = await this.#answer(call, route, bytes)
    call.answer = answer
    if (fault?.kind === 'drop') return void response.destroy()
    this.#send(response, call, answer)
  }

  #route(method: string, path: string): ApiRoute | undefined {
    const { routes } = this.#options
    const found = Object.keys(routes).find((template) => matches(template, `${method} ${path}`))
    return found === undefined ? undefined : routes[found]
  }

  #received(how: {
    request: IncomingMessage
    method: string
    path: string
    bytes: Buffer
    route: ApiRoute | undefined
    fault: Fault | null
  }): ApiCall {
    const { request, method, path, bytes, route, fault } = how
    const text = bytes.toString('utf8')
    const isForm = /x-www-form-urlencoded/.test(request.headers['content-type'] ?? '')
    const headers = Object.fromEntries(
      Object.entries(request.headers).map(([name, value]) => [name, Array.isArray(value) ? value.join() : value]),
    )
    const received = { method, path, headers, body: isForm || text === '' ? undefined : parsed(text) }
    const complaints = [
      ...checkRequest(received),
      ...(isForm ? [] : (this.#options.contract?.request(method, path, received.body) ?? [])),
    ]
    for (const { at, why } of complaints) this.#options.violated(`${method} ${path} ${at}: ${why}`)
    return {
      ...received,
      endpoint: route?.endpoint ?? null,
      form: new URLSearchParams(isForm ? text : ''),
      complaints,
      fault,
    }
  }

  #answer(call: ApiCall, route: ApiRoute | undefined, bytes: Buffer): ApiAnswer | Promise<ApiAnswer> {
    const { fault } = call
    if (!route) return { status: 404, body: { message: 'Not found' } }
    if (fault?.kind === 'status') return { status: fault.status, body: { message: fault.message ?? 'fault' } }
    if (fault?.kind === 'rate') return { status: 429, body: RATE }
    if (fault?.kind === 'monthly') return { status: 429, body: MONTHLY }
    if (bytes.length > BODY_MAX_BYTES) return { status: 413, body: { message: 'Request entity too large' } }
    if (!route.open && !this.#options.isAuthorized(call.headers['authorization'])) {
      const message = 'Authentication failed. Confirm that the access token in the authorization header is valid.'
      return { status: 401, body: { message } }
    }
    if (call.complaints.length > 0) {
      const details = call.complaints.map(({ at, why }) => ({ message: why, property: at }))
      return { status: 400, body: { message: 'The request body has errors', details } }
    }
    return route.answer(call)
  }

  #send(response: ServerResponse, call: ApiCall, { status, body, headers }: ApiAnswer): void {
    const wrong = this.#options.contract?.response(call.method, call.path, { status, body }) ?? []
    if (call.fault === null)
      for (const { at, why } of wrong) this.#options.violated(`the platform's own answer to ${call.path} ${at}: ${why}`)
    response.writeHead(status, {
      'content-type': 'application/json',
      'x-line-request-id': this.#options.requestId(),
      ...headers,
    })
    response.end(body === undefined ? '' : JSON.stringify(body))
  }
}

function matches(template: string, wanted: string): boolean {
  const parts = wanted.split('/')
  const expected = template.split('/')
  return expected.length === parts.length && expected.every((part, index) => part === '*' || part === parts[index])
}

async function readAll(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
