import { addStyle } from './add-style.ts'
import css from './launcher.css?inline'
import { type Language, launcherWords } from './launcher-words.ts'

/**
 * Paints the button that opens the chat, or paints its label anew. The loader does it before anything of
 * the chat itself is there; the chat finds the same button later.
 */
export function paintLauncher(host: HTMLElement): HTMLButtonElement {
  const root = host.shadowRoot ?? host.attachShadow({ mode: 'open' })
  const button = root.querySelector('button') ?? makeLauncher(root)
  // Of the element, else of what it stands in, else Japanese.
  const language: Language = host.matches(':lang(en)') ? 'en' : 'ja'
  button.lang = language
  button.hidden = host.matches('[inline], [launcher]')
  button.firstChild?.replaceWith(host.getAttribute('label') ?? launcherWords[language][0])
  return button
}

function makeLauncher(root: ShadowRoot): HTMLButtonElement {
  addStyle(root, css)
  const button = document.createElement('button')
  button.ariaHasPopup = 'dialog'
  button.ariaExpanded = 'false'
  // The label's place.
  button.append('')
  root.append(button)
  return button
}
