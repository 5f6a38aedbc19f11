import { runTalkFiles } from '../src/transcript/run-talk-files.ts'
import { talkSetup } from './line/talk/talk-setup.ts'

// Each script on the script channel and on LINE, through real webhooks: the same choices and states.
await runTalkFiles('test/transcripts/**/*.talk.txt', {
  setup: await talkSetup(),
  lockFile: 'test/transcripts/coverage.lock.json',
  reasonsFile: 'test/transcripts/coverage.reasons.json',
})
