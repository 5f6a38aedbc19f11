import type { CompiledPacks } from '../core/policy-compile.ts'

/** Every answer the terms can give, as `rule=refundable`: what scripts are to show. */
export function ruleOutcomes({ all }: CompiledPacks): string[] {
  const outcomes = new Set<string>()
  for (const { exclusions, terms, otherwise, missing } of all) {
    for (const { answers } of [...exclusions, ...terms, otherwise])
      for (const { fixed } of answers) outcomes.add(`${fixed.rule}=${fixed.refundable}`)
    outcomes.add(`${missing.rule}=refer`)
  }
  return [...outcomes].toSorted()
}
