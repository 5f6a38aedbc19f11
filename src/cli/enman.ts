import { readFile, writeFile } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import { Command } from 'commander'
import { importContracts } from '../backoffice/contract-import.ts'
import { parseContractsCsv } from '../backoffice/csv.ts'
import { readConfig } from '../config.ts'
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
    write(`${added + updated} contracts imported (${added} new, ${updated} replaced).`)
  })

program
  .command('draw')
  .description('Write the conversation as a Mermaid chart to flows/support/chart.md.')
  .action(async () => {
    const { CHART_FILE, drawChart } = await import('./draw.ts')
    await writeFile(CHART_FILE, drawChart())
    write(CHART_FILE)
  })

program.parseAsync().catch((error: unknown) => {
  process.stderr.write(`${error instanceof AppError || isFileError(error) ? error.message : String(error)}\n`)
  process.exitCode = 1
})

function isFileError(error: unknown): error is Error {
  return error instanceof Error && 'code' in error
}
