/** Where the server says that a line may end; for the screen only, no part of the words. */
export const PHRASE_END = '\u200b'
