import { PROTOCOL_BASE } from '../protocol.ts'
import type { SupportChat } from './chat-api.ts'
import { embed } from './embed.ts'

/** Put in by the build: the hash in the names of the chats beside this script, one a language. */
declare const APP_HASH: string

const script = document.currentScript as HTMLScriptElement

/** The page's global; before this script has run perhaps a stand-in of the page's own that keeps calls in `q`. */
const page = window as { SupportChat?: SupportChat & { q?: Parameters<SupportChat>[] } }

/** The script tag's entry: included twice, there is still one chat. */
function install(): void {
  const { SupportChat } = page
  if (SupportChat?.element) return
  const chat = embed(findElement(), (language, attempt) => {
    // A module that failed to come is remembered as failed; and a newer server may hold another hash by now.
    const end = attempt ? `.js?${attempt}` : `-${APP_HASH}.js`
    return import(/* @vite-ignore */ new URL(`enman-app-${language}${end}`, script.src).href)
  })
  page.SupportChat = chat
  for (const call of SupportChat?.q ?? []) chat(...call)
}

/** The element that the page placed itself, or a new one. */
function findElement(): HTMLElement {
  const element = document.querySelector<HTMLElement>('support-chat') ?? document.createElement('support-chat')
  const base = new URL(PROTOCOL_BASE, script.src).href
  for (const [name, value] of Object.entries({ base, ...(script.dataset as Record<string, string>) })) {
    if (!element.hasAttribute(name)) element.setAttribute(name, value)
  }
  // Beside the body, whose transforms and scrolling are the page's business.
  if (!element.isConnected) document.documentElement.append(element)
  return element
}

if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', install)
else install()
