import type { AddressInfo, Server } from 'node:net'

/** What a measured server tells the process that measures it. */
export type FromServer =
  | { readonly type: 'listening'; readonly url: string }
  | { readonly type: 'usage'; readonly cpuUs: number; readonly rssMb: number }
  | { readonly type: 'code'; readonly email: string; readonly code: string }

const MB = 1_048_576

export function tellParent(message: FromServer): void {
  process.send?.(message)
}

/** Says where the server listens, and from then on answers every message with what the process has used. */
export function reportTo(server: Server): void {
  const { port } = server.address() as AddressInfo
  process.on('message', () => {
    const { user, system } = process.cpuUsage()
    tellParent({ type: 'usage', cpuUs: user + system, rssMb: process.memoryUsage.rss() / MB })
  })
  // Nobody is left to measure: the parent may have been stopped in the middle.
  process.on('disconnect', () => process.exit(0))
  if (!process.connected) process.exit(0)
  tellParent({ type: 'listening', url: `http://127.0.0.1:${port}` })
}
