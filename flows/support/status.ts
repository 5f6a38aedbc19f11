import type { MessageKey } from '../../locales/message-key.ts'
import type { Phrase, Values } from '../../src/core/effect.ts'
import { doneItems, doneLines } from './facts.ts'
import type { Scene } from './flow.ts'
import { agreedValues } from './reminder.ts'
import { isUnfinished, openTopic } from './unfinished.ts'

/** What each question is one step of, as a customer calls it; states that wait for no step of a procedure have none. */
const STEPS: Readonly<Record<string, MessageKey>> = {
  place: 'step.place',
  prefix: 'step.place',
  orderNumber: 'step.orderNumber',
  email: 'step.email',
  code: 'step.code',
  codeTrouble: 'step.code',
  pardon: 'step.code',
  otherWay: 'step.person',
  contract: 'step.contract',
  serviceUse: 'step.serviceUse',
  reason: 'step.reason',
  reasonText: 'step.reason',
  offer: 'step.way',
  proceed: 'step.way',
  productKey: 'step.productKey',
  confirm: 'step.confirm',
  busy: 'step.result',
}

/** X6: what is done, what is not, and which step comes next. */
export function statusKey(scene: Scene): MessageKey {
  const { done } = scene.context
  if (done.length === 0) return isUnfinished(scene) ? 'aside.status' : 'aside.statusNew'
  if (isUnfinished(scene)) return 'aside.statusPart'
  return done.some(({ confirmed }) => confirmed === false) ? 'aside.statusAccepted' : 'aside.statusDone'
}

export function statusValues(scene: Scene): Values {
  const { context, event } = scene
  const step = STEPS[event.expects ?? '']
  return {
    topic: { key: `topicName.${openTopic(scene) ?? 'none'}` },
    receipts: doneItems(context.done),
    lines: doneLines(context.done),
    step: step ? nextStep(step) : '',
    reminder: context.reminder ? { key: 'aside.statusReminder', values: agreedValues(scene) } : '',
  }
}

const nextStep = (step: MessageKey): Phrase => ({ key: 'aside.statusStep', values: { step: { key: step } } })
