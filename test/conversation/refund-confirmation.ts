import { AppWorld } from '../../src/transcript/app-world.ts'

/** The day on which the refundable contract is spoken of: nine days before its last good day. */
export const AT_MS = Date.parse('2026-11-10T14:00:00+09:00')

const CSV = `contract_id,email,order_number,original_order_number,product,product_kind,plan,event,charged_at,price_yen,term_start,term_end,channel,region
K-1,taro@example.jp,NP12345678,NP12345678,ノートン360プレミアム,software,annual,renewal,2026-09-20,7980,2026-10-01,2027-09-30,direct,JP
`

/** A conversation whose customer is identified and stands at the final confirmation of a refund. */
export async function atRefundConfirmation(): Promise<AppWorld> {
  const world = new AppWorld(AT_MS)
  world.importContracts(CSV)
  await world.act({ type: 'opened' })
  await says(world, 'NP12345678 を返金してください。提案は不要です', 'taro@example.jp')
  await says(world, /\d{6}/.exec(world.take().mails.at(-1)?.text ?? '')?.[0] ?? '')
  return world
}

export async function says(world: AppWorld, ...texts: readonly string[]): Promise<void> {
  for (const text of texts) await world.act({ type: 'text', text })
}
