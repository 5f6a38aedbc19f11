import { element, spoken } from './element.ts'
import { PHRASE_END } from './phrase-end.ts'
import * as strings from './strings.ts'

/**
 * Web and mail addresses and telephone numbers as people write them, and receipt numbers; Japanese letters and marks
 * end one.
 */
const ADDRESS =
  /https?:\/\/[\w\-.~:/?#[\]@!$&'()*+,;=%]+|(?<![\w.+-])[\w.+-]+@[a-z\d-]+(?:\.[a-z\d-]+)+|(?<![\w-])0\d{1,3}-\d{2,4}-\d{3,4}(?![\w-])|(?<![\w-])[A-Z]-\d{8}-\d+/gi
/** Marks that belong to the sentence, not to the address before them. */
const TRAILING = /[.,;:!?')\]]+$/

/** A text as nodes: addresses become links, ends of phrases places where a line may break; all else stays text. */
export function linkedText(text: string): readonly (Node | string)[] {
  const nodes: (Node | string)[] = []
  let end = 0
  for (const match of text.matchAll(ADDRESS)) {
    const address = match[0].replace(TRAILING, '')
    const node = nodeOf(address)
    if (!node) continue
    nodes.push(...phrases(text.slice(end, match.index)), node)
    end = match.index + address.length
  }
  return [...nodes, ...phrases(text.slice(end))]
}

function nodeOf(address: string): Node | null {
  if (/^http/i.test(address)) return URL.canParse(address) ? outwardLink(address) : null
  if (address.includes('@')) return element('a', { href: `mailto:${address}` }, address)
  // A number is read out in one go, so it stands in one line.
  if (address[1] === '-') return element('span', { class: 'whole' }, address)
  return element('a', { href: `tel:${address}` }, address)
}

function outwardLink(href: string): HTMLAnchorElement {
  return element('a', { href, target: '_blank', rel: 'noopener noreferrer' }, href, spoken(strings.newTab))
}

function phrases(text: string): readonly (Node | string)[] {
  return text.split(PHRASE_END).flatMap((phrase, index) => (index > 0 ? [element('wbr'), phrase] : [phrase]))
}
