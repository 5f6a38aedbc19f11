import { hasAccount } from './account.ts'
import { isVerified, slotsOf } from './facts.ts'
import { type Context, support } from './flow.ts'
import { countQuestion, sayAnswer } from './questions.ts'
import { taken, wishFor } from './wish.ts'
import { ask, repeat, say, set } from './words.ts'

const at = (place: Context['place']) => set({ place })

/** 「楽天」 is a shop on the net and a carrier: asked which of them. */
const RAKUTEN = [
  { id: 'place.shop', key: 'place.ofShop' },
  { id: 'place.carrier', key: 'place.ofCarrier' },
  { id: 'place.unknown' },
] as const

/** S00–S03: what the customer came for, and where the contract was made. */
export const menu = support.createStateConfig({
  id: 'menu',
  initial: 'choosingTopic',
  states: {
    choosingTopic: {
      meta: { expects: 'topic', settled: true },
      entry: ask('menu.ask', [
        'topic.refund',
        'topic.stop',
        'topic.merge',
        'topic.check',
        'topic.question',
        'topic.person',
      ]),
      on: {
        'choice.topic.refund': { target: 'routing', actions: wishFor('refund') },
        'choice.topic.stop': { target: 'routing', actions: wishFor('stop') },
        'choice.topic.merge': { target: 'routing', actions: wishFor('merge') },
        'choice.topic.check': { target: '#check.gate', actions: wishFor('check') },
        'choice.topic.question': { target: 'askingQuestion' },
        'question.wished': { target: 'askingQuestion' },
        'order.given': { target: 'clarifyingWish', actions: set(taken) },
        'email.given': { target: 'clarifyingWish', actions: set(taken) },
      },
    },
    askingQuestion: {
      meta: { expects: 'topic', settled: true },
      entry: ask('menu.question', []),
      on: {
        // Who came to ask is not offered to ask.
        'question.asked': { actions: [sayAnswer, countQuestion, set({ questions: 0 }), repeat] },
        'back.asked': { target: 'choosingTopic', actions: say('aside.back') },
      },
    },
    clarifyingWish: {
      meta: { expects: 'wish', settled: true },
      entry: ask('wish.clarify', ['wish.procedure', 'wish.consult', 'wish.howto']),
      on: {
        'choice.wish.procedure': { target: 'routing', actions: wishFor('refund') },
        'choice.wish.consult': { target: 'askingQuestion', actions: say('wish.consult') },
        'choice.wish.howto': { target: 'choosingTopic', actions: say('wish.howto') },
        'order.given': {
          actions: [
            set(taken),
            say('identity.orderEcho', ({ event }) => ({ orderNumber: slotsOf(event).orderNumber ?? '' })),
            repeat,
          ],
        },
        'back.asked': { target: 'choosingTopic', actions: say('aside.back') },
      },
    },
    routing: {
      always: [
        { guard: ({ context }) => isVerified(context) && context.contracts.length > 0, target: '#contract.picking' },
        { guard: ({ context }) => context.place === 'trendmicro', target: '#referral.gate' },
        { guard: ({ context }) => context.orderNumber !== null, target: '#identity.gate' },
        { guard: ({ context }) => context.place === 'official', target: '#identity.gate' },
        { guard: ({ context }) => context.place !== null, target: '#referral.gate' },
        { guard: hasAccount, target: '#identity.gate' },
        { target: 'askingPlace' },
      ],
    },
    askingPlace: {
      meta: { expects: 'place', narrows: true },
      entry: ask('place.ask', [
        'place.official',
        'place.carrier',
        'place.appStore',
        'place.shop',
        'place.isp',
        'place.trendmicro',
        'place.unknown',
      ]),
      on: {
        'answer.partial': { actions: ask('place.shopOrCarrier', () => RAKUTEN) },
        'choice.place.official': { target: '#identity.gate', actions: at('official') },
        'choice.place.carrier': { target: '#referral.gate', actions: at('carrier') },
        'choice.place.appStore': { target: '#referral.gate', actions: at('appStore') },
        'choice.place.shop': { target: '#referral.gate', actions: at('shop') },
        'choice.place.isp': { target: '#referral.gate', actions: at('isp') },
        'choice.place.trendmicro': { target: '#referral.gate', actions: at('trendmicro') },
        'choice.place.unknown': 'askingPrefix',
        'answer.declined': 'askingPrefix',
        'place.told': { target: 'routing', actions: set(taken) },
        'order.given': { target: 'routing', actions: set(taken) },
        'back.asked': { target: 'choosingTopic', actions: say('aside.back') },
      },
    },
    askingPrefix: {
      meta: { expects: 'prefix' },
      entry: ask('place.prefix', ['prefix.account', 'prefix.store', 'prefix.other', 'prefix.none']),
      on: {
        'choice.prefix.account': { target: '#identity.gate', actions: at('official') },
        'choice.prefix.store': { target: '#identity.gate', actions: at('official') },
        'choice.prefix.other': { target: '#closing.personSuggested', actions: say('place.prefixOther') },
        'choice.prefix.none': { target: '#closing.personSuggested', actions: say('place.unknown') },
        'answer.declined': { target: '#closing.personSuggested', actions: say('place.unknown') },
        'identifier.missing': { target: '#closing.personSuggested', actions: say('place.unknown') },
        'order.given': { target: 'routing', actions: set(taken) },
        'place.told': { target: 'routing', actions: set(taken) },
        'back.asked': { target: 'askingPlace', actions: say('aside.back') },
      },
    },
  },
  on: {
    // A place told before any wish: keep it, then ask for the wish.
    'place.told': {
      guard: ({ event }) => Object.keys(slotsOf(event)).length > 0,
      target: '.clarifyingWish',
      actions: set(taken),
    },
  },
})
