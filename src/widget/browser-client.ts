import { Client } from './client.ts'
import { ClientStorage } from './client-storage.ts'
import { KeptText } from './kept-text.ts'
import type { Locks } from './tabs.ts'

/** The client with what a browser offers around it. */
export function createBrowserClient(base: string): Client {
  const name = `sc:${base}`
  return new Client({
    base,
    fetch: (input, init) => fetch(input, init),
    storage: new ClientStorage(new KeptText(name, () => localStorage)),
    clock: () => Date.now(),
    // `randomUUID` is absent on a page without https.
    newId: () => crypto.getRandomValues(new Uint32Array(4)).join('-'),
    isOnline: () => navigator.onLine,
    tabs: {
      // Absent on a page without https.
      locks: navigator.locks as Locks | undefined,
      openChannel(onWord) {
        const channel = new BroadcastChannel(name)
        channel.onmessage = ({ data }) => onWord(data)
        return channel
      },
    },
  })
}
