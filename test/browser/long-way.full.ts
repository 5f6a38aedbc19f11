import { describe, expect, test } from 'vitest'
import { bot } from '../widget/scripted-desk.ts'
import { deskScript as script } from './desk-script.ts'
import { noBrowser } from './launch-browser.ts'
import { conversationOf, launcherOf, openChat, say, typedTexts, Visits } from './visits.ts'

describe.skipIf(noBrowser !== null)(`a long way ${noBrowser ?? ''}`, () => {
  const visits = new Visits()

  test('fifty messages over a line that loses two answers of five: all shown, once, in order', async () => {
    let answers = 0
    const lossy = (url: string) => url.endsWith('/messages') && answers++ % 5 < 2
    const at = await visits.visit({ script, site: { cut: ({ url }) => lossy(url) } })
    await openChat(at)
    const words = Array.from({ length: 50 }, (_, index) => `言葉${index}`)
    for (const word of words) await say(at, word)
    await at.log.getByText('承りました：言葉49').waitFor({ timeout: 120_000 })
    expect(typedTexts(at)).toEqual(words)
    const shown = (await at.texts()).slice(2)
    expect(shown).toEqual(words.flatMap((word) => [`お客様：${word}`, `自動応答：承りました：${word}`]))
    await visits.leave(at)
  })

  test('a conversation of ten thousand messages opens, and one more is shown', async () => {
    const at = await visits.visit({ script })
    await openChat(at)
    await at.page.keyboard.press('Escape')
    const many = Array.from({ length: 10_000 }, (_, index) => bot(`記録${index}`))
    await at.site.desk.say(conversationOf(at), many)
    await at.page.reload()
    await launcherOf(at).click()
    await at.log.getByText('記録9999').waitFor({ timeout: 60_000 })
    await say(at, 'まだ話せます')
    await at.log.getByText('承りました：まだ話せます').waitFor({ timeout: 30_000 })
    // What the browser keeps stays small.
    expect(await at.page.evaluate(() => JSON.stringify(localStorage).length)).toBeLessThan(100_000)
    await visits.leave(at)
  })

  test('on a slow machine the loader never holds the page up', async () => {
    const at = await visits.visit({ script })
    const cdp = await at.context.newCDPSession(at.page)
    await cdp.send('Emulation.setCPUThrottlingRate', { rate: 4 })
    await at.page.addInitScript(() => {
      const tasks: { start: number; names: string[] }[] = []
      Object.assign(window, { tasks })
      new PerformanceObserver((list) => {
        for (const { startTime, duration } of list.getEntries())
          tasks.push({ start: startTime, names: [`${duration}`] })
      }).observe({ type: 'longtask', buffered: true })
    })
    // The best of three: the machine has other things to do as well.
    const counts: number[] = []
    for (let attempt = 0; attempt < 3; attempt += 1) {
      await at.page.reload()
      await launcherOf(at).waitFor()
      await at.page.waitForLoadState('networkidle')
      counts.push(await at.page.evaluate(() => (window as unknown as { tasks: unknown[] }).tasks.length))
    }
    expect(Math.min(...counts)).toBe(0)
    await visits.leave(at)
  })
})
