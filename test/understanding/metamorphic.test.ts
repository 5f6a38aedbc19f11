import { describe, expect, test } from 'vitest'
import type { ReadingContext } from '../../src/core/reading.ts'
import { normalise } from '../../src/core/understanding/normalise.ts'
import { read } from './reader.ts'

const SENTENCES: readonly [string, ReadingContext | null, string][] = [
  ['返金してください', null, 'へんきんしてください'],
  ['ノートンの返金をお願いします', null, 'のーとんのへんきんをおねがいします'],
  ['自動更新を止めたい', null, 'じどうこうしんをとめたい'],
  ['自動延長を停止したいです', null, 'じどうえんちょうをていししたいです'],
  ['解約したいのですが', null, 'かいやくしたいのですが'],
  ['解約の方法を教えてください', null, 'かいやくのほうほうをおしえてください'],
  ['身に覚えのない請求があります', null, 'みにおぼえのないせいきゅうがあります'],
  ['返金はいつまでですか', null, 'へんきんはいつまでですか'],
  ['注文番号がわかりません', null, 'ちゅうもんばんごうがわかりません'],
  ['パスワードを忘れました', null, 'ぱすわーどをわすれました'],
  ['オペレーターと話したい', null, 'おぺれーたーとはなしたい'],
  ['最初からやり直したい', null, 'さいしょからやりなおしたい'],
  ['前に戻ってください', null, 'まえにもどってください'],
  ['ちょっと待ってください', null, 'ちょっとまってください'],
  ['ありがとうございました', null, 'ありがとうございました'],
  ['高いから', 'reason', 'たかいから'],
  ['パソコンを使わなくなりました', 'reason', 'ぱそこんをつかわなくなりました'],
  ['いりません', 'offer', 'いりません'],
  ['はい、お願いします', 'confirm', 'はいおねがいします'],
  ['いいえ、違います', 'confirm', 'いいえちがいます'],
  ['大丈夫です', 'confirm', 'だいじょうぶです'],
]

const katakana = (text: string) => text.replaceAll(/[ぁ-ゖ]/g, (char) => String.fromCharCode(char.charCodeAt(0) + 0x60))
const halfWidth: Readonly<Record<string, string>> = Object.fromEntries(
  [...'ｱｲｳｴｵｶｷｸｹｺｻｼｽｾｿﾀﾁﾂﾃﾄﾅﾆﾇﾈﾉﾊﾋﾌﾍﾎﾏﾐﾑﾒﾓﾔﾕﾖﾗﾘﾙﾚﾛﾜｦﾝｧｨｩｪｫｬｭｮｯｰ'].map((half) => [half.normalize('NFKC'), half]),
)
const narrow = (text: string) =>
  [...text.normalize('NFD').replaceAll('\u3099', 'ﾞ').replaceAll('\u309A', 'ﾟ')]
    .map((char) => halfWidth[char] ?? char)
    .join('')
const spaced = (text: string) => text.replaceAll(/(?<=[ぁ-んァ-ヶ一-龠])(?=[ぁ-んァ-ヶ一-龠])/g, ' ')

describe.each(SENTENCES)('%s (%s)', (text, context, kana) => {
  const { intent } = read(text, context)

  test.each([
    ['in hiragana', kana],
    ['in katakana', katakana(kana)],
    ['in half-width katakana', narrow(katakana(kana))],
    ['with a full stop', `${text}。`],
    ['with marks behind it', `${text}!!`],
    ['with a long ending', `${text}〜`],
    ['with spaces around it', `　${text} \n`],
    ['with spaces between letters', spaced(text)],
    ['with a smile', `${text}😊`],
    ['with a face in letters', `${text}(^_^)`],
    ['with invisible letters', `\u200b${text}\u200b`],
  ])('means the same %s', (_, variant) => {
    expect([variant, read(variant, context).intent]).toEqual([variant, intent])
  })
})

test('romaji is read as Japanese', () => {
  expect(read('kaiyaku shitai').intent).toBe('cancel_subscription')
  expect(read('henkin shite kudasai').intent).toBe('request_refund')
})

test('a reading depends on nothing but the text and the frame', () => {
  const texts = SENTENCES.map(([text]) => text)
  const once = texts.map((text) => read(text))
  const again = texts
    .toReversed()
    .map((text) => read(text))
    .reverse()
  expect(again).toEqual(once)
})

test('a text of signs that each stand for many letters is read no further than any other', () => {
  expect(normalise('ﷺ'.repeat(5000)).raw.length).toBeLessThanOrEqual(2000)
})
