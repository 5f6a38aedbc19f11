import { runTalkFiles } from '../../src/transcript/run-talk-files.ts'
import { talkSetup } from './talk/talk-setup.ts'

// LINE on a PC shows no quick replies: what is pressed elsewhere is typed here by its number.
await runTalkFiles('test/transcripts/{停止,統合,LINE}/*.talk.txt', { setup: await talkSetup('pc'), channel: 'line' })
