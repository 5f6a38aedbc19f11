import { checkText } from './check-text.ts'
import { type Complaint, complaint, isObject, type JsonObject, unknownKeys } from './complaint.ts'

/** Where an action stands: what its label must be depends on it. */
export type ActionPlace = 'quickReply' | 'template' | 'imageColumn' | 'flexButton' | 'area'

const LABEL_MAX: Readonly<Record<ActionPlace, number>> = {
  quickReply: 20,
  template: 20,
  imageColumn: 12,
  flexButton: 40,
  area: 40,
}

const QUICK_REPLY_ONLY = ['camera', 'cameraRoll', 'location']

/** A message's action against the limits of the reference, section "Action objects". */
export function checkAction(action: unknown, at: string, place: ActionPlace): Complaint[] {
  if (!isObject(action)) return complaint(at, 'no action')
  const type = String(action['type'])
  const check = CHECKS[type]
  if (!check) return complaint(`${at}.type`, `no action ${type} in a message`)
  if (QUICK_REPLY_ONLY.includes(type) && place !== 'quickReply') return complaint(at, `${type} only in a quick reply`)
  return [
    ...checkText(action['label'], `${at}.label`, {
      max: LABEL_MAX[place],
      by: 'graphemes',
      optional: place === 'area',
    }),
    ...check(action, at, place),
  ]
}

type Check = (action: JsonObject, at: string, place: ActionPlace) => Complaint[]

const CHECKS: Readonly<Record<string, Check>> = {
  postback: checkPostback,
  message: (action, at) => [
    ...unknownKeys(action, at, ['type', 'label', 'text']),
    ...checkText(action['text'], `${at}.text`, { max: 300, by: 'graphemes' }),
  ],
  uri: checkUri,
  datetimepicker: checkDatePicker,
  camera: bare,
  cameraRoll: bare,
  location: bare,
  clipboard: (action, at) => [
    ...unknownKeys(action, at, ['type', 'label', 'clipboardText']),
    ...checkText(action['clipboardText'], `${at}.clipboardText`, { max: 1000, by: 'units' }),
  ],
}

function bare(action: JsonObject, at: string): Complaint[] {
  return unknownKeys(action, at, ['type', 'label'])
}

const INPUT_OPTIONS = ['closeRichMenu', 'openRichMenu', 'openKeyboard', 'openVoice']

function checkPostback(action: JsonObject, at: string): Complaint[] {
  const { displayText, text, inputOption, fillInText } = action
  const known = ['type', 'label', 'data', 'displayText', 'text', 'inputOption', 'fillInText']
  const shown = { max: 300, by: 'graphemes', optional: true } as const
  return [
    ...unknownKeys(action, at, known),
    ...checkText(action['data'], `${at}.data`, { max: 300, by: 'units' }),
    ...checkText(displayText, `${at}.displayText`, shown),
    ...checkText(text, `${at}.text`, shown),
    ...checkText(fillInText, `${at}.fillInText`, shown),
    ...(displayText !== undefined && text !== undefined ? complaint(at, 'displayText and text together') : []),
    ...(inputOption === undefined || INPUT_OPTIONS.includes(String(inputOption))
      ? []
      : complaint(`${at}.inputOption`, 'no such option')),
    ...(fillInText !== undefined && inputOption !== 'openKeyboard'
      ? complaint(`${at}.fillInText`, 'only with openKeyboard')
      : []),
  ]
}

function checkUri(action: JsonObject, at: string, place: ActionPlace): Complaint[] {
  const { altUri } = action
  const desktop = isObject(altUri) ? checkAddress(altUri['desktop'], `${at}.altUri.desktop`) : []
  return [
    ...unknownKeys(action, at, ['type', 'label', 'uri', 'altUri']),
    ...checkAddress(action['uri'], `${at}.uri`),
    ...(altUri !== undefined && place === 'quickReply' ? complaint(`${at}.altUri`, 'not in a quick reply') : desktop),
  ]
}

function checkAddress(value: unknown, at: string): Complaint[] {
  const wrong = checkText(value, at, { max: 1000, by: 'units' })
  if (wrong.length > 0) return wrong
  const address = String(value)
  if (!/^(https?|line|tel):/.test(address)) return complaint(at, 'only http, https, line and tel')
  return /^[\x21-\x7e]+$/.test(address) ? [] : complaint(at, 'not percent-encoded')
}

const MOMENTS: Readonly<Record<string, RegExp>> = {
  date: /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/,
  time: /^([01]\d|2[0-3]):[0-5]\d$/,
  datetime: /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])[tT]([01]\d|2[0-3]):[0-5]\d$/,
}

function checkDatePicker(action: JsonObject, at: string): Complaint[] {
  const form = MOMENTS[String(action['mode'])]
  if (!form) return complaint(`${at}.mode`, 'date, time or datetime')
  const moments = ['initial', 'min', 'max'].filter((name) => action[name] !== undefined)
  const { initial, min, max } = action
  const inOrder = [min, initial, max].filter((one) => typeof one === 'string')
  return [
    ...unknownKeys(action, at, ['type', 'label', 'data', 'mode', 'initial', 'min', 'max']),
    ...checkText(action['data'], `${at}.data`, { max: 300, by: 'units' }),
    ...moments.flatMap((name) =>
      form.test(String(action[name])) ? [] : complaint(`${at}.${name}`, `no ${String(action['mode'])}`),
    ),
    ...(inOrder.join() === inOrder.toSorted().join() ? [] : complaint(at, 'min, initial and max are out of order')),
    ...(min !== undefined && min === max ? complaint(at, 'min and max are the same') : []),
  ]
}
