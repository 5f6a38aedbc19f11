import type { LoggedMessage } from '../../../src/channels/channel.ts'
import type { Happenings, World } from '../../../src/transcript/world.ts'

/** What a page showed and what was wrong with it, since it was last looked at. */
export interface Shown {
  readonly said: LoggedMessage[]
  readonly complaints: string[]
}

/** What happened in the bot's world, with the words as a page showed them; both lists are emptied. */
export function happenedOnPage(world: World, { said, complaints }: Shown): Happenings {
  const { said: _, ...happened } = world.take()
  const wrong = complaints.splice(0)
  return {
    ...happened,
    said: said.splice(0),
    ...(wrong.length > 0 && !happened.error ? { error: new Error(wrong.join('\n')) } : {}),
  }
}
