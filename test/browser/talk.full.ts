import { afterAll, test } from 'vitest'
import { talkSetup } from '../../src/transcript/app-world.ts'
import { runTalkFiles } from '../../src/transcript/run-talk-files.ts'
import { type LaunchedBrowser, launchBrowser, noBrowser } from './launch-browser.ts'
import { PageWorld } from './page-world.ts'
import { buildWidget } from './site.ts'

/** Refunds, stops, a merge, an early answer and a person, each from the first word to the last. */
const SCRIPTS =
  'test/transcripts/{停止/{停止だけ,追加契約つき,打って答える},返金/{最短七つの入力,提案を断って返金,理由を書く,ストアの番号},統合/統合を受ける,案内/早見,担当者/時間内}.talk.txt'

if (noBrowser !== null) test.skip(`scripts on a page: ${noBrowser}`, () => {})
else await runOnPages()

async function runOnPages(): Promise<void> {
  const [script, widgetFiles, launched] = await Promise.all([talkSetup(), buildWidget(), launchBrowser()])
  const { browser }: LaunchedBrowser = launched
  afterAll(() => launched.close())
  await runTalkFiles(SCRIPTS, {
    setup: {
      ...script,
      channels: ['script', 'widget'],
      createWorld: (setup) =>
        setup.channel === 'widget' ? PageWorld.open(setup, { browser, widgetFiles }) : script.createWorld(setup),
    },
    channel: 'widget',
  })
}
