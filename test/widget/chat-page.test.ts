import { expect, test } from 'vitest'
import { chatPage } from '../../src/channels/widget/chat-page.ts'
import { createServer } from '../../src/server.ts'

const options = { deskName: '<b>窓口</b>', supportEmail: 'help@example.jp' }

test('the chat is also a page of its own, with nothing inline but one hashed style', async () => {
  const app = createServer({ routes: [chatPage(options)] })
  const { headers, body, statusCode } = await app.inject('/chat')
  expect(statusCode).toBe(200)
  expect(headers['content-type']).toBe('text/html; charset=utf-8')
  expect(headers['content-security-policy']).toMatch(/default-src 'none'.*style-src 'sha256-[\w+/]{43}='/)
  expect(body).toContain('<support-chat inline></support-chat>')
  expect(body).toContain('help@example.jp へメール')
  expect(body).toContain('&#60;b&#62;窓口')
  await app.close()
})

test.each([
  ['/chat', 'en-GB,en;q=0.9,ja;q=0.8', 'en'],
  ['/chat', 'ja,en;q=0.8', 'ja'],
  ['/chat?lang=en', 'ja', 'en'],
  ['/chat?lang=ja', 'en', 'ja'],
  ['/chat?lang=en&lang=ja', 'en', 'en'],
])('%s asked for in %s is in %s', async (url, accepted, language) => {
  const app = createServer({ routes: [chatPage(options)] })
  const { body, headers } = await app.inject({ url, headers: { 'accept-language': accepted } })
  expect(body).toContain(`<html lang="${language}">`)
  expect(body).toContain(language === 'en' ? 'please write to help@example.jp' : 'help@example.jp へメール')
  expect(headers.vary).toContain('Accept-Language')
  await app.close()
})
