import { talkSetup } from '../src/transcript/app-world.ts'
import { runTalkFiles } from '../src/transcript/run-talk-files.ts'

await runTalkFiles('test/transcripts/**/*.talk.txt', {
  setup: await talkSetup(),
  lockFile: 'test/transcripts/coverage.lock.json',
})
