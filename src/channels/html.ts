/** HTML that was put together with care; everything else is text. */
export class Html {
  readonly source: string

  constructor(source: string) {
    this.source = source
  }
}

type Part = string | number | Html | readonly Html[]

/** A template whose values are escaped, unless they are `Html` themselves. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  const source = strings.reduce((before, after, index) => before + toSource(parts[index - 1] ?? '') + after)
  return new Html(source)
}

function toSource(part: Part): string {
  if (part instanceof Html) return part.source
  if (typeof part === 'object') return part.map(({ source }) => source).join('')
  return `${part}`.replace(/[&<>"']/g, (mark) => `&#${mark.charCodeAt(0)};`)
}
