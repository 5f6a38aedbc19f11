/** The three calls of Web Storage we need. */
export type TextStorage = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>

/** A text that outlives a reload: in the browser's storage, or in memory where the browser keeps nothing for us. */
export class KeptText {
  readonly #key: string
  readonly #storage: () => TextStorage
  #memory: string | null = null

  /** @param storage read on every use: merely touching it can throw where storage is denied */
  constructor(key: string, storage: () => TextStorage) {
    this.#key = key
    this.#storage = storage
  }

  load(): string | null {
    return this.#attempt((storage) => storage.getItem(this.#key)) ?? this.#memory
  }

  /** @param text nothing is kept where there is none */
  save(text: string | null): void {
    this.#memory = text
    this.#attempt((storage) => (text ? storage.setItem(this.#key, text) : storage.removeItem(this.#key)))
  }

  #attempt<T>(use: (storage: TextStorage) => T): T | null {
    try {
      return use(this.#storage())
    } catch {
      // Denied or full: memory serves until the page is left.
      return null
    }
  }
}
