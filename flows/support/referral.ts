import { NEW_CASE } from './closing.ts'
import { slotsOf } from './facts.ts'
import { type Context, type Scene, support } from './flow.ts'
import { CHECKED, DAY_NEEDED, isExact, keepDate, windowValues } from './referral-values.ts'
import { suppose } from './supposed.ts'
import { isTmKnown, trendmicro } from './trendmicro.ts'
import { taken } from './wish.ts'
import { ask, repeat, say, set } from './words.ts'

/** Monthly carrier editions by what the statement names, as the rules know their sellers. */
const MONTHLY: Readonly<Partial<Record<NonNullable<Context['seller']>, 'mwNortonStore' | 'mPass' | 'auShopMonthly'>>> =
  {
    mw: 'mwNortonStore',
    mpass: 'mPass',
    auMonthly: 'auShopMonthly',
  }
const isMonthly = ({ place, seller }: Context) =>
  place === 'carrier' && seller !== null && MONTHLY[seller] !== undefined
const isAnnualKnown = ({ place, seller, chargeDate }: Context) =>
  place === 'carrier' && (seller === 'au' || seller === 'annual') && chargeDate !== null
const namesSeller = ({ event }: Scene) => ['mw_store', 'mpass'].includes(slotsOf(event).provider ?? '')
const sold = (seller: Context['seller']) => set({ seller })
const NAMED = {
  'choice.seller.mw': { target: 'judgingMonthly', actions: sold('mw') },
  'choice.seller.mpass': { target: 'judgingMonthly', actions: sold('mpass') },
  'choice.seller.auMonthly': { target: 'judgingMonthly', actions: sold('auMonthly') },
} as const

const namesPlace = (scene: Scene) => {
  const { place, carrier, provider, orderNumber } = slotsOf(scene.event)
  return (place ?? carrier ?? provider ?? orderNumber) !== undefined
}
const stays = (guard: (scene: Scene) => boolean) => (scene: Scene) => !namesPlace(scene) && guard(scene)

const STOP_OF_TM = {
  guard: stays(({ context }) => context.place === 'trendmicro'),
  actions: [say('referral.tmStop', CHECKED), repeat],
} as const

/** The wish said again, or asked about: what was found out is told again, what is missing is asked again. */
const SAID_AGAIN = [
  { guard: stays(isTmKnown), target: '.judgingTm' },
  { guard: stays(({ context }) => isMonthly(context)), target: '.judgingMonthly' },
  { guard: stays(({ context }) => isAnnualKnown(context)), target: '.judgingAnnual' },
  {
    guard: stays(({ context }) => context.place === 'carrier' || context.place === 'trendmicro'),
    actions: [say(({ event }) => (event.expects === 'date' ? 'check.dayNeeded' : 'referral.depends')), repeat],
  },
] as const

