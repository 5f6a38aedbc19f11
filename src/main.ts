import { pino } from 'pino'
import { readConfig } from './config.ts'
import { AppError } from './errors.ts'
import { startServer } from './start.ts'

/** Starts the process: environment, parts, listening; stops cleanly on a signal. */
async function main(): Promise<void> {
  const config = readConfig(process.env)
  const log = pino({ level: config.logLevel })
  const running = await startServer(config, log)
  process.stdout.write(`\n円満を開始しました：${running.url}\n${running.notes.map((note) => `  ${note}\n`).join('')}\n`)
  const stop = (signal: string) => {
    log.info({ signal }, 'stopping')
    running.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        log.error({ err: error }, 'could not stop cleanly')
        process.exit(1)
      },
    )
  }
  process.once('SIGINT', stop)
  process.once('SIGTERM', stop)
}

main().catch((error: unknown) => {
  // Without a configuration there is no logger yet; the one who started us reads this.
  process.stderr.write(`円満を開始できません：${error instanceof AppError ? error.message : String(error)}\n`)
  process.exit(1)
})
