/** What the HTTP side says its own words in. The conversation itself is in Japanese only. */
export type Language = 'ja' | 'en'

/** The language an `Accept-Language` header likes best of ours; Japanese when it names none. */
export function askedLanguage(header: string | undefined): Language {
  const wishes = header?.split(',').flatMap(readWish) ?? []
  const [best] = wishes.sort((one, other) => other.weight - one.weight)
  return best?.language ?? 'ja'
}

/** One entry like `en-GB;q=0.8`; none when it is not ours or weighs nothing. */
function readWish(entry: string): readonly { readonly language: Language; readonly weight: number }[] {
  const [, name, q = '1'] = /^\s*(ja|en)\b[^;]*(?:;\s*q=([\d.]+))?\s*$/i.exec(entry) ?? []
  const weight = Number(q)
  return name && weight > 0 ? [{ language: name.toLowerCase() as Language, weight }] : []
}
