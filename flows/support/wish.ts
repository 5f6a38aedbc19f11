import type { CommandName } from '../../src/core/effect.ts'
import type { Slots } from '../../src/core/event.ts'
import { withoutWords } from '../../src/core/taken-back.ts'
import { slotsOf } from './facts.ts'
import type { Context, Scene, Topic } from './flow.ts'
import { say, set } from './words.ts'

/** Takes over what a message said besides its wish; what is already known and proven stays. */
export function taken({ context, event }: Scene): Partial<Context> {
  const slots = slotsOf(event)
  const place = placeOf(slots)
  return {
    ...(slots.orderNumber && !context.verifiedAtMs ? { orderNumber: slots.orderNumber } : {}),
    ...(slots.email && !context.verifiedAtMs ? { email: slots.email } : {}),
    ...(place ? { place } : {}),
    ...(slots.provider === 'mw_store' ? { seller: 'mw' as const } : {}),
    ...(slots.provider === 'mpass' ? { seller: 'mpass' as const } : {}),
    ...(slots.refusesOffer ? { refused: true } : {}),
    ...(slots.reason ? { reason: slots.reason } : {}),
  }
}

function placeOf(slots: Slots): Context['place'] {
  if (slots.provider === 'trendmicro') return 'trendmicro'
  if (slots.provider === 'mw_store' || slots.provider === 'mpass' || slots.carrier) return 'carrier'
  return slots.place ?? null
}

/**
 * A wish for a procedure. The first one fixes the time of the request (`firstRequestAtMs`): deadlines
 * are judged by it however long the procedure takes. A mere question does not fix it.
 */
export const wishFor = (topic: Topic) =>
  set((scene) => ({
    topic,
    secondWish: slotsOf(scene.event).otherwise ?? null,
    ...taken(scene),
    ...(topic === 'check' ? {} : { firstRequestAtMs: scene.context.firstRequestAtMs ?? scene.event.stamp.atMs }),
  }))

/** A wish said while another procedure is under way starts where its own procedure starts. */
export const WISHES = {
  'refund.asked': { target: '#menu.routing', actions: [wishFor('refund')] },
  'stop.asked': { target: '#menu.routing', actions: [wishFor('stop')] },
  'merge.asked': { target: '#menu.routing', actions: [wishFor('merge')] },
  'check.asked': { target: '#check.gate', actions: [wishFor('check')] },
  'cancel.asked': { target: '#menu.clarifyingWish', actions: [set(taken)] },
  'charge.unknown': { target: '#closing.unknownCharge', actions: [wishFor('charge'), set({ urgent: true })] },
} as const

/** Whether an event asks for a procedure, and so fixes the time of the request as `wishFor` does. */
export const isRequest = (type: string): boolean => REQUESTS.has(type.replace(/^choice\.topic\.(.+)$/, '$1.asked'))
const REQUESTS = new Set<string>(
  Object.keys(WISHES).filter((type) => type !== 'check.asked' && type !== 'cancel.asked'),
)

/** What was withdrawn from the message for people is not handed on any more. */
export const forgetNote = set(({ context, event }) =>
  event.type === 'message.unsent' && event.words !== null ? { note: withoutWords(context.note, event.words) } : {},
)

/** While a command runs nothing else starts; the customer hears that it is under way. */
const FORBIDDEN = Object.fromEntries(
  [
    ...Object.keys(WISHES),
    'place.told',
    'order.given',
    'email.given',
    'contract.named',
    'back.asked',
    'abort.asked',
    'left',
    'choice.restart.yes',
    'choice.resume.no',
    'corrected',
    'proxy.told',
    'choice.erase.yes',
    'undo.asked',
    'renewal.restored',
    'record.wished',
    'link.dissolved',
    'account.linked',
  ].map((type) => [type, {}]),
)
export const NOT_NOW = { ...FORBIDDEN, 'message.unsent': { actions: [forgetNote, say('aside.unsent')] } }

/** A command's own fate: others can fail meanwhile, hours later even. `open` is the customer's whole wait. */
export const isFateOf =
  (command: CommandName) =>
  ({ event }: Scene): boolean =>
    'command' in event && (event.command === command || event.command === 'open')
