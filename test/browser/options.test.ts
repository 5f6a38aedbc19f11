import { describe, expect, test } from 'vitest'
import { deskScript as script } from './desk-script.ts'
import { noBrowser } from './launch-browser.ts'
import { anotherTab, launcherOf, openChat, PHONE, say, typedTexts, type Visit, Visits } from './visits.ts'

const tag = (attributes: string) => `<script async src="/widget/enman-widget.js" ${attributes}></script>`
const kept = ({ page }: Visit) =>
  page.evaluate(() => [localStorage.length, Object.keys(sessionStorage).filter((key) => !/draft/.test(key)).length])

describe.skipIf(noBrowser !== null)(`options of the widget${noBrowser ? ` (skipped: ${noBrowser})` : ''}`, () => {
  const visits = new Visits()

  test('on a shared computer the conversation stays in its tab', async () => {
    const at = await visits.visit({ script, site: { end: tag('data-persist="session"') } })
    await openChat(at)
    await say(at, '共用の端末から')
    await at.log.getByText('承りました：共用の端末から').waitFor()
    expect(await kept(at)).toEqual([0, 1])
    await at.page.reload()
    await at.log.getByText('承りました：共用の端末から').waitFor()
    const other = await anotherTab(at)
    await launcherOf(other).waitFor()
    expect(await other.page.locator('support-chat[open]').count()).toBe(0)
    await openChat(other)
    expect(await other.texts()).toHaveLength(2)
    // Nor does the first tab hear of the second one's.
    await say(other, '別の人です')
    await other.log.getByText('承りました：別の人です').waitFor()
    expect((await at.texts()).join()).not.toContain('別の人です')
    await visits.leave(at)
  })

  test('events carry what was said only where the page asks for it', async () => {
    const at = await visits.visit({ script, site: { end: tag('data-events="text"') } })
    const heard = await at.page.evaluateHandle(() => {
      const details: unknown[] = []
      document.addEventListener('sc-message', (event) => details.push((event as CustomEvent).detail))
      return details
    })
    await openChat(at)
    await say(at, '聞こえますか')
    await at.log.getByText('承りました：聞こえますか').waitFor()
    expect(await heard.jsonValue()).toContainEqual({ seq: 3, role: 'customer', text: '聞こえますか' })
    expect(await heard.jsonValue()).toContainEqual({ seq: 4, role: 'bot', text: '承りました：聞こえますか' })
    await visits.leave(at)
  })

  test('Enter begins a new line where the shop wants it so, and Ctrl or Command with Enter sends', async () => {
    const at = await visits.visit({ script, site: { end: tag('data-enter="newline"') } })
    await openChat(at)
    expect(await at.input.getAttribute('enterkeyhint')).toBe('enter')
    await at.input.pressSequentially('一行目')
    await at.input.press('Enter')
    await at.input.pressSequentially('二行目')
    expect(typedTexts(at)).toEqual([])
    await at.input.press('Control+Enter')
    await at.log.getByText('承りました：一行目').waitFor()
    await at.input.fill('三行目')
    await at.input.press('Meta+Enter')
    await at.log.getByText('承りました：三行目').waitFor()
    expect(typedTexts(at)).toEqual(['一行目\n二行目', '三行目'])
    await visits.leave(at)
  })

  test('the key of a keyboard on the screen says what Enter does', async () => {
    const desktop = await visits.visit({ script })
    await openChat(desktop)
    expect(await desktop.input.getAttribute('enterkeyhint')).toBe('send')
    await visits.leave(desktop)
    const phone = await visits.visit({ script, context: PHONE })
    await openChat(phone)
    expect(await phone.input.getAttribute('enterkeyhint')).toBe('enter')
    await visits.leave(phone)
  })

  test('a page may name one version of the loader and check it, and runs no other', async () => {
    const pin = visits.files.find(({ name }) => name === 'enman-widget.json')?.bytes.identity.toString() ?? '{}'
    const { file, integrity } = JSON.parse(pin) as { file: string; integrity: string }
    const pinned = (digest: string) =>
      `<script async src="/widget/${file}" integrity="${digest}" crossorigin="anonymous"></script>`
    const at = await visits.visit({ script, site: { end: pinned(integrity) } })
    await openChat(at)
    await visits.leave(at)
    const other = pinned(integrity.replace(/-.{4}/, '-AAAA'))
    const refused = await visits.visit({ script, site: { end: other }, expects: /integrity/ })
    await refused.page.waitForLoadState('load')
    expect(await refused.page.locator('support-chat').count()).toBe(0)
    await visits.leave(refused)
  })
})
