import { SupportChatElement } from './support-chat.ts'

/** Makes every `<support-chat>` of the page a chat, also those that only hold a launcher so far. */
export function define(): void {
  if (!customElements.get('support-chat')) customElements.define('support-chat', SupportChatElement)
}
