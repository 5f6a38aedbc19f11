/** One message that LINE takes or refuses, and whether its OpenAPI alone would tell. */
export interface MessageCase {
  readonly name: string
  readonly messages: readonly object[]
  readonly fits: boolean
  /** The limit is in LINE's OpenAPI, not only in its reference. */
  readonly inSpec?: boolean
}

const FAMILY = '👨‍👩‍👧‍👦'
const SMILE = '😀'

const text = (value: unknown) => ({ type: 'text', text: value })
const action = (more: object = {}) => ({ type: 'postback', label: 'はい', data: 'v1:1', ...more })
const quick = (items: readonly object[]) => ({
  ...text('どちらですか。'),
  quickReply: { items: items.map((one) => ({ type: 'action', action: one })) },
})
const many = <T>(count: number, one: T): T[] => Array.from({ length: count }, () => one)
const template = (more: object) => ({ type: 'template', altText: '確認', template: more })
const confirm = (more: object = {}) =>
  template({ type: 'confirm', text: '返金しますか。', actions: many(2, action()), ...more })
const buttons = (more: object = {}) =>
  template({ type: 'buttons', text: '選んでください。', actions: [action()], ...more })
const column = (more: object = {}) => ({ text: '品', actions: [action()], ...more })
const carousel = (columns: readonly object[]) => template({ type: 'carousel', columns })
const bubble = (contents: readonly object[], more: object = {}) => ({
  type: 'bubble',
  body: { type: 'box', layout: 'vertical', contents },
  ...more,
})
const flex = (contents: object, altText = '判定') => ({ type: 'flex', altText, contents })
const words = (value: string) => ({ type: 'text', text: value, wrap: true })
const date = (more: object = {}) => ({ type: 'datetimepicker', label: '日付', data: 'v1:1', mode: 'date', ...more })

const fits = (name: string, ...messages: readonly object[]): MessageCase => ({ name, messages, fits: true })
const breaks = (name: string, ...messages: readonly object[]): MessageCase => ({ name, messages, fits: false })
const breaksSpec = (name: string, ...messages: readonly object[]): MessageCase => ({
  name,
  messages,
  fits: false,
  inSpec: true,
})

