import { AppWorld } from '../../../src/transcript/app-world.ts'

/** What every customer of the storm asks, in this order. Each has an answer of its own, whatever was asked before. */
export const QUESTIONS = [
  '返金できる期限はいつまでですか',
  '自動延長を止めるとどうなりますか',
  '返金はいつ振り込まれますか',
  '注文番号はどこに書いてありますか',
  '解約したあとも使えますか',
] as const

/** The sentence that answers each question, as the bot gives it in a quiet hour. */
export async function answersOf(questions: readonly string[]): Promise<readonly string[]> {
  const world = new AppWorld(Date.now())
  await world.act({ type: 'opened' })
  world.take()
  const answers: string[] = []
  for (const text of questions) {
    await world.act({ type: 'text', text })
    const answer = world.take().said.find(({ key }) => key.startsWith('knowledge.'))
    if (!answer) throw new Error(`「${text}」 is not answered`)
    answers.push(answer.text)
  }
  await world.close()
  if (new Set(answers).size < answers.length) throw new Error('two questions have the same answer')
  return answers
}
