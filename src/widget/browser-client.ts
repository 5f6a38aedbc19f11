import { Client } from './client.ts'
import { ClientStorage } from './client-storage.ts'
import type { Locks } from './tabs.ts'

/** The client with what a browser offers around it. */
export function createBrowserClient(base: string): Client {
  const name = `sc:${base}`
  return new Client({
    base,
    fetch: (input, init) => fetch(input, init),
    storage: new ClientStorage(name, () => localStorage),
    clock: () => Date.now(),
    newId: () =>
      Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join(''),
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
