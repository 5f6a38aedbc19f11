import { checkAction } from './check-action.ts'
import { checkHttpsUrl, checkText } from './check-text.ts'
import { type Complaint, complaint, isObject, type JsonObject, unknownKeys } from './complaint.ts'

const PICTURE = ['thumbnailImageUrl', 'imageAspectRatio', 'imageSize', 'imageBackgroundColor']

/** A template against the limits of the reference, section "Template messages". */
export function checkTemplate(template: unknown, at: string): Complaint[] {
  if (!isObject(template)) return complaint(at, 'no template')
  switch (template['type']) {
    case 'confirm':
      return [
        ...unknownKeys(template, at, ['type', 'text', 'actions']),
        ...checkText(template['text'], `${at}.text`, { max: 240, by: 'graphemes' }),
        ...checkActions(template, at, { min: 2, max: 2 }),
      ]
    case 'buttons':
      return [
        ...unknownKeys(template, at, ['type', 'text', 'title', 'actions', 'defaultAction', ...PICTURE]),
        ...checkPanel(template, at, { plain: 160, titled: 60 }),
        ...checkActions(template, at, { min: 1, max: 4 }),
      ]
    case 'carousel':
      return checkCarousel(template, at)
    case 'image_carousel':
      return checkImageCarousel(template, at)
    default:
      return complaint(`${at}.type`, `no template ${String(template['type'])}`)
  }
}

/** Title, picture and text of a buttons template or a column: with a title or picture the text must be shorter. */
function checkPanel(panel: JsonObject, at: string, limits: { plain: number; titled: number }): Complaint[] {
  const { title, thumbnailImageUrl } = panel
  const max = title === undefined && thumbnailImageUrl === undefined ? limits.plain : limits.titled
  return [
    ...checkText(title, `${at}.title`, { max: 40, by: 'graphemes', optional: true }),
    ...checkText(panel['text'], `${at}.text`, { max, by: 'graphemes' }),
    ...checkHttpsUrl(thumbnailImageUrl, `${at}.thumbnailImageUrl`, true),
    ...(panel['defaultAction'] === undefined
      ? []
      : checkAction(panel['defaultAction'], `${at}.defaultAction`, 'template')),
  ]
}

function checkActions({ actions }: JsonObject, at: string, { min, max }: { min: number; max: number }): Complaint[] {
  if (!Array.isArray(actions)) return complaint(`${at}.actions`, 'missing')
  const wanted = min === max ? `exactly ${max}` : `${min} to ${max}`
  return [
    ...(actions.length < min || actions.length > max
      ? complaint(`${at}.actions`, `${actions.length} actions, ${wanted}`)
      : []),
    ...actions.flatMap((action, index) => checkAction(action, `${at}.actions[${index}]`, 'template')),
  ]
}

function checkCarousel(template: JsonObject, at: string): Complaint[] {
  const { columns } = template
  if (!Array.isArray(columns) || columns.length === 0) return complaint(`${at}.columns`, 'missing')
  const shapes = columns.map((column) =>
    isObject(column)
      ? JSON.stringify([
          column['title'] === undefined,
          column['thumbnailImageUrl'] === undefined,
          Array.isArray(column['actions']) && column['actions'].length,
        ])
      : '',
  )
  return [
    ...unknownKeys(template, at, ['type', 'columns', 'imageAspectRatio', 'imageSize']),
    ...(columns.length > 10 ? complaint(`${at}.columns`, `${columns.length} columns, at most 10`) : []),
    ...(new Set(shapes).size > 1 ? complaint(`${at}.columns`, 'columns of different shapes') : []),
    ...columns.flatMap((column, index) => {
      const here = `${at}.columns[${index}]`
      if (!isObject(column)) return complaint(here, 'no column')
      return [
        ...unknownKeys(column, here, ['title', 'text', 'actions', 'defaultAction', ...PICTURE]),
        ...checkPanel(column, here, { plain: 120, titled: 60 }),
        ...checkActions(column, here, { min: 1, max: 3 }),
      ]
    }),
  ]
}

function checkImageCarousel(template: JsonObject, at: string): Complaint[] {
  const { columns } = template
  if (!Array.isArray(columns) || columns.length === 0) return complaint(`${at}.columns`, 'missing')
  return [
    ...unknownKeys(template, at, ['type', 'columns']),
    ...(columns.length > 10 ? complaint(`${at}.columns`, `${columns.length} columns, at most 10`) : []),
    ...columns.flatMap((column, index) => {
      const here = `${at}.columns[${index}]`
      if (!isObject(column)) return complaint(here, 'no column')
      return [
        ...unknownKeys(column, here, ['imageUrl', 'action']),
        ...checkHttpsUrl(column['imageUrl'], `${here}.imageUrl`),
        ...checkAction(column['action'], `${here}.action`, 'imageColumn'),
      ]
    }),
  ]
}
