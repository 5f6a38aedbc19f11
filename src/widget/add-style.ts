/** Adds rules to a shadow root in the one way that the strictest Content-Security-Policy allows. */
export function addStyle(root: ShadowRoot, css: string): void {
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(css)
  root.adoptedStyleSheets.push(sheet)
}
