import { addDaysTo } from '../../src/core/date.ts'
import { NEW_CASE } from './closing.ts'
import type { Context, Scene } from './flow.ts'
import { CHECKED, DAY_NEEDED, decisionOf, isExact, keepDate, windowValues } from './referral-values.ts'
import { type Supposition, suppose } from './supposed.ts'
import { ask, say, set } from './words.ts'

/** For products whose refund terms are not published: the one that is (T-R-90), as a day to act before. */
const GUIDE_DAYS = 90

type Product = NonNullable<Context['tmProduct']>
const product = (tmProduct: Product) => set({ tmProduct })
const isProduct =
  (tmProduct: Product) =>
  ({ context }: Scene) =>
    context.tmProduct === tmProduct
const expired = (scene: Scene) => decisionOf(scene)?.reason === 'window-expired'

/** The contract the rules are asked about, by what the customer says of the product. */
const SUPPOSED: Readonly<Record<Product, Supposition>> = {
  cloud: { channel: 'anshinAutoRenew', productKind: 'vbCloud', plan: 'annual', event: 'renewal' },
  other: { channel: 'anshinAutoRenew', productKind: 'vbMobile', plan: 'annual', event: 'renewal' },
  monthly: { channel: 'anshinAutoRenew', productKind: 'vbCloud', plan: 'monthly', event: 'renewal' },
  purchase: { channel: 'onlineShop', productKind: 'vbCloud', plan: 'annual', event: 'purchase' },
  elsewhere: { channel: 'googlePlay', productKind: 'vbMobile', plan: 'monthly', event: 'renewal' },
}

/** What the rules need to know of the product is known, and nothing of it is being asked. */
export const isTmKnown = ({ context }: Scene): boolean =>
  context.place === 'trendmicro' &&
  context.tmProduct !== null &&
  (context.chargeDate !== null || !DATED.includes(context.tmProduct))
const DATED: readonly Product[] = ['cloud', 'other']

/** How to end auto-renewal there. */
export const TM_STOP = { target: 'told', actions: say('referral.tmStop', CHECKED) } as const
const STOPS = { 'stop.asked': TM_STOP, 'cancel.asked': TM_STOP } as const

const PRODUCTS = {
  'choice.tmProduct.cloud': { target: 'askingTmDate', actions: product('cloud') },
  'choice.tmProduct.other': { target: 'askingTmDate', actions: product('other') },
  'choice.tmProduct.monthly': { target: 'judgingTm', actions: product('monthly') },
  'choice.tmProduct.purchase': { target: 'judgingTm', actions: product('purchase') },
  'choice.tmProduct.elsewhere': { target: 'judgingTm', actions: product('elsewhere') },
} as const

/** S83: Trend Micro's own contracts, about which nothing can be done here but to answer and to point the way. */
export const trendmicro = {
  trendmicro: {
    meta: { expects: 'topic', settled: true },
    entry: ask('referral.tmAsk', ['tm.refund', 'tm.stop', 'topic.person', 'done.other', 'done.end']),
    on: {
      'choice.tm.refund': 'askingTmProduct',
      'choice.tm.stop': TM_STOP,
      ...STOPS,
      'refund.asked': 'askingTmProduct',
      'check.asked': 'askingTmProduct',
      // The product told before the wish: the date is all that is left to ask.
      ...PRODUCTS,
      'choice.done.other': {
        target: '#menu.choosingTopic',
        actions: set({ ...NEW_CASE, place: null, tmProduct: null, chargeDate: null }),
      },
      'choice.done.end': '#closing.summarizing',
      'back.asked': { target: '#menu.askingPlace', actions: [say('aside.back'), set({ place: null })] },
    },
  },
  askingTmProduct: {
    meta: { expects: 'result', settled: true },
    entry: ask('referral.tmProduct', [
      'tmProduct.cloud',
      'tmProduct.other',
      'tmProduct.monthly',
      'tmProduct.purchase',
      'tmProduct.elsewhere',
    ]),
    on: {
      ...PRODUCTS,
      ...STOPS,
      'back.asked': { target: 'trendmicro', actions: say('aside.back') },
    },
  },
  askingTmDate: {
    meta: { expects: 'date', settled: true },
    entry: ask('referral.tmDate', ['check.unknownDate']),
    on: {
      'date.given': [{ guard: isExact, target: 'judgingTm', actions: keepDate }, DAY_NEEDED],
      'choice.check.unknownDate': { target: 'told', actions: say('referral.tmDateUnknown', CHECKED, 'T-R-90') },
      'answer.declined': { target: 'told', actions: say('referral.tmDateUnknown', CHECKED, 'T-R-90') },
      ...STOPS,
      'back.asked': { target: 'askingTmProduct', actions: say('aside.back') },
    },
  },
  judgingTm: {
    meta: { expects: 'date', busy: true },
    entry: suppose(({ context }) => ({ provider: 'trendmicro', ...SUPPOSED[context.tmProduct ?? 'other'] })),
    on: {
      'policy.decided': [
        {
          guard: isProduct('other'),
          target: 'told',
          actions: say(
            'referral.tmOther',
            ({ context }) => ({
              ...CHECKED,
              rule: 'T-R-90',
              guide: addDaysTo(context.chargeDate ?? '', GUIDE_DAYS),
            }),
            'T-R-90',
          ),
        },
        { guard: isProduct('monthly'), target: 'told', actions: say('referral.tmMonthly', windowValues, 'T-M') },
        { guard: isProduct('purchase'), target: 'told', actions: say('referral.tmPurchase', windowValues, 'T-P') },
        { guard: isProduct('elsewhere'), target: 'told', actions: say('referral.tmElsewhere', windowValues, 'T-3P') },
        { guard: expired, target: 'told', actions: say('referral.tmOut', windowValues, 'T-R-90') },
        { target: 'told', actions: say('referral.tmIn', windowValues, 'T-R-90') },
      ],
    },
  },
} as const
