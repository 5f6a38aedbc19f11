import { type LineBot, mailedCode, PUBLIC_URL } from '../line-bot.ts'
import type { Browser } from '../platform/browser.ts'
import type { Person } from '../platform/person.ts'

/** The bot with account links switched on. A machine that is busy may take its time: an invitation is not tried again later. */
export const LINKING = { settings: { publicUrl: PUBLIC_URL }, callTimeoutMs: 10_000 } as const

/** What the button says that opens the page. */
export const OPEN = '連携のページを開く'

export interface Customer {
  readonly bot: LineBot
  readonly person: Person
}

export interface Sample {
  readonly orderNumber: string
  readonly email: string
}

/** The first sample: an annual renewal that can still be refunded. */
export const TARO: Sample = { orderNumber: 'NP12345678', email: 'taro@example.jp' }
export const SACHIKO: Sample = { orderNumber: 'NP24680246', email: 'sachiko@example.jp' }

/** Asks for the link and opens its page. */
export async function invited({ bot, person }: Customer): Promise<Browser> {
  await person.asks('アカウント連携')
  const browser = bot.browserOf(person)
  await browser.open(person.addressOf(OPEN))
  return browser
}

/** Proves the address, up to where the page says what will be linked. */
export async function signedIn(customer: Customer, sample: Sample = TARO): Promise<Browser> {
  const browser = await invited(customer)
  await browser.submit({ ...sample })
  await browser.submit({ code: mailedCode(customer.bot) })
  return browser
}

/** All of it. @returns what the bot says to it */
export async function linked(customer: Customer, sample: Sample = TARO): Promise<string> {
  const browser = await signedIn(customer, sample)
  const result = await browser.submit()
  if (result !== 'ok') throw new Error(`LINE said ${result}: ${browser.text}`)
  return (await customer.person.hears()).map(({ message }) => String(message['text'])).join('\n')
}

/** How many rows a table has. */
export function rows({ db }: LineBot, table: string): number {
  return Number(db.prepare(`SELECT count(*) AS n FROM ${table}`).get()?.['n'])
}

/** Who is linked with which address. */
export function links({ db }: LineBot): readonly unknown[] {
  return db.prepare('SELECT user_id, email FROM line_links ORDER BY email').all()
}
