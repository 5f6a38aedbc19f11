import { addDaysTo } from '../../src/core/date.ts'
import type { Decision } from '../../src/core/decision.ts'
import { NEW_CASE } from './closing.ts'
import { slotsOf } from './facts.ts'
import { type Context, type Scene, support } from './flow.ts'
import { suppose } from './supposed.ts'
import { taken } from './wish.ts'
import { ask, repeat, say, set } from './words.ts'

/** The day the facts about other companies' desks were last read. */
const CHECKED = { checkedOn: '2026-11-21' }
/** For products whose refund terms are not published: the one that is (T-R-90), as a day to act before. */
const TM_GUIDE_DAYS = 90

const keepDate = set(({ event }) => ({ chargeDate: slotsOf(event).date ?? null }))
const isExact = ({ event }: Scene) => slotsOf(event).date !== undefined
const DAY_NEEDED = { actions: [say('check.dayNeeded'), repeat] } as const
const sold = (seller: Context['seller']) => set({ seller })
const decisionOf = ({ event }: Scene): Decision | null => (event.type === 'policy.decided' ? event.decision : null)
const inTime = (scene: Scene) => decisionOf(scene)?.reason !== 'window-expired'

function windowValues(scene: Scene) {
  const decision = decisionOf(scene)
  return {
    ...CHECKED,
    rule: decision?.rule ?? '',
    deadline: decision?.deadline ?? '',
    windowDays: decision?.arithmetic?.windowDays ?? 0,
  }
}

