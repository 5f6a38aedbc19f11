import { brotliCompressSync } from 'node:zlib'
import { build } from 'vite'
import { expect, test } from 'vitest'

/** Issue of the widget's design: everything within 15 kB. */
const BROTLI_MAX = 15_000

test(`the built widget is one script of at most ${BROTLI_MAX} bytes and leaves nothing on the page's globals`, async () => {
  const built = await build({ logLevel: 'silent', build: { write: false } })
  const outputs = (Array.isArray(built) ? built : [built]).flatMap((one) => ('output' in one ? one.output : []))
  expect(outputs.map(({ fileName }) => fileName)).toEqual(['enman-widget.js'])
  const [script] = outputs
  if (script?.type !== 'chunk') throw new Error('no script')
  expect(brotliCompressSync(script.code).length).toBeLessThanOrEqual(BROTLI_MAX)
  expect(script.code).toMatch(/^\(function\(\)\{/)
  expect(script.code).not.toMatch(/innerHTML|insertAdjacentHTML|document\.write|\beval\b/)
})
