import { AppError } from '../errors.ts'

/** Gathers what is wrong with a file, so that its writer sees everything at once. */
export class Complaints {
  readonly #file: string
  readonly #found: { readonly line: number; readonly message: string }[] = []

  constructor(file: string) {
    this.#file = file
  }

  add(line: number, message: string): void {
    this.#found.push({ line, message })
  }

  /** @throws {AppError} `transcript.syntax` with one `file:line: message` a line, in the order of lines */
  throwIfAny(): void {
    const [first] = this.#found
    if (!first) return
    const sorted = this.#found.toSorted((one, other) => one.line - other.line)
    const text = sorted.map(({ line, message }) => `${this.#file}:${line}: ${message}`).join('\n')
    throw new AppError('transcript.syntax', text, { problems: sorted.length, line: sorted[0]?.line ?? 0 })
  }
}