/** S81–S83: contracts that another company decides about: what its rules are, until when, and where to go. */
export const referral = support.createStateConfig({
  id: 'referral',
  initial: 'gate',
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
          guard: ({ context }) => context.seller === 'mw',
          target: 'told',
          actions: [say('referral.carrier'), say('referral.mw', CHECKED, 'MC-M')],
        },
        {
          guard: ({ context }) => context.seller === 'mpass',
          target: 'askingKey',
          actions: [say('referral.carrier'), say('referral.mpass', CHECKED, 'MC-M')],
        },
        { target: 'askingSeller', actions: say('referral.carrier') },
      ],
    },
    askingSeller: {
      meta: { expects: 'place', settled: true },
      entry: ask('referral.seller', ['seller.mw', 'seller.mpass', 'seller.annual', 'seller.unknown']),
      on: {
        'choice.seller.mw': { target: 'told', actions: [sold('mw'), say('referral.mw', CHECKED, 'MC-M')] },
        'choice.seller.mpass': {
          target: 'askingKey',
          actions: [sold('mpass'), say('referral.mpass', CHECKED, 'MC-M')],
        },
        'choice.seller.annual': 'askingShop',
        'choice.seller.unknown': 'findingSeller',
        'answer.declined': 'findingSeller',
        'place.told': { target: 'gate', actions: set(taken) },
        'back.asked': { target: '#menu.askingPlace', actions: [say('aside.back'), set({ place: null, seller: null })] },
      },
    },
    // The warning stands before the advice: a shop's procedure ends other services too.
    findingSeller: {
      meta: { expects: 'place', settled: true },
      entry: [
        say('referral.carrierWarning'),
        say('referral.carrierShop'),
        ask('referral.sellerExample', ['seller.mw', 'seller.mpass', 'topic.person', 'done.end']),
      ],
      on: {
        'choice.seller.mw': { target: 'told', actions: [sold('mw'), say('referral.mw', CHECKED, 'MC-M')] },
        'choice.seller.mpass': {
          target: 'askingKey',
          actions: [sold('mpass'), say('referral.mpass', CHECKED, 'MC-M')],
        },
        'choice.done.end': '#closing.summarizing',
        'answer.declined': { target: '#closing.personSuggested', actions: say('place.unknown') },
        'place.told': { target: 'gate', actions: set(taken) },
        'back.asked': { target: 'askingSeller', actions: say('aside.back') },
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
    trendmicro: {
      meta: { expects: 'topic', settled: true },
      entry: ask('referral.tmAsk', ['tm.refund', 'tm.stop', 'topic.person', 'done.other', 'done.end']),
      on: {
        'choice.tm.refund': 'askingTmProduct',
        'choice.tm.stop': { target: 'told', actions: say('referral.tmStop', CHECKED) },
        'refund.asked': 'askingTmProduct',
        'check.asked': 'askingTmProduct',
        // The product told before the wish: the date is all that is left to ask.
        'choice.tmProduct.cloud': { target: 'askingTmDate', actions: set({ tmProduct: 'cloud' }) },
        'choice.tmProduct.other': { target: 'askingTmDate', actions: set({ tmProduct: 'other' }) },
        'choice.tmProduct.monthly': { target: 'told', actions: say('referral.tmMonthly', CHECKED, 'T-M') },
        'stop.asked': { target: 'told', actions: say('referral.tmStop', CHECKED) },
        'cancel.asked': { target: 'told', actions: say('referral.tmStop', CHECKED) },
        'choice.done.other': { target: '#menu.choosingTopic', actions: set({ ...NEW_CASE, place: null }) },
        'choice.done.end': '#closing.summarizing',
        'back.asked': { target: '#menu.askingPlace', actions: [say('aside.back'), set({ place: null })] },
      },
    },
    askingTmProduct: {
      meta: { expects: 'result', settled: true },
      entry: ask('referral.tmProduct', ['tmProduct.cloud', 'tmProduct.other', 'tmProduct.monthly']),
      on: {
        'choice.tmProduct.cloud': { target: 'askingTmDate', actions: set({ tmProduct: 'cloud' }) },
        'choice.tmProduct.other': { target: 'askingTmDate', actions: set({ tmProduct: 'other' }) },
        'choice.tmProduct.monthly': { target: 'told', actions: say('referral.tmMonthly', CHECKED, 'T-M') },
        'back.asked': { target: 'trendmicro', actions: say('aside.back') },
      },
    },
    askingTmDate: {
      meta: { expects: 'date', settled: true },
      entry: ask('referral.tmDate', ['check.unknownDate']),
      on: {
        'date.given': [{ guard: isExact, target: 'judgingTm', actions: keepDate }, DAY_NEEDED],
        'choice.check.unknownDate': { target: 'told', actions: say('referral.tmStop', CHECKED) },
        'answer.declined': { target: 'told', actions: say('referral.tmStop', CHECKED) },
        'back.asked': { target: 'askingTmProduct', actions: say('aside.back') },
      },
    },
    judgingTm: {
      meta: { expects: 'date', busy: true },
      entry: suppose(({ context }) => ({
        provider: 'trendmicro',
        channel: 'anshinAutoRenew',
        productKind: context.tmProduct === 'cloud' ? 'vbCloud' : 'vbMobile',
        plan: 'annual',
        event: 'renewal',
      })),
      on: {
        'policy.decided': [
          {
            guard: ({ context }) => context.tmProduct === 'other',
            target: 'told',
            actions: say(
              'referral.tmOther',
              ({ context }) => ({
                ...CHECKED,
                rule: 'T-R-90',
                guide: addDaysTo(context.chargeDate ?? '', TM_GUIDE_DAYS),
              }),
              'T-R-90',
            ),
          },
          { guard: inTime, target: 'told', actions: say('referral.tmIn', windowValues, 'T-R-90') },
          { target: 'told', actions: say('referral.tmOut', windowValues, 'T-R-90') },
        ],
      },
    },
    told: {
      meta: { expects: 'ways', settled: true, no: 'done.end' },
      entry: ask('referral.ask', ['topic.person', 'done.other', 'done.end']),
      on: {
        'choice.done.other': {
          target: '#menu.choosingTopic',
          actions: set({ ...NEW_CASE, place: null, seller: null, chargeDate: null }),
        },
        'choice.done.end': '#closing.summarizing',
        left: '#closing.summarizing',
        'back.asked': { target: '#menu.askingPlace', actions: [say('aside.back'), set({ place: null, seller: null })] },
      },
    },
  },
})
