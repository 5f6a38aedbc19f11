import messages from '../../locales/ja/messages.json' with { type: 'json' }
import { AppWorld, SCRIPT_MACHINE } from './app-world.ts'
import { observeMachine } from './machine-coverage.ts'
import type { TalkSetup } from './talk-setup.ts'

/** Parts of sentences and words for other places: nobody says them as a message. */
const NOT_SAID = ['choice', 'word', 'what', 'topicName', 'summaryItem', 'mail', 'mailStop', 'web']

/** The whole bot as scripts run it, with everything it could say and do. */
export async function talkSetup(): Promise<TalkSetup> {
  const observer = observeMachine(SCRIPT_MACHINE)
  const choices = keysOf(messages.choice)
  return {
    // The runner opens the conversation itself, so that scripts can also begin in other ways.
    createWorld: async ({ atMs, contractsCsv }) => {
      const world = new AppWorld(atMs)
      world.importContracts(contractsCsv)
      return world
    },
    universe: {
      状態: observer.states,
      遷移: observer.transitions,
      文面: Object.entries(messages)
        .filter(([section]) => !NOT_SAID.includes(section))
        .flatMap(([section, inner]) => keysOf(inner, `${section}.`)),
      出した選択肢: choices,
      押した選択肢: choices,
      時限: ['nudge', 'save', 'pardon'],
    },
    observe: () => observer.take(),
    close: async () => observer.stop(),
  }
}

/** Dot paths of all texts below an object. */
function keysOf(texts: object, prefix = ''): string[] {
  return Object.entries(texts).flatMap(([key, value]: [string, unknown]) =>
    typeof value === 'object' && value !== null ? keysOf(value, `${prefix}${key}.`) : [`${prefix}${key}`],
  )
}
