import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

/** Runs a script of this folder in a process of its own and takes the numbers it sends. */
export async function measureInChild<Name extends string>(
  script: string,
  names: readonly Name[],
): Promise<Readonly<Record<Name, number>>> {
  const child = fork(join(import.meta.dirname, script), { execArgv: ['--expose-gc'] })
  const [message] = await Promise.race([once(child, 'message'), ended(script, once(child, 'exit'))])
  const numbers = message as Readonly<Record<string, unknown>>
  child.kill()
  return Object.fromEntries(names.map((name) => [name, Number(numbers[name])])) as Record<Name, number>
}

async function ended(script: string, exit: Promise<unknown[]>): Promise<never> {
  const [code] = await exit
  throw new Error(`${script} ended with ${code} before it said anything`)
}
