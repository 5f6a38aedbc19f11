import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type MinifyOptions, minify } from 'terser'

const WIDGET = join(import.meta.dirname, 'src/widget')
/** Their names are read elsewhere: by the server, the page, other tabs, and from a browser's storage. */
const CONTRACTS = ['../protocol.ts', 'chat-api.ts', 'client-storage.ts', 'page-events.ts', 'tabs.ts', 'timeline.ts']
/** A member of a class or interface whose name has two words or more. */
const MEMBER = /^ {2}(?:(?:abstract|async|get|override|protected|readonly|set) )*([a-z]+[A-Z]\w*)(?:\??:|\(| =)/gm

/**
 * Makes a built script smaller than the bundler can: constants go to where they are used, and members that nobody
 * outside the chat reads get names of one letter. Members of the browser's own objects keep theirs.
 */
export async function shrinkChat(code: string): Promise<string> {
  const names = await innerNames()
  return shrink(code, { module: true, mangle: { properties: { regex: new RegExp(`^(?:${names.join('|')})$`) } } })
}

/** The same for a classic script, whose members are all read by others. */
export async function shrink(code: string, options: MinifyOptions = { toplevel: true }): Promise<string> {
  const compress = { passes: 3, unsafe_arrows: true, pure_getters: true, keep_fargs: false }
  const { code: shrunk } = await minify(code, { ecma: 2020, compress, ...options })
  if (!shrunk) throw new Error('nothing was left of the script')
  return shrunk
}

/** What our own classes and interfaces declare and no contract names. */
async function innerNames(): Promise<readonly string[]> {
  const contracts = await Promise.all(CONTRACTS.map((name) => readFile(join(WIDGET, name), 'utf8')))
  const outer = new Set(contracts.flatMap((text) => text.match(/\w+/g) ?? []))
  const files = (await readdir(WIDGET)).filter((name) => name.endsWith('.ts') && !CONTRACTS.includes(name))
  const texts = await Promise.all(files.sort().map((name) => readFile(join(WIDGET, name), 'utf8')))
  const declared = texts.flatMap((text) => [...text.matchAll(MEMBER)].flatMap(([, name]) => name ?? []))
  return [...new Set(declared)].filter((name) => !outer.has(name))
}
