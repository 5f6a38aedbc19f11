import type { messagingApi } from '@line/bot-sdk'
import type { LinkButton } from '../../core/view.ts'
import { shortenGraphemes } from './graphemes.ts'
import { LINE_LIMITS } from './line-limits.ts'

/** A button that opens a page, under the text that leads there. Null where the address is longer than LINE takes. */
export function linkButton({ label, url }: LinkButton): messagingApi.FlexMessage | null {
  if (url.length > LINE_LIMITS.uriUnits) return null
  const shown = shortenGraphemes(label, LINE_LIMITS.labelGraphemes)
  const action = { type: 'uri', label: shown, uri: url } as const
  return {
    type: 'flex',
    altText: shown,
    contents: {
      type: 'bubble',
      size: 'kilo',
      body: {
        type: 'box',
        layout: 'vertical',
        contents: [{ type: 'button', style: 'primary', height: 'sm', color: BLUE, action }],
      },
    },
  }
}

/** White on it has more than 4.5:1. */
const BLUE = '#14608A'
