import type { ChoiceId, MessageKey } from '../../locales/message-key.ts'
import { nextOpening, type Opening } from '../../src/core/business-hours.ts'
import { parseDesks } from '../../src/core/desk.ts'
import type { Values } from '../../src/core/effect.ts'
import desks from '../knowledge/norton/desks.json' with { type: 'json' }
import { requestedAtMs } from './facts.ts'
import type { Scene } from './flow.ts'
import { isReferred, isUnfinished } from './unfinished.ts'

/** The people behind this window keep the phone desk's hours. */
const HOURS =
  parseDesks(desks, 'flows/knowledge/norton/desks.json').find((desk) => desk.id === 'norton-phone')?.hours ?? 'always'

const opening = ({ event }: Scene): Opening => nextOpening(event.stamp.atMs, HOURS)

/** Whether a person is there at this moment. */
export const isOpen = (scene: Scene): boolean => opening(scene).open

/** New Year: no hours are published, so the next opening is said with a reservation. */
export const isUncertain = (scene: Scene): boolean => opening(scene).uncertain

/** S93: when they open next, and the holidays in between. */
export function closedValues(scene: Scene): Values {
  const { opensAt, holidays } = opening(scene)
  const names = holidays.map((one) => one.name)
  return {
    opensOn: opensAt?.date ?? '',
    opensAt: opensAt?.time ?? '',
    holidays: names.length > 0 ? { key: 'person.holiday', values: { names } } : '',
    kept: isKept(scene) ? { key: 'person.kept', values: { at: requestedAtMs(scene) } } : '',
  }
}

/** A request of ours is open, so its time counts; elsewhere talking here is no application. */
const isKept = (scene: Scene) => isUnfinished(scene) && !isReferred(scene)

/** What needs no person can be done at any hour, unless the rules leave it to one. */
const canGoOn = (scene: Scene) =>
  isKept(scene) &&
  scene.context.topic !== 'charge' &&
  scene.context.topic !== 'undo' &&
  !['refer', 'prorated'].includes(scene.context.decision?.refundable ?? '')

/** S93: what can be done now, and what is not done yet. */
export function closedKey(scene: Scene): MessageKey {
  if (canGoOn(scene)) return 'person.closedOpen'
  return isUnfinished(scene) ? 'person.closedLater' : 'person.closedAsk'
}

export const closedChoices = (scene: Scene): { readonly id: ChoiceId }[] =>
  canGoOn(scene)
    ? [{ id: 'hours.now' }, { id: 'hours.message' }, { id: 'hours.mail' }]
    : [{ id: 'hours.message' }, { id: 'hours.mail' }, { id: 'person.continue' }]
