import { rowsOf } from '../../src/core/policy-customers.ts'
import { type PolicyPack, parsePack } from '../../src/core/policy-pack.ts'
import { readPacks } from '../../src/policies.ts'

export type Draft = { -readonly [Key in keyof PolicyPack]: PolicyPack[Key] }
type Row = PolicyPack['terms'][number]

export const PACKS = readPacks()
export const packOf = (provider: string) => PACKS.find((pack) => pack.provider === provider) as PolicyPack

/** A small changed copy of a shipped pack, checked like any other. */
export function changed(provider: string, change: (draft: Draft) => void): readonly [PolicyPack, PolicyPack] {
  const before = packOf(provider)
  const draft: Draft = structuredClone(before)
  draft.from = '2027-04-01'
  change(draft)
  return [before, parsePack(draft, 'changed')]
}

export function rows(draft: Draft, rule: string, name?: string): Row[] {
  const found = rowsOf(draft).filter((row) => row.rule === rule && (name === undefined || row.name === name))
  if (found.length === 0) throw new Error(`no row ${rule}`)
  return found
}

export const days = (rule: string, to: number, name?: string) => (draft: Draft) => {
  for (const { window } of rows(draft, rule, name)) if (window) window.days = to
}
