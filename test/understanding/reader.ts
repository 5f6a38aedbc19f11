import { lexicon } from '../../locales/ja/lexicon.ts'
import type { OfferedChoice, Reading, ReadingContext } from '../../src/core/reading.ts'
import { createUnderstanding } from '../../src/core/understanding/understanding.ts'

export const REF = '2026-11-20T14:00:00+09:00'

const understanding = createUnderstanding(lexicon)

/** Reads a text as the bot does, on Friday 20 November 2026, 14:00 in Tokyo. */
export function read(
  text: string,
  context: ReadingContext | null = null,
  choices: readonly OfferedChoice[] = [],
): Reading {
  return understanding.understand(text, { context, choices, ref: REF })
}
