import type { messagingApi } from '@line/bot-sdk'
import { LINE_LIMITS } from './line-limits.ts'

/** Objects in as few calls as LINE takes them in, in their order. */
export function splitCalls(objects: readonly messagingApi.Message[]): readonly (readonly messagingApi.Message[])[] {
  const room = LINE_LIMITS.objectsPerCall
  return Array.from({ length: Math.ceil(objects.length / room) }, (_, at) => objects.slice(at * room, (at + 1) * room))
}
