import { expect, test } from 'vitest'
import { examineLinkPage } from '../../src/cli/doctor-link.ts'

const asked: string[] = []
const look = (answer: number | Error, publicUrl = 'https://support.example.jp') =>
  examineLinkPage({
    publicUrl,
    timeoutMs: 1000,
    fetch: async (url) => {
      asked.push(String(url))
      if (answer instanceof Error) throw answer
      return new Response(null, { status: answer })
    },
  })

test('a page that turns away who has no invitation is the right one', async () => {
  const [finding] = await look(410)
  expect(finding?.level).toBe('ok')
  expect(asked.at(-1)).toBe('https://support.example.jp/channels/line/link')
})

test.each([
  ['another server', 404, 'LINE_ACCOUNT_LINK=on'],
  ['a redirect', 301, '301'],
  ['nothing', new Error('ENOTFOUND'), 'cannot be reached'],
] as const)('%s is a problem that says what to do', async (_, answer, words) => {
  const findings = await look(answer)
  expect(findings).toEqual([expect.objectContaining({ level: 'problem' })])
  expect(JSON.stringify(findings)).toContain(words)
})

test('an address that no phone can open is not even tried', async () => {
  const before = asked.length
  const [finding] = await look(410, 'http://127.0.0.1:3000')
  expect(finding?.level).toBe('problem')
  expect(asked).toHaveLength(before)
})
