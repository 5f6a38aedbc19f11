/** The page where customers of LINE sign in. */
export const LINK_PATH = '/channels/line/link'
