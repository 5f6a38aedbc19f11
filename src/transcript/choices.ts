import type { ChoicePattern, ChoiceRef } from './script.ts'

const LINE = /^\[[^[\]]*\](?:[ 　]*\[[^[\]]*\])*(?:[ 　]*…)?$/u

/** Whether a line of a message is one of choices. */
export function isChoiceLine(line: string): boolean {
  return LINE.test(line.trim())
}

/** Reads choice lines: `[A] [B]`, `[A] …`, `[…]`. */
export function readChoices(lines: readonly string[]): ChoicePattern {
  const labels = lines.flatMap((line) => [...line.matchAll(/\[([^[\]]*)\]/gu)].map((found) => (found[1] ?? '').trim()))
  const open = lines.some((line) => line.trim().endsWith('…')) || labels.includes('…')
  return { choices: labels.filter((label) => label !== '…').map(readChoice), open }
}

/** `返金する`, `返金する#refund` or `#refund`. */
export function readChoice(written: string): ChoiceRef {
  const found = /^(.*?)#([A-Za-z][\w.-]*)$/su.exec(written)
  if (!found) return { label: written, id: null }
  return { label: (found[1] ?? '').trim() || null, id: found[2] ?? null }
}

/** A text that is one choice in brackets is a tap; anything else is typed. */
export function readTap(text: string): ChoiceRef | null {
  const found = /^\[([^[\]]+)\]$/u.exec(text.trim())
  return found?.[1] ? readChoice(found[1].trim()) : null
}

export function showChoice(choice: ChoiceRef): string {
  return `[${choice.label ?? ''}${choice.id ? `#${choice.id}` : ''}]`
}

export function showChoices(pattern: ChoicePattern): string {
  if (pattern.open && pattern.choices.length === 0) return '[…]'
  return [...pattern.choices.map(showChoice), ...(pattern.open ? ['…'] : [])].join(' ')
}

/** Whether a named choice is this one. With an id and a label both must fit. */
export function isChoice(named: ChoiceRef, actual: { readonly id: string; readonly label: string }): boolean {
  const sameId = named.id === null || named.id === actual.id
  const sameLabel = named.label === null || named.label.normalize('NFC') === actual.label.normalize('NFC')
  return sameId && sameLabel
}
