import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { runTalkFiles } from '../../src/transcript/run-talk-files.ts'
import { talkSetup } from './toy-world.ts'

const base = resolve(import.meta.dirname, 'fixtures/good')

// These are tests by themselves: a file with a trunk, a part, two branches and two channels.
await runTalkFiles('**/*.talk.txt', { base, root: '.', setup: await talkSetup(), lockFile: 'coverage.lock.json' })

interface Report {
  readonly testResults: readonly {
    readonly assertionResults: readonly {
      readonly fullName: string
      readonly status: string
      readonly failureMessages: readonly string[]
    }[]
  }[]
}

/** Runs vitest by itself on fixtures and gives its output. */
function runVitest(
  fixtures: 'good' | 'bad',
  more: { lock?: object; args?: (folder: string) => string[] } = {},
): string {
  const folder = mkdtempSync(join(import.meta.dirname, 'run-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  if (more.lock) writeFileSync(join(folder, 'lock.json'), JSON.stringify(more.lock))
  const options = {
    base: resolve(import.meta.dirname, 'fixtures', fixtures),
    root: '.',
    ...(more.lock
      ? { lockFile: relative(resolve(import.meta.dirname, 'fixtures', fixtures), join(folder, 'lock.json')) }
      : {}),
  }
  writeFileSync(
    join(folder, 'talk.test.ts'),
    `import { runTalkFiles } from '../../../src/transcript/run-talk-files.ts'
import { talkSetup } from '../toy-world.ts'
await runTalkFiles('**/*.talk.txt', { ...${JSON.stringify(options)}, setup: await talkSetup() })
`,
  )
  const args = ['node_modules/vitest/vitest.mjs', 'run', join(folder, 'talk.test.ts'), ...(more.args?.(folder) ?? [])]
  const root = resolve(import.meta.dirname, '../..')
  const ran = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8', env: { ...process.env, NO_COLOR: '1' } })
  const out = join(folder, 'out.json')
  return existsSync(out) ? readFileSync(out, 'utf8') : ran.stdout + ran.stderr
}

test('a failing script is shown as a diff of its lines with a frame', () => {
  const text = runVitest('bad')
  expect(text).toContain('違う.talk.txt 挨拶がちがう > 幹 > script')
  expect(text).toContain('台本: 4行目 [文面] 待っていた: こんばんは。ご用件をお選びください。')
  expect(text).toContain('- 係@greet> こんばんは。ご用件をお選びください。')
  expect(text).toContain('+ 係@greet> こんにちは。ご用件をお選びください。')
  expect(text).toContain('❯ test/transcript-tool/fixtures/bad/違う.talk.txt:4:1')
  expect(text).toContain('>    4| 係@greet> こんばんは。ご用件をお選びください。')
  expect(text).toContain('読めない.talk.txt:2: 日時「いつか」が読めません')
  expect(text).toContain('読めない.talk.txt:4: 行の始まりが記号ではありません')
})

test('coverage that shrank fails once all scripts passed', () => {
  const args = (folder: string) => ['--reporter=json', `--outputFile=${join(folder, 'out.json')}`]
  const report = JSON.parse(runVitest('good', { lock: { 文面: ['greet', 'stale'] }, args })) as Report
  const results = report.testResults.flatMap(({ assertionResults }) => assertionResults)
  const failed = results.filter(({ status }) => status === 'failed')
  expect(results).toHaveLength(5)
  expect(failed.map(({ fullName }) => fullName)).toEqual(['網羅が減っていない'])
  expect(failed[0]?.failureMessages.join('\n')).toContain('文面 stale')
})
