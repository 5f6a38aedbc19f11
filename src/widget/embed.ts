import type { ChatActions, SupportChat } from './chat-api.ts'
import { paintLauncher } from './launcher.ts'
import { type Language, launcherWords } from './launcher-words.ts'
import type { PaintLauncher } from './support-chat.ts'

/** Brings the chat itself in a language; called again, with a higher number, when it did not come. */
export type ImportApp = (
  language: Language,
  attempt: number,
) => Promise<{ readonly define: (paintLauncher: PaintLauncher) => void }>

/** What the chat itself does, and whether it is worth fetching the chat for it. */
const ACTIONS = { open: 1, toggle: 1, send: 1, close: 0, reset: 0, identify: 0 }

type Call = (...args: readonly unknown[]) => unknown
type Actions = Record<keyof ChatActions, Call>

/**
 * Puts the launcher into `element` and gives back an interface that works at once: calls are kept in order
 * until the chat is there. It comes when the visitor reaches for the launcher, or has a conversation already.
 */
export function embed(element: HTMLElement, importApp: ImportApp): SupportChat {
  const button = paintLauncher(element)
  const waiting: (() => void)[] = []
  let isFetching = false
  let isThere = false
  let attempts = 0

  const language = () => button.lang as Language
  const load = async () => {
    const next = () => importApp(language(), attempts++)
    const { define } = await next().catch(next)
    define(paintLauncher)
    isThere = true
    for (const call of waiting) call()
  }
  const fetchApp = () => {
    if (isFetching) return
    isFetching = true
    load().catch(() => {
      isFetching = false
      if (waiting.length) button.firstChild?.replaceWith(launcherWords[language()][1])
    })
  }
  const chat = createChat(element, (action, args) => {
    const call = () => (element as unknown as Actions)[action](...args)
    if (isThere) return call()
    waiting.push(call)
    if (ACTIONS[action]) fetchApp()
  })
  button.onpointerenter = button.onfocus = fetchApp
  // The chat listens itself when it is there.
  button.onclick = () => isThere || chat.open()
  if (element.hasAttribute('inline') || hasConversation(element)) fetchApp()
  return chat
}

function createChat(element: HTMLElement, act: (action: keyof Actions, args: readonly unknown[]) => void): SupportChat {
  const methods: Omit<SupportChat, keyof Actions> = {
    element,
    unread: () => Number(element.getAttribute('unread')),
    set(options) {
      for (const [name, value] of Object.entries(options)) element.setAttribute(name, value)
      paintLauncher(element)
    },
    on(name, listener) {
      element.addEventListener(`sc-${name}`, listener)
      return () => methods.off(name, listener)
    },
    off: (name, listener) => element.removeEventListener(`sc-${name}`, listener),
    destroy: () => element.remove(),
  }
  const call = (name: string, ...args: readonly unknown[]) => chat[name]?.(...args)
  const chat = Object.assign(call, methods) as unknown as Record<string, Call | undefined>
  for (const action of Object.keys(ACTIONS) as (keyof Actions)[]) chat[action] = (...args) => act(action, args)
  return chat as unknown as SupportChat
}

function hasConversation(element: HTMLElement): boolean {
  try {
    const storage = element.hasAttribute('persist') ? sessionStorage : localStorage
    return `sc:${element.getAttribute('base')}` in storage
  } catch {
    // Denied: then nothing was kept either.
    return false
  }
}
