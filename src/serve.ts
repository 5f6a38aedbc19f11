import { pino } from 'pino'
import { readConfig } from './config.ts'
import { type Running, startServer } from './start.ts'

/** Makes this process the server: environment, parts, listening; stops cleanly on a signal. */
export async function serve(): Promise<Running> {
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
  return running
}
