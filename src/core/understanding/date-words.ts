import { NUMERAL_CHARS } from './numerals.ts'

// Pieces of patterns, in the spelling of `normalise`: NFKC and lower case.
export const N = `[${NUMERAL_CHARS}]`

export const NUM = `${N}{1,3}`

export const AROUND =
  '(?:とちょっと|ちょっと|と少し|あまり|余り|くらい|ぐらい|ほど|程度|程|ごろ|頃|ころ|前後|あたり|辺り|ちょい)'

export const MONTH_MARK = '(?:[かヶケカヵ箇ヵ]月|カ月)'

export const PART =
  '(?:末日|みそか|月初め?|初め|始め|はじめ|頭|あたま|初旬|初頭|上旬|前半|半ば|なかば|中旬|中頃|中ごろ|なかごろ|真ん中|まんなか|後半|下旬|終わり|終り|おわり|月末|末(?!っ)|すえ)'

export const YEAR_WORD =
  '(?:今年|ことし|本年|去年|昨年|きょねん|さくねん|前年|一昨年|おととし|来年|らいねん|再来年|さらいねん)'

export const MONTH_WORD =
  '(?:今月|こんげつ|先月|せんげつ|前月|先々月|先先月|せんせんげつ|来月|らいげつ|翌月|再来月|さらいげつ)'

export const WEEKDAYS = '月火水木金土日'

export const WEEKDAY_KANA = ['げつよう', 'かよう', 'すいよう', 'もくよう', 'きんよう', 'どよう', 'にちよう']

export const WEEKDAY = `(?:[${WEEKDAYS}]曜日?|(?:${WEEKDAY_KANA.join('|')})び?)`

export const YEAR = `(?:(?<era>令和|れいわ|平成|へいせい|昭和|(?<![a-z])[rhs])[ .]?(?<eraYear>${NUM})|(?<![a-z0-9])(?<year>(?:19|20)\\d{2}|[一二][〇零九][〇零一二三四五六七八九]{2}|二千${NUM})|'(?<short>\\d{2}))`

export const DAY_END = `(?!間|以内|以上|以降|版|分|ほど前|前(?!後)|後|目|も|$^)`

/** A stretch of text that looks like a date and is none; it hides what is inside it from the other forms. */
export const NO_DATES = new RegExp(
  [
    `毎[月年週日](?:の|末|初め)*(?:${NUM}月)?(?:${NUM}日)?|毎年`,
    `(?:(?<![${NUMERAL_CHARS}月])${N}{1,4}日|(?<!${N})${N}{1,4}(?:週間|${MONTH_MARK}|年))(?:の?うち|間|以内|以上|以下|未満|以降たっ|版|分|プラン|契約|コース|ライセンス|パック|もの|用|無料|無償|体験|保証|目|ごと|おき|単位|たら|過ぎたら|過ぎてたら|過ぎると|経ったら|たったら|経過|まで(?:な|に|大|で|は)|ずれ|ちがい?|違い?|遅|早|も(?!ら))`,
    `\\d{1,3}日(?:過ぎ|すぎ)て`,
    '\\d{2,5}-\\d{1,4}-\\d{3,4}',
    '(?<![\\d,])[\\d,]{1,12}(?:円|台|回|個|人|件|%|パーセント|時間|分(?!か)|秒|歳|才|年前から|番|桁|ポイント|gb|つ)',
    '(?:あと|残り|のこり)[0-9一二三四五六七八九十]{1,4}日|\\d\\/\\d(?:の確率|くらい残|ほど残|残)|\\d{4}年度(?!末|初|始)|\\d{1,2}\\/\\d{1,2}\\/20\\d{2}|1日1回|一日中|一日も早く|[一1]日でも|一年中|一年間|第[一二三四五]',
  ].join('|'),
  'g',
)
