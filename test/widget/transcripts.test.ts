import { talkSetup } from '../../src/transcript/app-world.ts'
import { runTalkFiles } from '../../src/transcript/run-talk-files.ts'
import { createWidgetWorld } from './talk/widget-world.ts'

const script = await talkSetup()

// Every script over the widget's HTTP protocol; its choices and states must be those of the script channel.
await runTalkFiles('test/transcripts/**/*.talk.txt', {
  setup: {
    ...script,
    channels: ['script', 'widget'],
    createWorld: (setup) => (setup.channel === 'widget' ? createWidgetWorld(setup) : script.createWorld(setup)),
  },
  channel: 'widget',
})
