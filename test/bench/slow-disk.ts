import { DatabaseSync } from 'node:sqlite'

/** A database whose disk takes longer: every COMMIT waits, as the fsync of a cloud disk would, and blocks as it does. */
export class SlowDisk extends DatabaseSync {
  /** How much longer a commit takes (ms); 0 while a test prepares. */
  commitMs = 0
  readonly #never = new Int32Array(new SharedArrayBuffer(4))

  override exec(sql: string): void {
    super.exec(sql)
    if (sql === 'COMMIT' && this.commitMs > 0) Atomics.wait(this.#never, 0, 0, this.commitMs)
  }
}
