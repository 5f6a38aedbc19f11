import { interleave, spin } from './measure.ts'
import type { RecordedJob } from './recorded-job.ts'
import { floorOf, lineOf, type Section } from './section.ts'

/** One rendered message with its choices, beside putting the same text together from its lines. */
export async function benchRender(job: RecordedJob): Promise<Section> {
  const { renderer } = job.parts
  const pieces = job.says.map((say) => {
    const { text, choices = [] } = renderer.say(say)
    return [...text.split(/(?<=[、。\n：])/), ...choices.map(({ label }) => label)]
  })
  const verdict = job.says.find(({ key }) => key === 'decision.full') ?? job.says[0]
  const count = job.says.length
  const cost = await interleave(
    {
      render: spin(() => job.says.map((say) => renderer.say(say))),
      concat: spin(() => pieces.map(concatenated)),
      verdict: spin(() => verdict && renderer.say(verdict)),
    },
    9,
  )
  return {
    title: 'One rendered message (i18next)',
    lines: [
      lineOf({
        what: `mean of the job's ${count} messages with choices`,
        cost: cost.render,
        per: count,
        floor: floorOf('concatenation', cost.concat, count),
      }),
      lineOf({ what: 'the verdict alone: nine values', cost: cost.verdict }),
    ],
  }
}

/** Its length is read as bytes, because V8 puts strings together only when somebody looks. */
function concatenated(pieces: readonly string[]): number {
  let text = ''
  for (const piece of pieces) text += piece
  return Buffer.byteLength(text)
}
