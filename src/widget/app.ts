import { type PaintLauncher, SupportChatElement } from './support-chat.ts'

/**
 * Makes every `<support-chat>` of the page a chat, also those that only hold a launcher so far.
 *
 * @param paintLauncher paints a launcher where there is none; whoever brings the chat has it already
 */
export function define(paintLauncher: PaintLauncher): void {
  if (customElements.get('support-chat')) return
  class Element extends SupportChatElement {
    protected override paintLauncher = () => paintLauncher(this)
  }
  customElements.define('support-chat', Element)
}
