/** A calendar date in Asia/Tokyo, `YYYY-MM-DD`. The core never handles clock time. */
export type PlainDate = string
