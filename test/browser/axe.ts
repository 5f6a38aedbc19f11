import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import type { Page } from 'playwright-core'

const SOURCE = createRequire(import.meta.url).resolve('axe-core/axe.min.js')
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

/** What axe finds on the page as it is now, each as its rule and where. */
export async function violations(page: Page): Promise<readonly string[]> {
  // Evaluated by the debugger, because no page of ours would let such a script in.
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(await readFile(SOURCE, 'utf8'))
  return page.evaluate(async (tags) => {
    const { axe } = window as unknown as { axe: { run(options: object): Promise<AxeResult> } }
    const result = await axe.run({ runOnly: { type: 'tag', values: tags }, resultTypes: ['violations'] })
    return result.violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.flat().join(' ')}`))
  }, TAGS)
}

interface AxeResult {
  readonly violations: readonly { id: string; nodes: readonly { target: readonly (string | string[])[] }[] }[]
}
