import type { Language } from './launcher-words.ts'

// The words of `strings.ts` in English, under the same names. The desk itself answers in Japanese.

export const lang: Language = 'en'
export const locale = 'en-GB'

export const unread = (count: number) => ` (${count} new)`
export const heading = 'Cancel or refund'
export const note = 'This desk answers in Japanese. Replies are automatic; you can ask for a person.'
export const close = 'Close'
export const log = 'Conversation'
export const more = 'More ↓'
export const input = 'Message'
export const placeholder = 'Your question, in Japanese'
export const send = 'Send'
export const menu = 'Menu'
export const save = 'Save the conversation'
export const mail = 'Get the conversation by e-mail'
export const print = 'Print the conversation'
export const plain = 'Do this without the chat'
export const privacy = 'How your data is used'
export const faq = 'Frequently asked questions'
export const erase = 'Ask the desk to erase this conversation'
export const forget = 'Delete the conversation from this device'
export const forgetSure = 'Press again to delete it'
export const purpose = 'What you write is used to handle your request.'
export const savedAt = 'Saved (Japan time): '
export const withOperator = 'A person is answering, in Japanese.'
export const confirm = 'Final confirmation'
export const grades = 'Rating from 1 to 5'
export const cardNumber = 'This looks like a card number. Your request does not need one.'
export const sendMasked = 'Hide it and send'
export const sendAnyway = 'Send as it is'
export const choices = 'Choices'
export const chosen = 'Chosen: '
export const speakers = {
  customer: 'You: ',
  bot: 'Automatic reply: ',
  operator: 'Staff: ',
}
export const operatorBadge = 'Staff'
export const sending = 'Sending'
export const failed = 'This could not be sent.'
export const resend = 'Send again'
export const discard = 'Take back'
export const connecting = 'Connecting.'
export const offline = 'You are offline. Messages are sent when the connection is back.'
export const retrying = 'The connection is poor. Trying again.'
export const reset = 'Your last conversation had expired, so a new one has begun.'
export const tooLong = (left: number) => `${left} more characters.`
export const tooLongOver = (over: number) => `${over} characters too many to send.`
export const newTab = ' (opens in a new tab)'
