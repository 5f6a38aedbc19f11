import type { BrowserContextOptions } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { violations } from './axe.ts'
import { deskScript as script } from './desk-script.ts'
import { noBrowser } from './launch-browser.ts'
import { STATES } from './states.ts'
import { PHONE, type Visit, Visits } from './visits.ts'

const LOOKS: readonly (readonly [string, BrowserContextOptions])[] = [
  ['dark', { colorScheme: 'dark' }],
  ['forced colours', { forcedColors: 'active' }],
  ['on a phone', PHONE],
  ['320 pixels wide', { ...PHONE, viewport: { width: 320, height: 568 } }],
  ['dark on a phone without motion', { ...PHONE, colorScheme: 'dark', reducedMotion: 'reduce' }],
]

describe.skipIf(noBrowser !== null)(`every state in every look ${noBrowser ?? ''}`, () => {
  const visits = new Visits()

  test.each(LOOKS)(
    '%s: axe finds nothing, nothing is cut off, every target is large enough',
    async (_name, context) => {
      const at = await visits.visit({ script, context, expects: /422/ })
      const found: Record<string, readonly string[]> = {}
      for (const [state, reach] of Object.entries(STATES)) {
        await reach(at)
        found[state] = [...(await violations(at.page)), ...(await badlyLaidOut(at))]
      }
      expect(found).toEqual(Object.fromEntries(Object.keys(STATES).map((state) => [state, []])))
      await visits.leave(at)
    },
  )
})

/** What overflows to the side, lies outside the panel, or is too small for a finger (WCAG 2.5.8 asks 24, we 44). */
function badlyLaidOut({ page }: Visit): Promise<readonly string[]> {
  return page.locator('support-chat').evaluate((chat) => {
    const all = [...(chat.shadowRoot?.querySelectorAll<HTMLElement>('.panel:not([hidden]) *') ?? [])]
    const shown = all.filter((node) => node.checkVisibility() && !node.matches('.spoken, .spoken *, wbr'))
    const panel = chat.shadowRoot?.querySelector('.panel')?.getBoundingClientRect()
    const problems: string[] = []
    for (const node of shown) {
      const { left, right, height, width } = node.getBoundingClientRect()
      const name = `${node.tagName}.${node.className} ${node.textContent?.slice(0, 12)}`
      if (node.scrollWidth > node.clientWidth + 1 && node.clientWidth > 0) problems.push(`overflows: ${name}`)
      if (panel && width > 0 && (left < panel.left - 1 || right > panel.right + 1)) problems.push(`outside: ${name}`)
      const isTarget = node.matches('button:not(.more), input, textarea')
      if (isTarget && (height < 43.5 || width < 43.5)) problems.push(`small (${width} by ${height}): ${name}`)
    }
    return problems
  })
}
