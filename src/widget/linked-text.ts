import { element, spoken } from './element.ts'
import { strings } from './strings.ts'

/** Web addresses as people write them: Japanese letters, brackets and full-width marks end one. */
const ADDRESS = /https?:\/\/[\w\-.~:/?#[\]@!$&'()*+,;=%]+/g
/** Marks that belong to the sentence, not to the address before them. */
const TRAILING = /[.,;:!?')\]]+$/

/** A text as nodes; http and https addresses become links, everything else stays text. */
export function linkedText(text: string): readonly (Node | string)[] {
  const nodes: (Node | string)[] = []
  let end = 0
  for (const match of text.matchAll(ADDRESS)) {
    const address = match[0].replace(TRAILING, '')
    if (!URL.canParse(address)) continue
    nodes.push(text.slice(end, match.index), link(address))
    end = match.index + address.length
  }
  return [...nodes, text.slice(end)]
}

function link(address: string): HTMLAnchorElement {
  const attributes = { href: address, target: '_blank', rel: 'noopener noreferrer' }
  return element('a', attributes, address, spoken(strings.newTab))
}
