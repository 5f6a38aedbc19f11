import type { FastifyPluginAsync } from 'fastify'
import { UnsecuredJWT } from 'jose'
import { beforeEach, describe, expect, test } from 'vitest'
import { PROTOCOL_BASE, SIGN_IN_HEADER } from '../../src/protocol.ts'
import { jwtOf, SIGN_IN, SITE } from '../widget/site-key.ts'
import { deskScript as script } from './desk-script.ts'
import { noBrowser } from './launch-browser.ts'
import { anotherTab, launcherOf, openChat, say, typedTexts, type Visit, Visits } from './visits.ts'

const MINUTE_MS = 60_000
/** As the README tells shops to do it. */
const PAGE = `<script>
  window.SupportChat ??= (...call) => (SupportChat.q ??= []).push(call)
  SupportChat('identify', () => fetch('/chat-token').then((answer) => (answer.ok ? answer.text() : '')))
</script><script async src="/widget/enman-widget.js"></script>`
const LAX_CSP = "script-src 'self' 'unsafe-inline'"
/** What a browser writes into its console about an answer it was to be refused. */
const REFUSED = /status of 40[13]/

/** The shop: who is signed in, and what its server says of them. */
let tokens: (() => Promise<string>)[] = []
let asked = 0
const shop: FastifyPluginAsync = async (app) => {
  app.get('/chat-token', async () => {
    asked += 1
    const next = tokens.length > 1 ? tokens.shift() : tokens[0]
    return (await next?.()) ?? ''
  })
}
const customer =
  (name: string, ageMs = 0) =>
  (): Promise<string> =>
    jwtOf(name, { nowMs: Date.now() - ageMs })

beforeEach(() => {
  asked = 0
})

const stored = ({ page }: Visit) => page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }))
const subjects = ({ site }: Visit) => site.desk.acts.map(({ account }) => account?.subject)

/** What the server answers to a message in the page's own conversation, with another sign-in. */
async function answerTo(at: Visit, jwt: string): Promise<number> {
  const tokens = await at.page.evaluate(() =>
    Object.values(localStorage).flatMap((text) => JSON.parse(text as string).token ?? []),
  )
  const response = await fetch(`${at.site.origin}${PROTOCOL_BASE}messages`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${tokens[0]}`, [SIGN_IN_HEADER]: jwt },
    body: JSON.stringify({ cid: 'from-elsewhere', at: 1, text: '読ませて' }),
  })
  return response.status
}

describe.skipIf(noBrowser !== null)(`a signed-in customer${noBrowser ? ` (skipped: ${noBrowser})` : ''}`, () => {
  const visits = new Visits()
  const visit = () =>
    visits.visit({ script, expects: REFUSED, site: { csp: LAX_CSP, end: PAGE, signIn: SIGN_IN, routes: [shop] } })

  test('is named from the first word on, and nothing is asked of the shop before they act', async () => {
    tokens = [customer('taro')]
    const at = await visit()
    await launcherOf(at).waitFor()
    expect(asked).toBe(0)
    await openChat(at)
    await say(at, '秘密')
    await at.log.getByText('承りました：秘密').waitFor()
    expect(subjects(at)).toEqual(['taro', 'taro'])
    expect(asked).toBe(1)
    await visits.leave(at)
  })

  test('is named by a bundle’s page in its call that mounts the chat', async () => {
    tokens = [customer('taro')]
    const end = `<script type="module">
      import { mountSupportChat } from '/widget/support-chat.js'
      mountSupportChat({ getToken: () => fetch('/chat-token').then((answer) => (answer.ok ? answer.text() : '')) })
    </script>`
    const at = await visits.visit({ script, site: { csp: LAX_CSP, end, signIn: SIGN_IN, routes: [shop] } })
    await openChat(at)
    expect(subjects(at)).toEqual(['taro'])
    await visits.leave(at)
  })

  test('with an expired token is renewed without a word', async () => {
    tokens = [customer('taro', 11 * MINUTE_MS), customer('taro')]
    const at = await visit()
    await openChat(at)
    await say(at, '返金したい')
    await at.log.getByText('承りました：返金したい').waitFor()
    expect(asked).toBe(2)
    expect(typedTexts(at)).toEqual(['返金したい'])
    expect(await at.page.getByText('送信できませんでした').count()).toBe(0)
    await visits.leave(at)
  })

  test('goes on after a reload; the token of another one, of another site or of nobody opens nothing', async () => {
    tokens = [customer('taro')]
    const at = await visit()
    await openChat(at)
    await say(at, '秘密')
    await at.log.getByText('承りました：秘密').waitFor()
    await at.page.reload()
    // The panel was open, and opens again once the customer is known.
    await at.log.getByText('承りました：秘密').waitFor()

    const unsigned = new UnsecuredJWT({ email: 'taro@example.jp' }).setSubject('taro').setAudience(SITE)
    const bad = [
      await jwtOf('jiro'),
      await jwtOf('taro', { site: 'https://other.example' }),
      unsigned.setIssuedAt().setExpirationTime('5m').encode(),
    ]
    expect(await Promise.all(bad.map((jwt) => answerTo(at, jwt)))).toEqual([403, 403, 403])
    expect(await answerTo(at, '')).toBe(401)
    expect(typedTexts(at)).toEqual(['秘密'])
    await visits.leave(at)
  })

  test('who is followed by another leaves nothing, in no tab', async () => {
    tokens = [customer('taro')]
    const at = await visit()
    await openChat(at)
    await say(at, '秘密')
    await at.log.getByText('承りました：秘密').waitFor()
    const other = await anotherTab(at)
    await other.log.getByText('承りました：秘密').waitFor()

    tokens = [customer('jiro')]
    await at.page.reload()
    await openChat(at)

    expect((await at.texts()).join()).not.toContain('秘密')
    await expect.poll(() => other.texts()).toEqual([])
    expect(await stored(at)).not.toContain('秘密')
    expect(subjects(at)).toEqual(['taro', 'taro', 'jiro'])
    await visits.leave(at)
  })

  test('who signs out leaves nothing, and the next visitor is a stranger', async () => {
    tokens = [customer('taro')]
    const at = await visit()
    await openChat(at)
    await say(at, '秘密')
    await at.log.getByText('承りました：秘密').waitFor()

    await at.page.evaluate(() => (window as unknown as { SupportChat: (call: string) => void }).SupportChat('reset'))
    expect(await stored(at)).not.toContain('秘密')
    await openChat(at)

    expect((await at.texts()).join()).not.toContain('秘密')
    expect(subjects(at)).toEqual(['taro', 'taro', undefined])
    await visits.leave(at)
  })
})
