/** A mail of the demo's mailbox. */
export interface DemoMail {
  readonly id: string
  readonly to: string
  readonly subject: string
  readonly text: string
  /** Epoch ms. */
  readonly atMs: number
}
