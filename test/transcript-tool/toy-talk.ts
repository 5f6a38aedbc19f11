import type { LoadedTalk } from '../../src/transcript/load-talk.ts'
import { parseTalk } from '../../src/transcript/parse-talk.ts'
import type { Problem } from '../../src/transcript/problem.ts'
import { runTalk } from '../../src/transcript/run-talk.ts'
import type { TalkRun } from '../../src/transcript/talk-run.ts'
import { type Tweaks, toyWorlds } from './toy-world.ts'

const HEAD = `題: 試し
時計: 2026-04-20 10:00
契約:
  K-1001  購入=2026-04-10  価格=7980
---
`

/** The greeting every talk of the toy bot begins with. */
export const GREETING = `係@greet> こんにちは。ご用件をお選びください。
    [返金したい] [そのほか]
`

/** From the greeting to the confirmation. */
export const UP_TO_CONFIRMATION = `${GREETING}客> [返金したい]
係@ask.mail>
客> hanako@example.jp
係@ask.code>
係@mail> 《コード》
客> 《コード》
係> K-1001（7,980円）は全額返金の対象です。
    期限は 2026-06-09 です。
    [返金する] [返金しない]
`

/** A script with the standard header around `body`; headers of its own may come first. */
export function toyTalk(body: string, head = ''): LoadedTalk {
  const text = `${head}${HEAD}${body}`
  return { script: parseTalk(text, 'toy.talk.txt'), parts: new Map(), sources: new Map([['toy.talk.txt', text]]) }
}

export async function runToy(talk: LoadedTalk, tweaks: Tweaks = {}, channel = 'script'): Promise<TalkRun> {
  return runTalk(talk, { createWorld: toyWorlds(tweaks), channel })
}

/** The problems of all leaves, as `kind line`. */
export function kindsOf(run: TalkRun): string[] {
  return run.leaves.flatMap(({ problems }) => problems.map(({ kind, line }) => `${kind} ${line}`))
}

export function problemsOf(run: TalkRun): Problem[] {
  return run.leaves.flatMap(({ problems }) => problems)
}