/** S81–S83: contracts that another company decides about: what its rules are, until when, and where to go. */
export const referral = support.createStateConfig({
  id: 'referral',
  initial: 'gate',
  on: {
    'refund.asked': SAID_AGAIN,
    'check.asked': SAID_AGAIN,
    'stop.asked': SAID_AGAIN,
    'cancel.asked': SAID_AGAIN,
  },
  states: {
    gate: {
      always: [
        {
          guard: ({ context }) => context.place === 'trendmicro',
          target: 'trendmicro',
          actions: say('referral.trendmicro'),
        },
        {
          guard: ({ context }) => context.place === 'appStore',
          target: 'told',
          actions: say('referral.appStore', CHECKED, 'X-3P'),
        },
        {
          guard: ({ context }) => context.place === 'shop',
          target: 'told',
          actions: say('referral.shop', CHECKED, 'X-3P'),
        },
        {
          guard: ({ context }) => context.place === 'isp',
          target: 'told',
          actions: say('referral.isp', CHECKED, 'X-3P'),
        },
        {
          guard: ({ context }) => isMonthly(context),
          target: 'judgingMonthly',
          actions: say('referral.carrier'),
        },
        { target: 'askingSeller', actions: say('referral.carrier') },
      ],
    },
    askingSeller: {
      meta: { expects: 'place', settled: true },
      entry: ask('referral.seller', [
        'seller.mw',
        'seller.mpass',
        'seller.auMonthly',
        'seller.annual',
        'seller.unknown',
      ]),
      on: {
        ...NAMED,
        'choice.seller.annual': 'askingShop',
        'choice.seller.unknown': 'findingSeller',
        'answer.declined': 'findingSeller',
        'place.told': [
          { guard: namesSeller, target: 'judgingMonthly', actions: set(taken) },
          { target: 'gate', actions: set(taken) },
        ],
        'back.asked': { target: '#menu.askingPlace', actions: [say('aside.back'), set({ place: null, seller: null })] },
      },
    },
    // The warning stands before the advice: a shop's procedure ends other services too.
    findingSeller: {
      meta: { expects: 'place', settled: true },
      entry: [
        say('referral.carrierWarning'),
        say('referral.carrierShop'),
        ask('referral.sellerExample', ['seller.mw', 'seller.mpass', 'seller.auMonthly', 'topic.person', 'done.end']),
      ],
      on: {
        ...NAMED,
        'choice.done.end': '#closing.summarizing',
        'answer.declined': { target: '#closing.personSuggested', actions: say('place.unknown') },
        'place.told': [
          { guard: namesSeller, target: 'judgingMonthly', actions: set(taken) },
          { target: 'gate', actions: set(taken) },
        ],
        'back.asked': { target: 'askingSeller', actions: say('aside.back') },
      },
    },
    judgingMonthly: {
      meta: { expects: 'place', busy: true },
      entry: suppose(({ context }) => ({
        provider: 'norton-mobile',
        productKind: 'mobileSecurity',
        channel: (context.seller && MONTHLY[context.seller]) || 'mPass',
        plan: 'monthly',
        event: 'renewal',
      })),
      on: {
        'policy.decided': [
          {
            guard: ({ context }) => context.seller === 'mpass',
            target: 'askingKey',
            actions: say('referral.mpass', windowValues, 'MC-M'),
          },
          {
            guard: ({ context }) => context.seller === 'auMonthly',
            target: 'told',
            actions: [say('referral.auMonthly', windowValues, 'MC-M'), say('referral.auMonthlySteps')],
          },
          { target: 'told', actions: say('referral.mw', windowValues, 'MC-M') },
        ],
      },
    },
    askingKey: {
      meta: { expects: 'result', settled: true, yes: 'mpass.key', no: 'mpass.noKey' },
      entry: ask('referral.mpassKey', ['mpass.key', 'mpass.noKey']),
      on: {
        'choice.mpass.key': { target: 'told', actions: say('referral.mpassWithKey') },
        'choice.mpass.noKey': 'askingPayment',
        'identifier.missing': 'askingPayment',
        'answer.declined': 'askingPayment',
        'back.asked': { target: 'askingSeller', actions: [say('aside.back'), sold(null)] },
      },
    },
    askingPayment: {
      meta: { expects: 'result', settled: true },
      entry: ask('referral.payment', ['payment.docomo', 'payment.au', 'payment.softbank', 'payment.card']),
      on: {
        'choice.payment.docomo': { target: 'told', actions: say('referral.docomo', CHECKED) },
        'choice.payment.au': { target: 'told', actions: say('referral.au', CHECKED) },
        'choice.payment.softbank': { target: 'told', actions: say('referral.softbank', CHECKED) },
        'choice.payment.card': { target: 'told', actions: say('referral.card', CHECKED) },
        'back.asked': { target: 'askingKey', actions: say('aside.back') },
      },
    },
    askingShop: {
      meta: { expects: 'result', settled: true },
      entry: ask('referral.annualWhere', ['annual.au', 'annual.other']),
      on: {
        'choice.annual.au': { target: 'askingBoughtOn', actions: sold('au') },
        'choice.annual.other': { target: 'askingBoughtOn', actions: sold('annual') },
        'place.told': {
          target: 'askingBoughtOn',
          actions: set(({ event }) => ({ seller: slotsOf(event).carrier === 'au' ? 'au' : 'annual' })),
        },
        'back.asked': { target: 'askingSeller', actions: say('aside.back') },
      },
    },
    askingBoughtOn: {
      meta: { expects: 'date', settled: true },
      entry: ask('referral.annualDate', ['check.unknownDate']),
      on: {
        'date.given': [{ guard: isExact, target: 'judgingAnnual', actions: keepDate }, DAY_NEEDED],
        'choice.check.unknownDate': { target: 'told', actions: say('referral.shop', CHECKED) },
        'answer.declined': { target: 'told', actions: say('referral.shop', CHECKED) },
        'back.asked': { target: 'askingShop', actions: say('aside.back') },
      },
    },
    judgingAnnual: {
      meta: { expects: 'date', busy: true },
      entry: suppose(({ context }) => ({
        provider: 'norton-mobile',
        productKind: 'mobileSecurity',
        channel: context.seller === 'au' ? 'auShopPackage' : 'docomoShop',
        plan: 'annual',
        event: 'purchase',
      })),
      on: {
        'policy.decided': [
          {
            guard: ({ event }) => event.type === 'policy.decided' && event.decision.reason === 'window-expired',
            target: 'told',
            actions: say('referral.annualOut', windowValues, 'MC-A-P'),
          },
          {
            guard: ({ context }) => context.seller === 'au',
            target: 'told',
            actions: [
              say('referral.annualIn', windowValues, 'MC-AU-P'),
              say('referral.annualAu'),
              say('referral.instalments'),
            ],
          },
          { target: 'told', actions: [say('referral.annualIn', windowValues, 'MC-A-P'), say('referral.instalments')] },
        ],
      },
    },
    ...trendmicro,
    told: {
      meta: { expects: 'ways', settled: true, no: 'done.end' },
      entry: ask('referral.ask', ['topic.person', 'done.other', 'done.end']),
      on: {
        'choice.done.other': {
          target: '#menu.choosingTopic',
          actions: set({ ...NEW_CASE, place: null, seller: null, tmProduct: null, chargeDate: null }),
        },
        'choice.done.end': '#closing.summarizing',
        left: '#closing.summarizing',
        'stop.asked': STOP_OF_TM,
        'cancel.asked': STOP_OF_TM,
        'back.asked': { target: '#menu.askingPlace', actions: [say('aside.back'), set({ place: null, seller: null })] },
      },
    },
  },
})
