import { EnmanWidget } from './enman-widget.ts'

/** The script's entry: included twice or on a page that placed the element itself, there is still one widget. */
function install(): void {
  if (customElements.get('enman-widget')) return
  const script = document.currentScript
  if (script instanceof HTMLScriptElement && script.src) EnmanWidget.origin = new URL(script.src).origin
  customElements.define('enman-widget', EnmanWidget)
  const options = script instanceof HTMLScriptElement ? script.dataset : {}
  if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', () => place(options))
  else place(options)
}

function place(options: DOMStringMap): void {
  if (document.querySelector('enman-widget')) return
  const widget = document.createElement('enman-widget')
  for (const name of ['base', 'label', 'heading', 'theme']) {
    const value = options[name]
    if (value !== undefined) widget.setAttribute(name, value)
  }
  document.body.append(widget)
}

install()
