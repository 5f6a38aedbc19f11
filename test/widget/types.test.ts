import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'

const ROOT = join(import.meta.dirname, '..', '..')
const TSC = join(ROOT, 'node_modules', '.bin', 'tsc')
const folder = mkdtempSync(join(tmpdir(), 'enman-types-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** What TypeScript says about a page's code that uses the package. */
function complaintsAbout(code: string): string {
  writeFileSync(join(folder, 'shop.ts'), `import { mountSupportChat } from './widget/mount.js'\n${code}`)
  const settings = '--noEmit --strict --module esnext --moduleResolution bundler --lib es2022,dom --types'.split(' ')
  try {
    execFileSync(TSC, [...settings, '', 'shop.ts'], { cwd: folder })
    return ''
  } catch (error) {
    return String((error as { stdout: Buffer }).stdout)
  }
}

test('a page in TypeScript is told what it may call and what comes back', () => {
  execFileSync(TSC, ['-p', join(ROOT, 'src/widget/tsconfig.types.json'), '--outDir', folder])
  const good = "const chat = mountSupportChat({ theme: 'dark' }); chat('open'); const count: number = chat.unread()"
  expect(complaintsAbout(good)).toBe('')
  expect(complaintsAbout(good.replace('dark', 'blue'))).toContain('"blue"')
})
