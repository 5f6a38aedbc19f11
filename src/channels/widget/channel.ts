import type { Channel, Delivery } from '../channel.ts'
import { webTimerDueAtMs } from '../web-timers.ts'

/** The web channel. Messages wait in the log; delivering one only wakes the pages that are looking. */
export interface WidgetChannel extends Channel {
  /** Calls back after every delivery to this conversation until the returned function is called. */
  watch(conversationId: string, look: () => void): () => void
  /** Makes the pages looking at this conversation look again. */
  wake(conversationId: string): void
  /** Pages looking at any conversation of this process. */
  readonly watching: number
}

export function createWidgetChannel(): WidgetChannel {
  const watchers = new Map<string, Set<() => void>>()
  let watching = 0
  const wake = (conversationId: string) => {
    for (const look of watchers.get(conversationId) ?? []) look()
  }
  return {
    name: 'widget',
    patienceMs: 2000,
    pulled: true,
    timerDueAtMs: webTimerDueAtMs,
    // Nobody looking is no failure: the page asks for what it missed when it comes back.
    async deliver(delivery: Delivery): Promise<void> {
      wake(delivery.conversationId)
    },
    wake,
    watch(conversationId, look) {
      const set = watchers.get(conversationId) ?? new Set()
      watchers.set(conversationId, set.add(look))
      watching += 1
      return () => {
        if (!set.delete(look)) return
        watching -= 1
        if (set.size === 0) watchers.delete(conversationId)
      }
    },
    get watching() {
      return watching
    },
  }
}
