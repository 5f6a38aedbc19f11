import { element } from './element.ts'

/** Without this mark some programs do not take a text for UTF-8. */
const BYTE_ORDER_MARK = '\ufeff'

export function saveTranscript(text: string, nowMs: number): void {
  const url = URL.createObjectURL(new Blob([BYTE_ORDER_MARK, text.replace(/\n/g, '\r\n')], { type: 'text/plain' }))
  const day = new Date(nowMs).toLocaleDateString('sv', { timeZone: 'Asia/Tokyo' })
  element('a', { href: url, download: `chat-${day}.txt` }).click()
  setTimeout(() => URL.revokeObjectURL(url), 60_000)
}

/** Prints the words alone, from a frame of their own: the page around the chat is not wanted on paper. */
export function printTranscript(text: string, title: string): void {
  const frame = element('iframe', { 'aria-hidden': 'true', tabindex: '-1' })
  frame.style.cssText = 'position:fixed;width:0;height:0;border:0'
  document.body.append(frame)
  const paper = frame.contentWindow
  if (!paper) return
  const words = paper.document.createElement('pre')
  words.textContent = text
  words.lang = 'ja'
  words.style.cssText = 'font:11pt/1.7 sans-serif;white-space:pre-wrap;overflow-wrap:anywhere'
  paper.document.title = title
  paper.document.body.append(words)
  paper.onafterprint = () => frame.remove()
  paper.print()
}
