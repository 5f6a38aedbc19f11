import type { ChoiceId, MessageKey } from '../../locales/message-key.ts'
import type { RuleId } from '../../src/core/decision.ts'
import type { Choice, Command, Values } from '../../src/core/effect.ts'
import { type AskParams, type Context, type SayParams, type Scene, support } from './flow.ts'

type Fill = Values | ((scene: Scene) => Values)
type Choices = readonly ChoiceId[] | ((scene: Scene) => readonly (Choice & { readonly id: ChoiceId })[])

const fill = (values: Fill | undefined, scene: Scene): { values?: Values } => {
  const filled = typeof values === 'function' ? values(scene) : values
  return filled ? { values: filled } : {}
}

/** Says one sentence of the catalogue; `rule` where it states an eligibility before there is a decision. */
export const say = (key: MessageKey | ((scene: Scene) => MessageKey), values?: Fill, rule?: RuleId) => ({
  type: 'say' as const,
  params: (scene: Scene): SayParams => ({
    key: typeof key === 'function' ? key(scene) : key,
    ...fill(values, scene),
    ...(rule ? { rule } : ruleOf(scene.context)),
  }),
})

/** Sentences that state an amount, a deadline or an eligibility carry the rule of the decision at hand. */
const ruleOf = (context: Context): { rule?: string } => (context.decision ? { rule: context.decision.rule } : {})

/** Asks the talk's question: the sentence and its choices, which become the open prompt. */
export const ask = (key: MessageKey | ((scene: Scene) => MessageKey), choices: Choices, values?: Fill) => ({
  type: 'ask' as const,
  params: (scene: Scene): AskParams => ({
    key: typeof key === 'function' ? key(scene) : key,
    choices: typeof choices === 'function' ? choices(scene) : choices.map((id) => ({ id })),
    ...fill(values, scene),
    ...ruleOf(scene.context),
  }),
})

/** Asks in full once; when it has to be asked again, only the short question is said. */
export const askOnce = (again: MessageKey, question: ReturnType<typeof ask>) => ({
  type: 'ask' as const,
  params: (scene: Scene): AskParams => ({ ...question.params(scene), again }),
})

/** Asks something over the talk's question, which is asked again afterwards. */
export const askAside = (key: MessageKey | ((scene: Scene) => MessageKey), choices: Choices, values?: Fill) => ({
  type: 'ask' as const,
  params: (scene: Scene): AskParams => ({ ...ask(key, choices, values).params(scene), aside: true }),
})

/** Asks the talk's own question again. */
export const repeat = { type: 'repeat' as const }

/** The same without a choice that has been answered. */
export const repeatWithout = (without: ChoiceId) => ({ type: 'repeat' as const, params: { without } })

/** Wants something done outside; its result comes back as an event. */
export const request = (order: (scene: Scene) => { command: Command; idempotencyKey: string }) => ({
  type: 'request' as const,
  params: order,
})

/** Remembers facts. */
export const set = (facts: Partial<Context> | ((scene: Scene) => Partial<Context>)) =>
  support.assign(typeof facts === 'function' ? (scene) => facts(scene) : () => facts)
