import { TOKEN_STEM } from '../protocol.ts'

/** What stays the same when a conversation's token is replaced. */
export const stemOf = (token: string | null | undefined): string | undefined => token?.slice(0, TOKEN_STEM)
