import type { Contract } from '../../src/core/contract.ts'

/** A back office in miniature: the contracts of one person, and which of them the given number names. */
export interface FlowWorld {
  readonly name: string
  /** When the conversation begins (epoch ms). */
  readonly atMs: number
  readonly contracts: readonly Contract[]
  readonly matched: readonly string[]
}

/** 2026-11-18 14:00 in Tokyo, a Wednesday on which the desk is open. */
export const AT_MS = Date.parse('2026-11-18T14:00:00+09:00')

/** An annual software licence, renewed on 2026-09-20: refundable until 2026-11-19. */
const RENEWED: Contract = {
  id: 'K-1',
  provider: 'norton',
  orderNumber: 'NP12345678',
  originalOrderNumber: 'NP12345678',
  product: 'ノートン360プレミアム',
  productKind: 'software',
  plan: 'annual',
  event: 'renewal',
  chargedAt: '2026-09-20',
  priceYen: 7980,
  currency: 'JPY',
  termStart: '2026-10-01',
  termEnd: '2027-09-30',
  channel: 'direct',
  region: 'JP',
  autoRenewal: true,
}

/** Another licence of the same person, under a number of its own. */
const OTHER: Contract = {
  ...RENEWED,
  id: 'K-2',
  orderNumber: 'NP22223333',
  originalOrderNumber: 'NP22223333',
  product: 'ノートン360デラックス',
  event: 'purchase',
  chargedAt: '2026-04-01',
  priceYen: 6480,
  termStart: '2026-04-01',
  termEnd: '2027-03-31',
}

const ADD_ON: Contract = {
  ...RENEWED,
  id: 'K-9',
  orderNumber: 'NP90000001',
  originalOrderNumber: 'NP90000001',
  product: 'プライバシーの見張り',
  productKind: 'addon',
  addOnOf: 'K-1',
  priceYen: 1980,
}

/** 2026-11-21 22:10 in Tokyo: a Saturday night before a holiday. */
const NIGHT_MS = Date.parse('2026-11-21T22:10:00+09:00')

/** Worlds in which the conversation takes different ways. */
export const WORLDS: readonly FlowWorld[] = [
  { name: 'two contracts that can be merged', atMs: AT_MS, contracts: [RENEWED, OTHER], matched: ['K-1'] },
  {
    name: 'a contract with an add-on and spare devices',
    atMs: AT_MS,
    contracts: [spare(RENEWED), ADD_ON],
    matched: ['K-1'],
  },
  { name: 'a charge past its window', atMs: AT_MS, contracts: [late(RENEWED), OTHER], matched: ['K-1'] },
  {
    name: 'a service product nobody knows the use of',
    atMs: AT_MS,
    contracts: [{ ...RENEWED, productKind: 'virusRemoval1', serviceUsed: null }],
    matched: ['K-1'],
  },
  {
    name: 'a monthly renewal, at night',
    atMs: NIGHT_MS,
    contracts: [{ ...RENEWED, plan: 'monthly', chargedAt: '2026-11-10', termEnd: '2026-12-09' }],
    matched: ['K-1'],
  },
  {
    name: 'two contracts under one number',
    atMs: AT_MS,
    contracts: [RENEWED, { ...OTHER, orderNumber: 'NP12345678', chargedAt: '2026-10-20' }],
    matched: ['K-1', 'K-2'],
  },
  {
    name: 'one contract refunded, one stopped',
    atMs: AT_MS,
    contracts: [
      { ...RENEWED, refunded: { atMs: AT_MS - 86_400_000, receipt: 'R-20261117-0001' } },
      {
        ...OTHER,
        autoRenewal: false,
        chargedAt: '2026-10-20',
        stopped: { atMs: AT_MS - 86_400_000, receipt: 'A-20261117-0002', confirmed: true },
      },
    ],
    matched: ['K-1', 'K-2'],
  },
]

function spare(contract: Contract): Contract {
  return { ...contract, devices: 5, devicesUsed: 2 }
}

function late(contract: Contract): Contract {
  return { ...contract, chargedAt: '2026-08-01', termStart: '2026-08-10', termEnd: '2027-08-09' }
}
