import { Client } from './client.ts'
import { ClientStorage } from './client-storage.ts'

/** The client with what a browser offers around it. */
export function createBrowserClient(base: string): Client {
  return new Client({
    base,
    fetch: (input, init) => fetch(input, init),
    storage: new ClientStorage(`sc:${base}`, () => localStorage),
    clock: () => Date.now(),
    newId: () =>
      Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join(''),
    isOnline: () => navigator.onLine,
  })
}
