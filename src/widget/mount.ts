import { PROTOCOL_BASE } from '../protocol.ts'
import type { ChatOptions, SupportChat } from './chat-api.ts'
import { embed } from './embed.ts'

export interface MountOptions extends ChatOptions {
  /** Where the server's protocol is, with a slash at the end; on the page's own origin unless told. */
  readonly base?: string
  /** As a part of the page, without a launcher. */
  readonly inline?: boolean
  /** Where to put it; beside the body unless told, whose transforms and scrolling then do not matter. */
  readonly parent?: ParentNode
  /** Gets the JWT of the page's signed-in customer from the site's server; see `SupportChat.identify`. */
  readonly getToken?: () => Promise<string>
}

/**
 * Puts the chat on the page and gives back its interface. Importing this touches no page, so it may be
 * imported on a server; call it in a browser.
 *
 * @example
 * const chat = mountSupportChat({ base: 'https://chat.shop.example/channels/widget/v1/' })
 * chat.on('unread', () => showDot(chat.unread() > 0))
 */
export function mountSupportChat(options: MountOptions = {}): SupportChat {
  const { base = PROTOCOL_BASE, inline = false, parent = document.documentElement, getToken, ...attributes } = options
  const element = document.createElement('support-chat')
  element.setAttribute('base', new URL(base, location.href).href)
  element.toggleAttribute('inline', inline)
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value)
  parent.append(element)
  const chat = embed(element, (language) =>
    language === 'en' ? import('./built/enman-app-en.js') : import('./built/enman-app-ja.js'),
  )
  if (getToken) chat.identify(getToken)
  return chat
}
