import type { MessageKey } from '../../locales/message-key.ts'
import type { Values } from '../../src/core/effect.ts'
import { recordStop } from './done.ts'
import type { Scene } from './flow.ts'
import { requestStop } from './stopping.ts'
import { isFateOf, NOT_NOW } from './wish.ts'
import { type request, say } from './words.ts'

/** The sentences of a procedure, what fills them, and its receipt by mail. */
interface Procedure {
  /** Both are done; the stop was refused; the stop is still open. */
  readonly done: MessageKey
  readonly stopRefused: MessageKey
  readonly stopOpen: MessageKey
  readonly values: (scene: Scene) => Values
  readonly receiptMail: ReturnType<typeof request>
}

/** What a refund and a merge bring along: the stop of the renewal, told together with them, or apart while it is open (S64). */
export function stopAfterwards({ done, stopRefused, stopOpen, values, receiptMail }: Procedure) {
  const isOpen = {
    guard: isFateOf('renewal.stop'),
    target: 'stoppingOpen',
    actions: say(stopOpen, values),
  } as const
  return {
    stopping: {
      meta: { expects: 'confirm', busy: true },
      entry: requestStop,
      on: {
        ...NOT_NOW,
        'renewal.stopped': {
          target: '#closing.finishing',
          actions: [recordStop, say(done, values), receiptMail],
        },
        'command.refused': {
          guard: isFateOf('renewal.stop'),
          target: '#closing.personSuggested',
          actions: [say(stopRefused, values), receiptMail],
        },
        'command.delayed': isOpen,
        'command.failed': isOpen,
      },
    },
    // What is done and what is not are said apart.
    stoppingOpen: {
      meta: { expects: 'confirm', busy: true },
      on: {
        ...NOT_NOW,
        'renewal.stopped': {
          target: '#closing.finishing',
          actions: [recordStop, say('refund.stopLater', values), receiptMail],
        },
        'command.refused': {
          guard: isFateOf('renewal.stop'),
          target: '#closing.personSuggested',
          actions: [say('busy.stopRefused'), receiptMail],
        },
        'command.failed': { guard: isFateOf('renewal.stop'), actions: say('busy.stopFailed') },
      },
    },
  } as const
}
