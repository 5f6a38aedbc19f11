import { expect, test } from 'vitest'
import { checkCode, composeRecordMail } from '../../src/delivery/compose-record.ts'

const words = {
  phrase: (key: string, values: Readonly<Record<string, unknown>> = {}) =>
    [key, ...Object.values(values).map((value) => `${value}`)].join('\n'),
}
const URL = 'https://desk.example.jp/channels/line/link?linkToken=t0ken'

test('the address of a page opened to one customer stays out of the mailed record, and the code is that of the text', () => {
  const link = { type: 'link', label: '連携のページを開く', url: URL } as const
  const said = {
    role: 'bot',
    atMs: 0,
    seq: 1,
    key: 'link.invite',
    text: `次のページです。\n${URL}`,
    view: link,
  } as const

  const { text, code } = composeRecordMail({}, [said], words)

  expect(text).toContain('次のページです。\nrecord.link')
  expect(text).not.toContain('t0ken')
  expect(code).toBe(checkCode(text.split('\n').slice(1, -1).join('\n')))
})
