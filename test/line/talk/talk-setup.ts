import { createAppWorld, talkSetup as scriptSetup } from '../../../src/transcript/app-world.ts'
import type { TalkSetup } from '../../../src/transcript/talk-setup.ts'
import type { World, WorldSetup } from '../../../src/transcript/world.ts'
import type { Device } from '../platform/chat-room.ts'
import { createLineWorld } from './line-world.ts'

/** Every script on the script channel and on LINE, whose choices and states must be the same. */
export async function talkSetup(device: Device = 'ios'): Promise<TalkSetup> {
  const createWorld = (setup: WorldSetup): Promise<World> =>
    setup.channel === 'line' ? createLineWorld(setup, device) : createAppWorld(setup)
  return { ...(await scriptSetup()), channels: ['script', 'line'], createWorld }
}
