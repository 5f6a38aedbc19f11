import { checkAction } from './check-action.ts'
import { checkHttpsUrl } from './check-text.ts'
import { type Complaint, complaint, isObject, type JsonObject, unknownKeys } from './complaint.ts'

const BUBBLE_MAX_BYTES = 30_000
const CAROUSEL_MAX_BYTES = 50_000

const PLACED = ['margin', 'position', 'offsetTop', 'offsetBottom', 'offsetStart', 'offsetEnd']
const PADDING = ['paddingAll', 'paddingTop', 'paddingBottom', 'paddingStart', 'paddingEnd']
const SIZED = ['width', 'maxWidth', 'height', 'maxHeight']
const BORDER = ['borderColor', 'borderWidth', 'cornerRadius', 'backgroundColor', 'background']
const LETTERS = ['size', 'color', 'weight', 'style', 'decoration']

/** The components a bot of words uses, with their properties; others are complained about. */
const COMPONENTS: Readonly<Record<string, readonly string[]>> = {
  box: [
    'layout',
    'contents',
    'flex',
    'spacing',
    'action',
    'justifyContent',
    'alignItems',
    ...PLACED,
    ...PADDING,
    ...SIZED,
    ...BORDER,
  ],
  button: ['action', 'flex', 'color', 'style', 'gravity', 'height', 'adjustMode', 'scaling', ...PLACED],
  image: [
    'url',
    'flex',
    'align',
    'gravity',
    'size',
    'aspectRatio',
    'aspectMode',
    'backgroundColor',
    'action',
    'animated',
    ...PLACED,
  ],
  text: [
    'text',
    'contents',
    'flex',
    'align',
    'gravity',
    'wrap',
    'lineSpacing',
    'action',
    'maxLines',
    'adjustMode',
    'scaling',
    ...LETTERS,
    ...PLACED,
  ],
  span: ['text', ...LETTERS],
  separator: ['margin', 'color'],
}
const BUBBLE = ['type', 'direction', 'styles', 'header', 'hero', 'body', 'footer', 'size', 'action']

/** A Flex container: what LINE's reference limits in words and the OpenAPI leaves out. */
export function checkFlex(contents: unknown, at: string): Complaint[] {
  if (!isObject(contents)) return complaint(at, 'no container')
  if (contents['type'] === 'bubble') return checkBubble(contents, at)
  if (contents['type'] !== 'carousel') return complaint(`${at}.type`, 'bubble or carousel')
  const bubbles = Array.isArray(contents['contents']) ? contents['contents'] : []
  const sizes = new Set(bubbles.map((bubble) => (isObject(bubble) ? bubble['size'] : undefined)))
  return [
    ...tooBig(contents, at, CAROUSEL_MAX_BYTES),
    ...(bubbles.length === 0 || bubbles.length > 12
      ? complaint(`${at}.contents`, `${bubbles.length} bubbles, 1 to 12`)
      : []),
    ...(sizes.size > 1 ? complaint(`${at}.contents`, 'bubbles of different sizes') : []),
    ...bubbles.flatMap((bubble, index) =>
      isObject(bubble) ? checkBubble(bubble, `${at}.contents[${index}]`) : complaint(at, 'no bubble'),
    ),
  ]
}

function checkBubble(bubble: JsonObject, at: string): Complaint[] {
  const blocks = ['header', 'hero', 'body', 'footer'].filter((name) => bubble[name] !== undefined)
  return [
    ...tooBig(bubble, at, BUBBLE_MAX_BYTES),
    ...unknownKeys(bubble, at, BUBBLE),
    ...(blocks.length === 0 ? complaint(at, 'an empty bubble') : []),
    ...blocks.flatMap((name) => checkComponent(bubble[name], `${at}.${name}`)),
  ]
}

function checkComponent(component: unknown, at: string): Complaint[] {
  if (!isObject(component)) return complaint(at, 'no component')
  const type = String(component['type'])
  const known = COMPONENTS[type]
  if (!known) return complaint(`${at}.type`, `no component ${type}`)
  const { action, contents } = component
  const inner = Array.isArray(contents)
    ? contents.flatMap((one, index) => checkComponent(one, `${at}.contents[${index}]`))
    : []
  return [
    ...unknownKeys(component, at, ['type', ...known]),
    ...inner,
    ...(type === 'box' && !Array.isArray(contents) ? complaint(`${at}.contents`, 'missing') : []),
    ...(type === 'button' ? checkAction(action, `${at}.action`, 'flexButton') : []),
    ...(type !== 'button' && action !== undefined ? checkAction(action, `${at}.action`, 'area') : []),
    ...(type === 'text' || type === 'span' ? checkWords(component, at) : []),
    ...(type === 'image' ? checkHttpsUrl(component['url'], `${at}.url`) : []),
  ]
}

function checkWords({ text, contents }: JsonObject, at: string): Complaint[] {
  if (text === undefined && Array.isArray(contents) && contents.length > 0) return []
  if (typeof text !== 'string' || text === '') return complaint(`${at}.text`, 'empty')
  return text.isWellFormed() ? [] : complaint(`${at}.text`, 'half a character (lone surrogate)')
}

function tooBig(value: JsonObject, at: string, max: number): Complaint[] {
  const bytes = Buffer.byteLength(JSON.stringify(value))
  return bytes > max ? complaint(at, `${bytes} bytes, at most ${max}`) : []
}
