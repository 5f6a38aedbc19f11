/** What is typed but not sent, for this tab alone. */
export interface Draft {
  load(): string
  save(text: string): void
}

export function createDraft(key: string): Draft {
  const attempt = (use: (storage: Storage) => string | null | undefined): string => {
    try {
      return use(sessionStorage) ?? ''
    } catch {
      // Denied: a reload loses the draft, nothing else.
      return ''
    }
  }
  return {
    load: () => attempt((storage) => storage.getItem(key)),
    save: (text) => {
      attempt((storage) => {
        if (text) storage.setItem(key, text)
        else storage.removeItem(key)
      })
    },
  }
}
