import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'

const ROOT = resolve(import.meta.dirname, '..')

/** The layers, most particular path first. A file belongs to the first prefix it starts with. */
const LAYERS = {
  errors: ['src/errors.ts'],
  protocol: ['src/protocol.ts'],
  contracts: [
    'src/channels/channel.ts',
    'src/store/store.ts',
    'src/backoffice/backoffice.ts',
    'src/mail/mail.ts',
    'src/identity/identity.ts',
  ],
  widget: ['src/widget/'],
  core: ['src/core/'],
  channels: ['src/channels/'],
  store: ['src/store/'],
  backoffice: ['src/backoffice/'],
  mail: ['src/mail/'],
  identity: ['src/identity/'],
  delivery: ['src/delivery/'],
  conversation: ['src/conversation/'],
  demo: ['src/demo/'],
  transcript: ['src/transcript/'],
  cli: ['src/cli/'],
  app: ['src/'],
  locales: ['locales/'],
  flows: ['flows/'],
} as const
type Layer = keyof typeof LAYERS

const EDGE: readonly Layer[] = ['errors', 'core', 'locales', 'contracts']

/** Which layers each layer may import besides itself. `locales` for flows is types only. */
const MAY_IMPORT: Readonly<Record<Layer, readonly Layer[]>> = {
  errors: [],
  protocol: [],
  core: ['errors'],
  locales: ['core'],
  flows: ['errors', 'core', 'locales'],
  contracts: ['errors', 'core'],
  widget: ['protocol'],
  channels: [...EDGE, 'protocol'],
  store: EDGE,
  backoffice: EDGE,
  mail: EDGE,
  identity: EDGE,
  delivery: EDGE,
  conversation: [...EDGE, 'delivery'],
  demo: [...EDGE, 'protocol', 'channels'],
  transcript: [
    'errors',
    'core',
    'locales',
    'flows',
    'contracts',
    'channels',
    'store',
    'backoffice',
    'mail',
    'identity',
    'delivery',
    'conversation',
    'app',
  ],
  app: [
    'errors',
    'protocol',
    'core',
    'locales',
    'flows',
    'contracts',
    'channels',
    'store',
    'backoffice',
    'mail',
    'identity',
    'delivery',
    'conversation',
    'demo',
  ],
  cli: [
    'errors',
    'core',
    'locales',
    'flows',
    'contracts',
    'channels',
    'store',
    'backoffice',
    'mail',
    'identity',
    'delivery',
    'conversation',
    'demo',
    'transcript',
    'app',
  ],
}

/** What each layer may take from npm. Node's own modules are for the edges only. */
const MAY_INSTALL: Readonly<Partial<Record<Layer, RegExp>>> = {
  core: /^(xstate|date-fns\/[a-zA-Z/]+|i18next|zod|@holiday-jp\/holiday_jp|budoux)$/,
  flows: /^xstate$/,
  locales: /^$/,
  errors: /^$/,
  protocol: /^$/,
  widget: /^$/,
  contracts: /^$/,
  conversation: /^$/,
  delivery: /^$/,
}
const PURE: readonly Layer[] = ['errors', 'protocol', 'core', 'flows', 'locales', 'contracts', 'widget']

interface Import {
  readonly from: string
  readonly to: string
  readonly npm: boolean
}

const files = ['src', 'flows', 'locales'].flatMap((folder) => sources(join(ROOT, folder)))
const imports = files.flatMap(importsOf)

function sources(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => relative(ROOT, join(folder, file)))
}

