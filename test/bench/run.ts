import { writeFile } from 'node:fs/promises'
import { availableParallelism, loadavg } from 'node:os'
import { parseArgs } from 'node:util'
import { benchCommit } from './commit.ts'
import { benchDecide } from './decide.ts'
import { benchExchange } from './exchange.ts'
import { recordJob } from './recorded-job.ts'
import { benchRender } from './render.ts'
import { ratioOf, type Section } from './section.ts'
import { benchServed } from './served.ts'
import { benchStartUp } from './start-up.ts'
import { benchStored } from './stored.ts'
import { tableOf } from './table.ts'
import { benchTurn } from './turn.ts'
import { benchUnderstand } from './understand.ts'

const BEGINNING =
  'Ratios within this run mean something; times of two runs cannot be compared. Goals are shown, never asserted.'

/** Every measurement by its name on the command line. */
function benches(): Readonly<Record<string, () => Promise<Section>>> {
  // The job is recorded once, and only when something needs it.
  let recorded: ReturnType<typeof recordJob> | undefined
  const job = () => {
    recorded ??= recordJob()
    return recorded
  }
  return {
    turn: async () => benchTurn(await job()),
    decide: benchDecide,
    understand: async () => benchUnderstand((await job()).parts.understand),
    render: async () => benchRender(await job()),
    commit: async () => benchCommit(await job()),
    stored: async () => benchStored(await job()),
    exchange: benchExchange,
    served: async () => benchServed((await job()).parts.understand),
    'start-up': benchStartUp,
  }
}

/** `npm run bench [-- name …] [--json FILE]`. */
async function main(): Promise<void> {
  const { values, positionals } = parseArgs({ options: { json: { type: 'string' } }, allowPositionals: true })
  const all = benches()
  const unknown = positionals.filter((name) => !(name in all))
  if (unknown.length > 0)
    throw new Error(`no measurement ${unknown.join(', ')}; there are ${Object.keys(all).join(', ')}`)
  const machine = { node: process.version, cores: availableParallelism(), loadAtStart: loadavg()[0] ?? 0 }
  process.stdout.write(
    `Node ${machine.node}, ${machine.cores} cores, load ${machine.loadAtStart.toFixed(1)}. ${BEGINNING}\n`,
  )
  const began = performance.now()
  const sections: Section[] = []
  for (const [name, bench] of Object.entries(all)) {
    if (positionals.length > 0 && !positionals.includes(name)) continue
    const startedAt = performance.now()
    const section = await bench()
    sections.push(section)
    process.stdout.write(`\n${name} · ${secondsSince(startedAt)} · ${tableOf(section)}`)
  }
  process.stdout.write(`\n${secondsSince(began)} in all\n`)
  if (values.json)
    await writeFile(values.json, `${JSON.stringify({ machine, sections: sections.map(withRatios) }, null, 2)}\n`)
}

const secondsSince = (began: number): string => `${((performance.now() - began) / 1000).toFixed(0)} s`

function withRatios({ lines, ...section }: Section) {
  return { ...section, lines: lines.map((line) => ({ ...line, ratio: ratioOf(line) })) }
}

await main()
