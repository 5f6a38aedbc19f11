import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { Sample } from './measure.ts'
import type { FromServer } from './servers/parent-link.ts'

export interface Usage {
  readonly cpuUs: number
  readonly rssMb: number
}

export interface ServerOptions {
  /** A file of `servers`. */
  readonly script: string
  readonly args?: readonly string[]
  /** Flags of Node. */
  readonly flags: readonly string[]
}

/** A server in a process of its own, so that the CPU time of its clients is not its own. */
export class ServerProcess {
  readonly url: string
  readonly #child: ChildProcess
  readonly #codes = new Map<string, string>()

  private constructor(child: ChildProcess, url: string) {
    this.#child = child
    this.url = url
    child.on('message', (message: FromServer) => {
      if (message.type === 'code') this.#codes.set(message.email, message.code)
    })
  }

  static async start({ script, args = [], flags }: ServerOptions): Promise<ServerProcess> {
    const child = fork(join(import.meta.dirname, 'servers', script), args, { execArgv: [...flags] })
    const failed = once(child, 'exit').then(([code]) => {
      throw new Error(`${script} ended with ${code} before it listened`)
    })
    const [message] = (await Promise.race([once(child, 'message'), failed])) as [FromServer]
    if (message.type !== 'listening') throw new Error(`${script} said ${message.type} before it listened`)
    failed.catch(() => undefined)
    return new ServerProcess(child, message.url)
  }

  /** The last code mailed to an address. */
  codeFor(email: string): string {
    return this.#codes.get(email) ?? ''
  }

  async usage(): Promise<Usage> {
    const answered = new Promise<Usage>((resolve) => {
      const listen = (message: FromServer) => {
        if (message.type !== 'usage') return
        this.#child.off('message', listen)
        resolve(message)
      }
      this.#child.on('message', listen)
    })
    this.#child.send('usage')
    return answered
  }

  /** Times work of clients that says how many requests it made; the CPU time is the server's. */
  async serving(work: () => Promise<number>): Promise<Sample> {
    const before = await this.usage()
    const began = performance.now()
    const done = await work()
    const wallUs = ((performance.now() - began) * 1000) / done
    const after = await this.usage()
    return { wallUs, cpuUs: (after.cpuUs - before.cpuUs) / done }
  }

  async stop(): Promise<void> {
    const gone = once(this.#child, 'exit')
    this.#child.kill()
    await gone
  }
}
