import type { MessageKey } from '../../locales/message-key.ts'
import type { Values } from '../../src/core/effect.ts'
import type { Scene } from './flow.ts'

/** The buttons that carry something out; tapped again they are answered with the receipt. */
export const CHOICE_OF_KIND = ['refund.yes', 'stop.yes', 'merge.yes'] as const

const ANSWERS = [
  'ask_deadline',
  'ask_policy',
  'ask_insurance',
  'ask_price_difference',
  'ask_processing_time',
  'ask_after_cancel',
  'ask_renewal_service',
  'uninstall_question',
  'identifier_help',
  'login_trouble',
  'carrier_shop_question',
  'charge_continues',
  'suspect_phishing',
  'change_account_info',
  'renew_or_buy',
] as const
type Topic = (typeof ANSWERS)[number]

const isTopic = (topic: string): topic is Topic => (ANSWERS as readonly string[]).includes(topic)

/** Whether we have an answer; without one the bot says so and offers a person (X1b). */
export const isAnswered = ({ event }: Scene): boolean => event.type === 'question.asked' && isTopic(event.topic)

const knowsDeadline = ({ context, event }: Scene) =>
  event.type === 'question.asked' && event.topic === 'ask_deadline' && context.decision?.deadline !== undefined

/** X1: the answer to a question, with this contract's own deadline when it is known. */
export function answerKey(scene: Scene): MessageKey {
  if (knowsDeadline(scene)) return 'answer.ask_deadline_known'
  const { event } = scene
  return event.type === 'question.asked' && isTopic(event.topic) ? `answer.${event.topic}` : 'aside.noAnswer'
}

export function answerValues(scene: Scene): Values {
  const { decision } = scene.context
  return knowsDeadline(scene) && decision?.deadline ? { deadline: decision.deadline, rule: decision.rule } : {}
}
