import type { CommandName } from '../../src/core/effect.ts'
import type { Scene } from './flow.ts'
import { isFateOf } from './wish.ts'
import { repeat, request, say } from './words.ts'

const isBusy = ({ event }: Scene) => event.expects === 'busy'

const command = (name: 'link.invite' | 'link.dissolve') =>
  request(({ event }) => ({ command: { name }, idempotencyKey: `${name}:${event.stamp.challengeId}` }))

/** Where the customer links, as a sentence and as a button. */
const invited = {
  type: 'say' as const,
  params: ({ event }: Scene) => {
    const { url, untilMs } = event.type === 'link.invited' ? event : { url: '', untilMs: 0 }
    return { key: 'link.invite', values: { url, until: untilMs }, button: { key: 'link.button', url } } as const
  },
}

const failed = (name: CommandName, key: 'link.failed' | 'link.endFailed') =>
  ({ guard: isFateOf(name), actions: [say(key), repeat] }) as const

/**
 * Linking the account of a channel with the customer's address, only on their wish. The talk keeps its place; what a
 * channel cannot do is said, and that it is undone only when it is.
 */
export const LINKING = {
  wishes: {
    'linking.wished': [
      { guard: isBusy, actions: say('busy.wait') },
      { target: '.quiet', actions: command('link.invite') },
    ],
    // At any time, also while something else is under way.
    'unlinking.wished': [
      { guard: isBusy, actions: command('link.dissolve') },
      { target: '.quiet', actions: command('link.dissolve') },
    ],
    'account.linked': {
      actions: [
        say('link.linked', ({ event }) => ({ email: event.type === 'account.linked' ? event.email : '' })),
        repeat,
      ],
    },
    'account.notLinked': { actions: [say('link.notLinked'), repeat] },
  },
  results: {
    'link.invited': { actions: [invited, repeat] },
    'link.refused': { actions: [say('link.unavailable'), repeat] },
    'link.dissolved': {
      actions: [
        say(({ event }) => (event.type === 'link.dissolved' && event.was ? 'link.ended' : 'link.none')),
        repeat,
      ],
    },
  },
  failed: [failed('link.invite', 'link.failed'), failed('link.dissolve', 'link.endFailed')],
} as const
