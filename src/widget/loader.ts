import { PROTOCOL_BASE } from '../protocol.ts'
import type { SupportChat } from './chat-api.ts'
import { embed } from './embed.ts'

/** Beside this script, put in by the build: the chat under its hash, and under the name it always has. */
declare const APP_FILES: readonly [string, string]

const script = document.currentScript as HTMLScriptElement

/** The page's global; before this script has run perhaps a stand-in of the page's own that keeps calls in `q`. */
const page = window as { SupportChat?: SupportChat & { q?: Parameters<SupportChat>[] } }

/** The script tag's entry: included twice, there is still one chat. */
function install(): void {
  const { SupportChat } = page
  if (SupportChat?.element) return
  const chat = embed(findElement(), (attempt) => {
    // A module that failed to come is remembered as failed; and a newer server may hold another hash by now.
    const file = attempt ? `${APP_FILES[1]}?${attempt}` : APP_FILES[0]
    return import(/* @vite-ignore */ new URL(file, script.src).href)
  })
  page.SupportChat = chat
  for (const call of SupportChat?.q ?? []) chat(...call)
}

/** The element that the page placed itself, or a new one. */
function findElement(): HTMLElement {
  const found = document.querySelector<HTMLElement>('support-chat')
  const element = found ?? document.createElement('support-chat')
  const options = { base: new URL(PROTOCOL_BASE, script.src).href, ...script.dataset }
  for (const [name, value = ''] of Object.entries(options)) {
    if (!element.hasAttribute(name)) element.setAttribute(name, value)
  }
  // Beside the body, whose transforms and scrolling are the page's business.
  if (!found) document.documentElement.append(element)
  return element
}

if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', install)
else install()
