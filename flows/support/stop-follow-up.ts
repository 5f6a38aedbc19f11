import type { Contract } from '../../src/core/contract.ts'
import { isTimer } from './everywhere.ts'
import type { Context, Done, Scene } from './flow.ts'
import { personRequest } from './person.ts'
import { withoutDue } from './reminder.ts'
import { isFateOf } from './wish.ts'
import { request, say, set } from './words.ts'

const HOUR_MS = 3_600_000
/** When an accepted stop is looked at, after it was accepted and from then on: "確定まで数時間", and some days of patience. */
const LOOK_AFTER_MS = [1, 2, 3, 6, 12, 24, 24].map((hours) => hours * HOUR_MS)

/** An accepted stop is looked at again until it is confirmed. */
export const followStop = (context: Context, atMs: number): Pick<Context, 'due' | 'stopChecks'> => ({
  due: { ...context.due, confirm: atMs + (LOOK_AFTER_MS[0] ?? HOUR_MS) },
  stopChecks: 0,
})

const isOpen = ({ kind, confirmed, withPeople }: Done) => kind === 'stop' && confirmed === false && !withPeople
const openStop = ({ done }: Context): Done | undefined => done.find(isOpen)
/** Some stop that is still followed, or none: then nothing rings any more. */
const settled = (context: Context, done: Context['done']): Partial<Context> =>
  done.some(isOpen) ? { done } : { done, due: withoutDue(context, 'confirm') }
const product = (context: Context, stop: Done) =>
  context.contracts.find(({ id }) => id === stop.contractId)?.product ?? ''

const rings = isTimer('confirm')
/** The next look is planned before this one is taken, so that a look which fails is only one of several. */
const planNext = set(({ context, event }) => {
  const stopChecks = context.stopChecks + 1
  const wait = LOOK_AFTER_MS[stopChecks]
  const due = wait === undefined ? withoutDue(context, 'confirm') : { ...context.due, confirm: event.stamp.atMs + wait }
  return { stopChecks, due }
})
const look = request(({ context, event }) => ({
  command: { name: 'contract.check', contractId: openStop(context)?.contractId ?? '', why: 'stop' },
  idempotencyKey: `check:stop:${event.stamp.challengeId}`,
}))

const checked = ({ event }: Scene): Contract | null => (event.type === 'contract.checked' ? event.contract : null)
const isAwaited = (scene: Scene) => scene.event.type === 'contract.checked' && scene.event.why === 'stop'
const stopOf = (scene: Scene) => {
  const stop = openStop(scene.context)
  return isAwaited(scene) && stop && checked(scene)?.id === stop.contractId ? stop : undefined
}
const isConfirmed = (scene: Scene) => stopOf(scene) !== undefined && checked(scene)?.stopped?.confirmed === true
/** The provider let the stop fall: the contract renews as before. */
const isLost = (scene: Scene) => stopOf(scene) !== undefined && checked(scene)?.autoRenewal === true
const isLastLook = ({ context }: Scene) => openStop(context) !== undefined && context.due.confirm === undefined

const confirmValues = ({ context, event }: Scene) => {
  const stop = openStop(context)
  return {
    product: stop ? product(context, stop) : '',
    receipt: stop?.receipt ?? '',
    at: stop?.atMs ?? event.stamp.atMs,
  }
}
const mailConfirmed = request((scene) => ({
  command: {
    name: 'mail.send',
    template: 'stopConfirmed',
    contractId: openStop(scene.context)?.contractId ?? '',
    values: confirmValues(scene),
  },
  idempotencyKey: `mail:confirmed:${openStop(scene.context)?.receipt}`,
}))
const confirm = set(({ context }) => {
  const stop = openStop(context)
  const done = context.done.map((one) => (one === stop ? { ...one, confirmed: true } : one))
  const contracts = context.contracts.map((one) =>
    one.stopped && stop && (one.id === stop.contractId || one.addOnOf === stop.contractId)
      ? { ...one, stopped: { ...one.stopped, confirmed: true } }
      : one,
  )
  return { contracts, ...settled(context, done) }
})

/** People take over a stop that stays open; the customer is told, and the stop is not called done any more. */
const handOver = [
  say('stop.unconfirmed', confirmValues),
  request((scene) => {
    const stop = openStop(scene.context)
    return {
      command: {
        name: 'person.request',
        summary: { ...personRequest(scene), topic: 'stop', urgent: true, contractIds: stop ? [stop.contractId] : [] },
      },
      idempotencyKey: `person:unconfirmed:${stop?.receipt}`,
    }
  }),
  set(({ context }) => {
    const stop = openStop(context)
    return settled(
      context,
      context.done.map((one) => (one === stop ? { ...one, withPeople: true } : one)),
    )
  }),
] as const

/** S74: a stop that was only accepted is looked at until it is confirmed, and the customer hears of it once. */
export const stopFollowUp = {
  rung: [{ guard: (scene: Scene) => rings(scene) && openStop(scene.context) !== undefined, actions: [planNext, look] }],
  checked: [
    { guard: isConfirmed, actions: [say('stop.confirmed', confirmValues), mailConfirmed, confirm] },
    { guard: (scene: Scene) => isLost(scene) || (isAwaited(scene) && isLastLook(scene)), actions: handOver },
  ],
  failed: [{ guard: (scene: Scene) => isFateOf('contract.check')(scene) && isLastLook(scene), actions: handOver }],
} as const
