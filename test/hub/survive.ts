// Run as a process of its own with Node's default handling of lost rejections: one of them would end it.
import { spring, TRAPS } from './traps.ts'

for (const trap of TRAPS) {
  const code = await spring(trap)
  if (code !== trap.code) throw new Error(`${trap.name}: ${code}`)
}
// Give a rejection that nobody holds the time to surface.
await new Promise((resolve) => setTimeout(resolve, 50))
process.stdout.write(`survived ${TRAPS.length}`)