function importsOf(file: string): Import[] {
  const text = readFileSync(join(ROOT, file), 'utf8')
  return [
    ...text.matchAll(
      /(?:^|\n)\s*(?:import|export)\s[^'"]*?from\s+'([^']+)'|import\('([^']+)'\)|(?:^|\n)import\s+'([^']+)'/g,
    ),
  ].map((match) => {
    const to = match[1] ?? match[2] ?? match[3] ?? ''
    const npm = !to.startsWith('.')
    return { from: file, to: npm ? to : relative(ROOT, resolve(ROOT, dirname(file), to)), npm }
  })
}

function layerOf(file: string): Layer {
  const found = (Object.keys(LAYERS) as Layer[]).find((layer) =>
    LAYERS[layer].some((prefix) => file.startsWith(prefix)),
  )
  if (!found) throw new Error(`${file} belongs to no layer`)
  return found
}

describe('the layers', () => {
  test('a file imports only from layers its own may use', () => {
    const wrong = imports.filter(({ from, to, npm }) => {
      if (npm) return false
      const [mine, theirs] = [layerOf(from), layerOf(to)]
      return mine !== theirs && !MAY_IMPORT[mine].includes(theirs)
    })
    expect(wrong).toEqual([])
  })

  test('channels do not import each other', () => {
    const folder = (file: string) => /^src\/channels\/([^/]+)\//.exec(file)?.[1]
    expect(
      imports.filter(({ from, to, npm }) => !npm && folder(from) && folder(to) && folder(from) !== folder(to)),
    ).toEqual([])
  })

  test('a layer takes from npm only what it is for, and pure layers nothing from Node', () => {
    const wrong = imports.filter(({ from, to, npm }) => {
      if (!npm) return false
      const layer = layerOf(from)
      if (to.startsWith('node:')) return PURE.includes(layer)
      return !(MAY_INSTALL[layer]?.test(to) ?? true)
    })
    expect(wrong).toEqual([])
  })

  test('one file knows Botkit', () => {
    const knows = imports.filter(({ to }) => /^(botkit|botbuilder)/.test(to)).map(({ from }) => from)
    expect([...new Set(knows)]).toEqual(['src/channels/botkit.ts'])
  })

  test('one file takes XState’s transitions', () => {
    const takes = files.filter((file) => /\.transition\(|\btransition\(/.test(withoutComments(file)))
    expect(takes).toEqual(['src/core/turn.ts'])
  })

  test('the core reads no clock and rolls no dice', () => {
    const unpure = files.filter(
      (file) =>
        ['core', 'flows'].includes(layerOf(file)) &&
        /Date\.now\(|new Date\(\)|Math\.random|process\./.test(withoutComments(file)),
    )
    expect(unpure).toEqual([])
  })

  test('flows hold nothing that runs by itself: no invoke, spawn, after or history', () => {
    const runs = files.filter(
      (file) => layerOf(file) === 'flows' && /\b(invoke|spawnChild|after|history)\s*:/.test(withoutComments(file)),
    )
    expect(runs).toEqual([])
  })
})

function withoutComments(file: string): string {
  return readFileSync(join(ROOT, file), 'utf8').replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '')
}

test('no import cycles', () => {
  const graph = new Map<string, string[]>()
  for (const { from, to, npm } of imports)
    if (!npm && to.endsWith('.ts')) graph.set(from, [...(graph.get(from) ?? []), to])
  const done = new Set<string>()
  const cycles: string[] = []
  const walk = (file: string, path: readonly string[]): void => {
    if (path.includes(file)) {
      cycles.push([...path.slice(path.indexOf(file)), file].join(' → '))
      return
    }
    if (done.has(file)) return
    for (const next of graph.get(file) ?? []) walk(next, [...path, file])
    done.add(file)
  }
  for (const file of files) walk(file, [])
  expect(cycles).toEqual([])
})

test('no file is a grab-bag or longer than 400 lines', () => {
  const bad = files.filter(
    (file) =>
      /(^|\/)(utils|types|helpers|common|index)\.ts$/.test(file) ||
      readFileSync(join(ROOT, file), 'utf8').split('\n').length > 400,
  )
  expect(bad).toEqual([])
})

describe('the documents', () => {
  const documents = ['README.md', 'README.ja.md', 'src/README.md', 'flows/README.md', 'test/README.md']

  test.each(documents)('%s names only files that exist', (document) => {
    const text = readFileSync(join(ROOT, document), 'utf8')
    const named = [
      ...text.matchAll(/`((?:src|flows|locales|test|\.ci)\/[\w./-]+)`|\]\((?!https?:|#|mailto:)([^)\s]+)\)/g),
    ].map((match) => match[1] ?? match[2] ?? '')
    const base = (path: string) =>
      /^(src|flows|locales|test|\.ci)\//.test(path) ? join(ROOT, path) : join(ROOT, dirname(document), path)
    expect(named.filter((path) => !existsSync(base(path)))).toEqual([])
  })

  test.each(['README.md', 'README.ja.md'])('%s names only commands that exist', (document) => {
    const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
      scripts: Record<string, string>
    }
    const named = [...readFileSync(join(ROOT, document), 'utf8').matchAll(/npm run (?:--silent )?([\w:-]+)/g)].map(
      (match) => match[1] ?? '',
    )
    expect(named.filter((name) => !(name in scripts))).toEqual([])
  })

  test('the lock file names no place to download from', () => {
    expect(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')).not.toMatch(/"resolved"/)
  })
})
