/**
 * LINE's documented limits, each named after the unit LINE counts it in: UTF-16 code units for texts, alternative
 * texts and postback data; graphemes for everything that stands on a button or in a template.
 * Source: Messaging API reference, message objects; "Character counting in a text" (checked 2026-11-21).
 */
export const LINE_LIMITS = {
  objectsPerCall: 5,
  textUnits: 5000,
  altTextUnits: 1500,
  postbackDataUnits: 300,
  clipboardUnits: 1000,
  uriUnits: 1000,
  labelGraphemes: 20,
  displayTextGraphemes: 300,
  confirmGraphemes: 240,
  confirmActions: 2,
  quickReplies: 13,
  /** Documented as 30 KB without saying which; the smaller reading. */
  bubbleBytes: 30_000,
} as const
