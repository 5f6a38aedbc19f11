import type { Channel, Delivery } from '../channel.ts'

const MINUTE_MS = 60_000

/** The web channel. Messages wait in the log; delivering one only wakes the pages that are looking. */
export interface WidgetChannel extends Channel {
  /** Calls back after every delivery to this conversation until the returned function is called. */
  watch(conversationId: string, wake: () => void): () => void
  /** Pages looking at any conversation of this process. */
  readonly watching: number
}

export function createWidgetChannel(): WidgetChannel {
  const watchers = new Map<string, Set<() => void>>()
  let watching = 0
  return {
    name: 'widget',
    patienceMs: 2000,
    timersMs: { nudge: 10 * MINUTE_MS, save: 30 * MINUTE_MS, pardon: 30 * MINUTE_MS },
    // Nobody looking is no failure: the page asks for what it missed when it comes back.
    async deliver(delivery: Delivery): Promise<void> {
      for (const wake of watchers.get(delivery.conversationId) ?? []) wake()
    },
    watch(conversationId, wake) {
      const set = watchers.get(conversationId) ?? new Set()
      watchers.set(conversationId, set.add(wake))
      watching += 1
      return () => {
        if (!set.delete(wake)) return
        watching -= 1
        if (set.size === 0) watchers.delete(conversationId)
      }
    },
    get watching() {
      return watching
    },
  }
}
