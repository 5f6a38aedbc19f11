import type { messagingApi } from '@line/bot-sdk'
import type { Card, CardRow } from '../../core/view.ts'
import { cleanText } from './clean-text.ts'
import { LINE_LIMITS } from './line-limits.ts'
import type { LineWords } from './line-words.ts'

const INK = '#111111'
/** At least 4.5:1 on white. */
const SOFT_INK = '#555555'

/**
 * A card as a bubble whose alternative text is the whole message. Null where the plain text serves better: it would not fit, or
 * holds an address, which can be tapped in plain text only.
 */
export function flexCard({ kind, title, rows }: Card, text: string, words: LineWords): messagingApi.FlexMessage | null {
  const altText = cleanText(text)
  const head = cleanText(title)
  const lines = rows.map(cleanRow).filter(({ label, value }) => label !== undefined || value !== '')
  if (altText.length > LINE_LIMITS.altTextUnits || /https?:\/\//.test(altText)) return null
  if (head === '' || lines.some(({ label, value }) => label === '' || value === '')) return null
  const contents = { ...bubbleOf(head, lines), ...(kind === 'receipt' ? copyButton(altText, words) : {}) }
  if (Buffer.byteLength(JSON.stringify(contents)) > LINE_LIMITS.bubbleBytes) return null
  return { type: 'flex', altText, contents }
}

function cleanRow({ label, value }: CardRow): CardRow {
  return { ...(label === undefined ? {} : { label: cleanText(label) }), value: cleanText(value) }
}

function bubbleOf(title: string, rows: readonly CardRow[]): messagingApi.FlexBubble {
  return {
    type: 'bubble',
    body: {
      type: 'box',
      layout: 'vertical',
      spacing: 'md',
      contents: [
        { type: 'text', text: title, weight: 'bold', size: 'md', color: INK, wrap: true },
        ...(rows.length > 0 ? [{ type: 'separator' } as const] : []),
        ...rows.map(lineOf),
      ],
    },
  }
}

/** Copies the whole receipt, to be kept elsewhere. */
function copyButton(text: string, { copyReceipt }: LineWords): { readonly footer?: messagingApi.FlexBox } {
  if (text.length > LINE_LIMITS.clipboardUnits) return {}
  const action: messagingApi.ClipboardAction = { type: 'clipboard', label: copyReceipt, clipboardText: text }
  return {
    footer: {
      type: 'box',
      layout: 'vertical',
      contents: [{ type: 'button', style: 'link', height: 'sm', action }],
    },
  }
}

function lineOf({ label, value }: CardRow): messagingApi.FlexComponent {
  if (label === undefined) return { type: 'text', text: value, size: 'sm', color: INK, wrap: true }
  return {
    type: 'box',
    layout: 'horizontal',
    spacing: 'md',
    contents: [
      { type: 'text', text: label, size: 'sm', color: SOFT_INK, wrap: true, flex: 3 },
      { type: 'text', text: value, size: 'sm', color: INK, wrap: true, flex: 7 },
    ],
  }
}
