/** A plain-text mail in Japanese. Its body is never logged. */
export interface Mail {
  readonly to: string
  readonly subject: string
  readonly text: string
  /** Stable over retries; becomes the Message-ID so that a mail sent twice is one mail to the reader. */
  readonly key: string
}

/** Sends mail. Throws `mail.unavailable` (retry) when the server cannot take it now. */
export interface Mailer {
  send(mail: Mail): Promise<void>
}
