import { createInterface } from 'node:readline/promises'
import type { BotMessage } from '../channels/channel.ts'
import { toPlainDate } from '../core/date.ts'
import { sampleContracts, sampleGuide } from '../demo/sample-contracts.ts'
import { AppWorld } from '../transcript/app-world.ts'

const HELP = `/state 今の状態  /wait 30m|2h|1d 時計を進める  /open 開き直す  /ledger 台帳  /help  /quit`
const UNITS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 }

/** The bot in the terminal, on a database in memory with the sample contracts. Mails show here too. */
export async function chat(input: NodeJS.ReadableStream, output: NodeJS.WritableStream): Promise<void> {
  const world = new AppWorld(Date.now())
  const print = (text: string) => void output.write(`${text}\n`)
  const today = toPlainDate(world.now())
  world.importContracts(sampleContracts(today))
  print('サンプル契約（注文番号／メール／キー）')
  for (const one of sampleGuide(today))
    print(`・${one.title}  ${one.orderNumber}  ${one.email}${one.productKey ? `  ${one.productKey}` : ''}`)
  print(`${HELP}\n`)
  await world.act({ type: 'opened' })
  let open = show(world, print, null)
  const lines = createInterface({ input, output, prompt: '> ' })
  // Piped input may end while an answer is still on its way.
  let ended = false
  lines.once('close', () => {
    ended = true
  })
  lines.prompt()
  for await (const raw of lines) {
    const line = raw.trim()
    if (line === '/quit') break
    if (line.startsWith('/')) await command(line, world, print)
    else if (line !== '') await answer(line, open, world)
    open = show(world, print, open)
    if (!ended) lines.prompt()
  }
  lines.close()
  await world.close()
}

/** A number picks a choice, as a tap would; anything else is typed text. */
async function answer(line: string, open: BotMessage | null, world: AppWorld): Promise<void> {
  const picked = /^\d+$/.test(line) ? open?.choices?.[Number(line) - 1] : undefined
  if (picked && open?.prompt) await world.act({ type: 'tapped', choice: picked.id, prompt: open.prompt })
  else await world.act({ type: 'text', text: line })
}

async function command(line: string, world: AppWorld, print: (text: string) => void): Promise<void> {
  const [name, argument = ''] = line.split(/\s+/)
  if (name === '/state') print(JSON.stringify(world.snapshot(), null, 2))
  else if (name === '/open') await world.act({ type: 'opened' })
  else if (name === '/ledger') print(JSON.stringify(await world.app.backOffice.ledger(), null, 2))
  else if (name === '/wait') await wait(argument, world, print)
  else print(HELP)
}

async function wait(argument: string, world: AppWorld, print: (text: string) => void): Promise<void> {
  const [, number, unit = ''] = /^(\d+)([smhd])$/.exec(argument) ?? []
  const ms = Number(number) * (UNITS[unit] ?? Number.NaN)
  if (!Number.isFinite(ms)) return print('例：/wait 30m')
  await world.advanceTo(world.now() + ms)
  print(`（${argument} 進めました）`)
}

/** @returns the question that is open now */
function show(world: AppWorld, print: (text: string) => void, before: BotMessage | null): BotMessage | null {
  const happened = world.take()
  let open = before
  for (const message of happened.said) {
    print(`\n係: ${message.text.replaceAll('\n', '\n    ')}`)
    message.choices?.forEach((choice, index) => {
      print(`    ${index + 1}. ${choice.label}`)
    })
    if (message.prompt !== undefined) open = message
  }
  for (const mail of happened.mails)
    print(`\n[メール] ${mail.to} 「${mail.subject}」\n    ${mail.text.trim().replaceAll('\n', '\n    ')}`)
  if (happened.error) print('申し訳ございません。うまく処理できませんでした。もう一度お試しください。')
  return open
}
