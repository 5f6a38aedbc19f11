import { addStyle } from './add-style.ts'
import css from './launcher.css?inline'
import { launcherLabel } from './strings.ts'

/**
 * Paints the button that opens the chat, or paints its label anew. The loader does it before anything of
 * the chat itself is there; the chat finds the same button later.
 */
export function paintLauncher(host: HTMLElement): HTMLButtonElement {
  const root = host.shadowRoot ?? host.attachShadow({ mode: 'open' })
  const button = root.querySelector('button') ?? makeLauncher(root)
  const label = button.firstElementChild
  if (label) label.textContent = host.getAttribute('label') ?? launcherLabel
  return button
}

function makeLauncher(root: ShadowRoot): HTMLButtonElement {
  addStyle(root, css)
  const button = document.createElement('button')
  // A class name and no id: the page's own rules do not reach in here.
  button.className = 'launcher'
  button.lang = 'ja'
  button.ariaHasPopup = 'dialog'
  button.ariaExpanded = 'false'
  button.append(document.createElement('span'))
  root.append(button)
  return button
}
