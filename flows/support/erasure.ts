import { requestedAtMs } from './facts.ts'
import { FRESH, type Scene } from './flow.ts'
import { isUnfinished } from './unfinished.ts'
import { askAside, repeat, request, say, set } from './words.ts'

const isBusy = ({ event }: Scene) => event.expects === 'busy'

/** X18: what is erased, what stays and why, and what is lost with it. */
function erasureValues(scene: Scene) {
  const { context } = scene
  const lost = [
    ...(context.firstRequestAtMs !== null && context.contracts.length === 0
      ? [{ key: 'erasure.loses.time', values: { at: requestedAtMs(scene) } }]
      : []),
    ...(context.personRequested ? [{ key: 'erasure.loses.person' }] : []),
    ...(context.reminder ? [{ key: 'erasure.loses.reminder' }] : []),
    ...(context.due.confirm === undefined ? [] : [{ key: 'erasure.loses.confirmation' }]),
    ...(isUnfinished(scene) ? [{ key: 'erasure.loses.open' }] : []),
  ]
  return { lost }
}

export const confirmingErasure = {
  meta: { expects: 'erasure', aside: true, no: 'erase.no' },
  entry: askAside('erasure.ask', ['erase.yes', 'erase.no'], erasureValues),
  on: {
    'choice.erase.yes': 'quiet',
    'choice.erase.no': { target: 'quiet', actions: [say('erasure.kept'), repeat] },
  },
} as const

/** Asked once, over the talk; then everything said is gone, and the talk begins anew. */
export const ERASE = {
  aside: [{ guard: isBusy, actions: say('busy.wait') }, { target: '.confirmingErasure' }],
  talk: {
    target: '#menu.choosingTopic',
    actions: [
      request(({ event }) => ({
        command: { name: 'records.erase' },
        idempotencyKey: `erase:${event.stamp.challengeId}`,
      })),
      { type: 'erase' },
      set({ ...FRESH, greeted: true }),
      say('erasure.done'),
    ],
  },
} as const
