import type { messagingApi } from '@line/bot-sdk'
import type { LoggedMessage } from '../channel.ts'
import { cleanText } from './clean-text.ts'
import { fitsGraphemes, shortenUnits } from './graphemes.ts'
import { LINE_LIMITS } from './line-limits.ts'
import type { LineWords } from './line-words.ts'
import { choiceAction, choiceList, placed } from './quick-replies.ts'

/** A final confirmation: what is said above it when its own words do not fit, and the template itself. */
export interface ConfirmTemplate {
  readonly above: string | null
  readonly template: messagingApi.TemplateMessage
}

/**
 * Shows a final confirmation as a template, which is seen on a PC too and stays in the history. Null when the question is none, or
 * has not exactly the two answers a template must have.
 */
export function confirmTemplate(question: LoggedMessage, words: LineWords): ConfirmTemplate | null {
  const { view, prompt = '' } = question
  const choices = placed(question)
  if (view?.type !== 'confirm' || choices.length !== LINE_LIMITS.confirmActions) return null
  const text = cleanText(question.text)
  const fits = text !== '' && fitsGraphemes(text, LINE_LIMITS.confirmGraphemes)
  const shown = fits ? text : words.chooseBelow
  return {
    above: fits ? null : text,
    template: {
      type: 'template',
      altText: shortenUnits([shown, choiceList(question, words)].join('\n\n'), LINE_LIMITS.altTextUnits),
      template: { type: 'confirm', text: shown, actions: choices.map((one) => choiceAction(prompt, one)) },
    },
  }
}