/** Both sides of every limit the bot can come near. */
export const MESSAGE_CASES: readonly MessageCase[] = [
  fits('5 messages', ...many(5, text('あ'))),
  breaksSpec('6 messages', ...many(6, text('あ'))),
  breaksSpec('no message'),
  breaksSpec('a text without text', { type: 'text' }),
  breaksSpec('a type that does not exist', { type: 'markdown', text: 'あ' }),
  breaksSpec('a misspelt property', { ...text('あ'), quickreply: { items: [] } }),
  breaks('an empty text', text('')),
  fits('5000 units', text('あ'.repeat(5000))),
  breaks('5001 units', text('あ'.repeat(5001))),
  fits('2500 emoji', text(SMILE.repeat(2500))),
  breaks('2501 emoji', text(SMILE.repeat(2501))),
  breaks('half an emoji', text(`${SMILE}`.slice(0, 1))),
  fits('13 quick replies', quick(many(13, action()))),
  breaksSpec('14 quick replies', quick(many(14, action()))),
  breaks('quick replies that a message follows', quick([action()]), text('あ')),
  fits('a label of 20', quick([action({ label: 'あ'.repeat(20) })])),
  breaks('a label of 21', quick([action({ label: 'あ'.repeat(21) })])),
  fits('a label of 20 families', quick([action({ label: FAMILY.repeat(20) })])),
  breaks('a label of 21 families', quick([action({ label: FAMILY.repeat(21) })])),
  breaks('a label that is missing', quick([{ type: 'postback', data: 'v1:1' }])),
  breaks('an empty label', quick([action({ label: '' })])),
  fits('postback data of 300', quick([action({ data: 'x'.repeat(300) })])),
  breaksSpec('postback data of 301', quick([action({ data: 'x'.repeat(301) })])),
  fits('150 emoji as postback data', quick([action({ data: SMILE.repeat(150) })])),
  breaks('151 emoji as postback data', quick([action({ data: SMILE.repeat(151) })])),
  fits('a displayText of 300', quick([action({ displayText: 'あ'.repeat(300) })])),
  breaks('a displayText of 301', quick([action({ displayText: 'あ'.repeat(301) })])),
  breaks('displayText beside text', quick([action({ displayText: 'あ', text: 'あ' })])),
  breaksSpec('an input option that does not exist', quick([action({ inputOption: 'shout' })])),
  breaks('fillInText without the keyboard', quick([action({ fillInText: '番号' })])),
  fits('fillInText with the keyboard', quick([action({ fillInText: '番号', inputOption: 'openKeyboard' })])),
  breaks(
    'an alternative address in a quick reply',
    quick([{ type: 'uri', label: '店', uri: 'https://example.jp', altUri: { desktop: 'https://example.jp' } }]),
  ),
  fits('an address', quick([{ type: 'uri', label: '店', uri: 'https://example.jp/%E8%A7%A3' }])),
  breaksSpec('an address not percent-encoded', quick([{ type: 'uri', label: '店', uri: 'https://example.jp/解約' }])),
  breaks('an address of another kind', quick([{ type: 'uri', label: '店', uri: 'ftp://example.jp' }])),
  breaks('an address of 1001', quick([{ type: 'uri', label: '店', uri: `https://example.jp/${'x'.repeat(982)}` }])),
  fits('a message action of 300', quick([{ type: 'message', label: 'あ', text: 'あ'.repeat(300) }])),
  breaks('a message action of 301', quick([{ type: 'message', label: 'あ', text: 'あ'.repeat(301) }])),
  fits('a date picker', quick([date({ initial: '2026-11-18', min: '2026-01-01', max: '2026-12-31' })])),
  breaks('a date picker from the future back', quick([date({ min: '2026-12-31', max: '2026-01-01' })])),
  breaks('a day that does not exist', quick([date({ initial: '2026/11/18' })])),
  breaksSpec('a date picker without a mode that exists', quick([date({ mode: 'month' })])),
  fits('a confirm template', confirm()),
  breaks('a confirm template of 3 actions', confirm({ actions: many(3, action()) })),
  fits('a confirm text of 240', confirm({ text: 'あ'.repeat(240) })),
  breaks('a confirm text of 241', confirm({ text: 'あ'.repeat(241) })),
  breaksSpec('a template without altText', { type: 'template', template: confirm().template }),
  breaks('an altText of 1501', { ...confirm(), altText: 'あ'.repeat(1501) }),
  fits('an altText of 1500', { ...confirm(), altText: 'あ'.repeat(1500) }),
  fits('4 buttons', buttons({ actions: many(4, action()) })),
  breaks('5 buttons', buttons({ actions: many(5, action()) })),
  fits('a buttons text of 160', buttons({ text: 'あ'.repeat(160) })),
  breaks('a buttons text of 161', buttons({ text: 'あ'.repeat(161) })),
  fits('a titled text of 60', buttons({ title: '題', text: 'あ'.repeat(60) })),
  breaks('a titled text of 61', buttons({ title: '題', text: 'あ'.repeat(61) })),
  breaks('a title of 41', buttons({ title: 'あ'.repeat(41) })),
  fits('10 columns', carousel(many(10, column()))),
  breaks('11 columns', carousel(many(11, column()))),
  breaks('columns of different shapes', carousel([column(), column({ title: '題' })])),
  breaks('4 actions in a column', carousel([column({ actions: many(4, action()) })])),
  breaks('a column text of 121', carousel([column({ text: 'あ'.repeat(121) })])),
  fits('a Flex bubble', flex(bubble([words('全額返金の対象です。')]))),
  breaks('a Flex text that is empty', flex(bubble([words('')]))),
  breaksSpec('a Flex component that does not exist', flex(bubble([{ type: 'table' }]))),
  breaksSpec(
    'a Flex property that does not exist',
    flex(bubble([{ type: 'box', layout: 'vertical', contents: [], colour: 'red' }])),
  ),
  breaks('a Flex bubble over 30 KB', flex(bubble(many(20, words('あ'.repeat(600)))))),
  fits('a Flex button label of 40', flex(bubble([{ type: 'button', action: action({ label: 'あ'.repeat(40) }) }]))),
  breaks('a Flex button label of 41', flex(bubble([{ type: 'button', action: action({ label: 'あ'.repeat(41) }) }]))),
  fits('12 bubbles', flex({ type: 'carousel', contents: many(12, bubble([words('あ')])) })),
  breaks('13 bubbles', flex({ type: 'carousel', contents: many(13, bubble([words('あ')])) })),
  breaks(
    'bubbles of different sizes',
    flex({
      type: 'carousel',
      contents: [bubble([words('あ')], { size: 'mega' }), bubble([words('あ')], { size: 'kilo' })],
    }),
  ),
  breaks(
    'an action that only quick replies have',
    flex(bubble([{ type: 'button', action: { type: 'camera', label: 'あ' } }])),
  ),
  breaks('a picture without https', {
    type: 'image',
    originalContentUrl: 'http://example.jp/a.png',
    previewImageUrl: 'https://example.jp/a.png',
  }),
  breaksSpec('a sender name of 21', { ...text('あ'), sender: { name: 'あ'.repeat(21) } }),
]
