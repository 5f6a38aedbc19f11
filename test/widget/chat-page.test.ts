import { expect, test } from 'vitest'
import { chatPage } from '../../src/channels/widget/chat-page.ts'
import { createServer } from '../../src/server.ts'

test('the chat is also a page of its own, with nothing inline but one hashed style', async () => {
  const app = createServer({ routes: [chatPage({ deskName: '<b>窓口</b>', supportEmail: 'help@example.jp' })] })
  const { headers, body, statusCode } = await app.inject('/chat')
  expect(statusCode).toBe(200)
  expect(headers['content-type']).toBe('text/html; charset=utf-8')
  expect(headers['content-security-policy']).toMatch(/default-src 'none'.*style-src 'sha256-[\w+/]{43}='/)
  expect(body).toContain('<support-chat inline></support-chat>')
  expect(body).toContain('help@example.jp へメール')
  expect(body).toContain('&#60;b&#62;窓口')
  await app.close()
})
