/** The official account the bot speaks for, as its owner set it up in LINE's consoles. */
export interface Account {
  chatMode: 'bot' | 'chat'
  markAsReadMode: 'auto' | 'manual'
  webhook: { endpoint: string; active: boolean } | null
  /** Messages a month; null: no limit. */
  quota: number | null
  /** Of them sent, those from the account manager included. */
  used: number
}

export const CHANNEL = {
  id: '1657000001',
  secret: '8c570fa6dd201bb328f1c1eac23a96d8',
  /** The bot's user id: the `destination` of its webhooks. */
  botUserId: 'U8e742f61d673b39c7fff3cecb7536ef0',
} as const
