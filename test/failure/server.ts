import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { shippedFlags } from '../bench/shipped-flags.ts'

/** A bot in a process of its own, that can be killed. */
export interface ServerProcess {
  readonly url: string
  kill(signal: 'SIGKILL' | 'SIGTERM'): Promise<void>
}

const ROOT = join(import.meta.dirname, '..', '..')
const ADDRESS = /：(http:\/\/\S+)/

/** Starts a script as `npm start` starts the server: on a free port of 127.0.0.1, with its own data. */
export async function startProcess(
  script: string,
  dataDir: string,
  env: Record<string, string> = {},
): Promise<ServerProcess> {
  const child = spawn(process.execPath, [...shippedFlags(), join(ROOT, script)], {
    cwd: ROOT,
    env: { ...process.env, PORT: '0', DATA_DIR: dataDir, LOG_LEVEL: 'silent', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const url = await addressOf(child)
  return {
    url,
    async kill(signal) {
      if (child.exitCode !== null || child.signalCode !== null) return
      const exit = once(child, 'exit')
      child.kill(signal)
      await exit
    },
  }
}

async function addressOf(child: ChildProcess): Promise<string> {
  const errors: string[] = []
  child.stderr?.on('data', (data) => errors.push(String(data)))
  if (!child.stdout) throw new Error('no output to read the address from')
  for await (const line of createInterface({ input: child.stdout })) {
    const address = ADDRESS.exec(line)?.[1]
    if (address) return address
  }
  throw new Error(`the server did not start: ${errors.join('')}`)
}
