import { Client } from './client.ts'
import { ClientStorage } from './client-storage.ts'
import { KeptText } from './kept-text.ts'
import type { Locks, TabsOptions } from './tabs.ts'

const NO_TABS: TabsOptions = { locks: undefined, openChannel: undefined }

/**
 * The client with what a browser offers around it.
 *
 * @param isAlone whether the conversation is this tab's only, and ends with it
 */
export function createBrowserClient(base: string, isAlone: boolean): Client {
  const name = `sc:${base}`
  return new Client({
    base,
    fetch: (input, init) => fetch(input, init),
    storage: new ClientStorage(new KeptText(name, () => (isAlone ? sessionStorage : localStorage))),
    clock: () => Date.now(),
    // `randomUUID` is absent on a page without https.
    newId: () => crypto.getRandomValues(new Uint32Array(4)).join('-'),
    isOnline: () => navigator.onLine,
    tabs: isAlone
      ? NO_TABS
      : {
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
