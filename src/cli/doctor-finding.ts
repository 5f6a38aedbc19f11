/** One thing the doctor looked at. */
export interface Finding {
  readonly level: 'ok' | 'note' | 'problem'
  readonly ja: string
  readonly en: string
}

const MARKS: Readonly<Record<Finding['level'], string>> = { ok: '○', note: '△', problem: '×' }

export const ok = (ja: string, en: string): Finding => ({ level: 'ok', ja, en })
export const note = (ja: string, en: string): Finding => ({ level: 'note', ja, en })
export const problem = (ja: string, en: string): Finding => ({ level: 'problem', ja, en })

/** Findings as people read them: Japanese first, English below. */
export function showFindings(findings: readonly Finding[]): string {
  const problems = findings.filter(({ level }) => level === 'problem').length
  const end =
    problems === 0
      ? '問題は見つかりませんでした。\nNo problem was found.'
      : `直すところが ${problems} 件あります。\n${problems} thing(s) to put right.`
  return [...findings.map(({ level, ja, en }) => `${MARKS[level]} ${ja}\n   ${en}`), '', end].join('\n')
}
