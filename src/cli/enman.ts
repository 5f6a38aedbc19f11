import { readFile, writeFile } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import { Command } from 'commander'
import { importContracts } from '../backoffice/contract-import.ts'
import { parseContractsCsv } from '../backoffice/csv.ts'
import { readConfig } from '../config.ts'
import { toPlainDate } from '../core/date.ts'
import { AppError } from '../errors.ts'
import { createSealer } from '../identity/sealer.ts'
import { loadSecret } from '../identity/secret.ts'
import { openDatabase } from '../store/database.ts'
import { migrate } from '../store/migrate.ts'

const write = (line: string) => void process.stdout.write(line.endsWith('\n') ? line : `${line}\n`)
const stdinLines = () => createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY })

/** `npm run enman -- <command>`: what staff and scripts need besides the server. */
const program = new Command('enman').description(
  'Enman (円満): refund decisions, understanding and contracts on the command line.',
)

program
  .command('decide')
  .description('JSON lines {id,today,contract} in, decisions out; a bad line answers {id,error}.')
  .action(async () => {
    const { decideLines } = await import('./decide.ts')
    await decideLines(stdinLines(), write)
  })

program
  .command('understand')
  .description('JSON lines {id,text,context,ref} in, readings out.')
  .option('--dates', 'read dates only: {id,iso,from,to}')
  .action(async (options: { dates?: boolean }) => {
    const { understandLines } = await import('./understand.ts')
    await understandLines(stdinLines(), write, { dates: options.dates ?? false })
  })

program
  .command('contracts')
  .description('Contracts of the embedded back office.')
  .command('import <file>')
  .description('Import a CSV file; nothing is imported unless every row is good.')
  .action(async (file: string) => {
    const config = readConfig(process.env)
    const secret = loadSecret({
      dataDir: config.dataDir,
      ...(config.secret === null ? {} : { configured: config.secret }),
    })
    const rows = parseContractsCsv(await readFile(file))
    const db = openDatabase(config.databasePath)
    migrate(db)
    const { added, updated } = importContracts({ db, seal: createSealer(secret).productKey }, rows)
    db.close()
    write(
      `Contracts imported: ${added + updated} (${added} new, ${updated} replaced) / 契約を${added + updated}件取り込みました（新規${added}件、更新${updated}件）。`,
    )
  })

program
  .command('doctor <what>')
  .description('Look at a connection and say what to put right: line.')
  .action(async (what: string) => {
    if (what !== 'line') throw new AppError('config.invalid', `nothing to examine is called ${what}; there is: line`)
    const { doctorLine } = await import('./doctor.ts')
    process.exitCode = await doctorLine(process.env, write)
  })

program
  .command('draw')
  .description('Write the conversation as a Mermaid chart to flows/support/chart.md.')
  .action(async () => {
    const { CHART_FILE, drawChart } = await import('./draw.ts')
    await writeFile(CHART_FILE, drawChart())
    write(CHART_FILE)
  })

// `| head` ends the reading early: that is no failure of ours
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
  process.exit(0)
})

const policy = program.command('policy').description('Refund terms for staff: as a table, and compared.')
const output = { out: write, error: (text: string) => void process.stderr.write(`${text}\n`) }

policy
  .command('explain [provider]')
  .description('The refund terms as a table in Japanese; without a provider, of all of them.')
  .option('--on <date>', 'the terms for charges of this day (YYYY-MM-DD); today if not given')
  .option('--markdown', 'a Markdown table')
  .option('--json', 'the same as data')
  .option('--width <columns>', 'how wide the table may be; the terminal’s width if not given')
  .option('--policies <folder>', 'read the terms from another folder')
  .action(async (provider: string | undefined, options: PolicyFlags) => {
    const { explainPolicies } = await import('./policy.ts')
    process.exitCode = explainPolicies(
      provider,
      {
        on: options.on ?? toPlainDate(Date.now()),
        format: options.json ? 'json' : options.markdown ? 'markdown' : 'table',
        width: Number(options.width) || process.stdout.columns || 200,
        dir: options.policies,
      },
      output,
    )
  })

policy
  .command('diff <old.json> <new.json>')
  .description('Which customers’ answers change from one version of a provider’s terms to another.')
  .option('--json', 'the groups as data')
  .option('--exit-code', 'exit with 1 when an answer changes')
  .action(async (before: string, after: string, options: { json?: boolean; exitCode?: boolean }) => {
    const { diffPolicies } = await import('./policy.ts')
    const format = options.json ? 'json' : 'text'
    process.exitCode = diffPolicies([before, after], { format, exitCode: options.exitCode ?? false }, output)
  })

interface PolicyFlags {
  readonly on?: string
  readonly markdown?: boolean
  readonly json?: boolean
  readonly width?: string
  readonly policies?: string
}

program.parseAsync().catch((error: unknown) => {
  process.stderr.write(`${error instanceof AppError || isFileError(error) ? error.message : String(error)}\n`)
  process.exitCode = 1
})

function isFileError(error: unknown): error is Error {
  return error instanceof Error && 'code' in error
}
