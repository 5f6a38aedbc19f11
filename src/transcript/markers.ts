import type { CustomerWay } from './script.ts'

/** Who or what a line at column 0 is about. */
export type Speaker = '客' | '係' | '又' | '人' | '社' | '済' | '態' | '判' | '否'

const SPEAKERS: Readonly<Record<string, Speaker>> = {
  客: '客',
  係: '係',
  又: '又',
  人: '人',
  社: '社',
  済: '済',
  態: '態',
  判: '判',
  否: '否',
  U: '客',
  B: '係',
  OR: '又',
  O: '人',
  S: '社',
  DID: '済',
  STATE: '態',
  RULE: '判',
  NOT: '否',
}

const WAYS: Readonly<Record<string, CustomerWay>> = {
  古: 'old',
  二度: 'twice',
  連打: 'burst',
  編集: 'edited',
  取消: 'unsent',
  再訪: 'again',
  品: 'thing',
  友だち: 'follow',
  ログイン: 'login',
}

const CHANNELS: Readonly<Record<string, string>> = {
  script: 'script',
  台本: 'script',
  widget: 'widget',
  web: 'widget',
  ウェブ: 'widget',
  line: 'line',
  LINE: 'line',
}

const THINGS: Readonly<Record<string, string>> = {
  スタンプ: 'sticker',
  画像: 'image',
  写真: 'image',
  動画: 'video',
  音声: 'audio',
  ファイル: 'file',
  位置情報: 'location',
}

const MARK = new RegExp(
  `^(${Object.keys(SPEAKERS)
    .toSorted((one, other) => other.length - one.length)
    .join('|')})((?:[@＠][^@＠>＞\\s]+)*)[>＞](.*)$`,
  'u',
)

/** A marker line taken apart, or null when the line is none. One space after `>` belongs to the marker. */
export function readMark(line: string): { speaker: Speaker; qualifiers: string[]; text: string } | null {
  const found = MARK.exec(line)
  const speaker = SPEAKERS[found?.[1] ?? '']
  if (!found || !speaker) return null
  const qualifiers = (found[2] ?? '').split(/[@＠]/u).slice(1)
  return { speaker, qualifiers, text: (found[3] ?? '').replace(/^[ 　]/u, '').trimEnd() }
}

/** `古` and its ASCII name `old` mean the same. */
export function wayNamed(written: string): CustomerWay | null {
  return WAYS[written] ?? Object.values(WAYS).find((way) => way === written) ?? null
}

export function wayWord(way: CustomerWay): string {
  return Object.keys(WAYS).find((word) => WAYS[word] === way) ?? way
}

export function channelNamed(written: string): string | null {
  return CHANNELS[written] ?? null
}

/** The names of channels, for messages. */
export const CHANNEL_WORDS = [...new Set(Object.values(CHANNELS))].join('、')

/** The kind of a `nonverbal` act; kinds without a Japanese word stand for themselves. */
export function thingKind(written: string): string {
  return THINGS[written] ?? written
}
