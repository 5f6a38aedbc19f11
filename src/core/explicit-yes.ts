/** Said alone, these are a yes and nothing else. 「いいです」「それで」「続けて」 and the like are not among them. */
const YES =
  /^(?:はい|はぁい|ええ|hai|yes|ok|okです|おk|おーけー|オーケー|オッケー|おっけー)?(?:です)?(?:(?:その内容|この内容|これ|それ)で)?(?:お願い|おねがい|御願い)?(?:します|いたします|致します|しますね|です)?$/
const CERTAIN = /^(?:はい)?(?:その内容で|この内容で)?(?:間違い|まちがい)(?:ありません|ないです|ございません)$/
/** A number picks what it numbers; a place (上の, 最初の) could be either button. */
const NUMBER =
  /^[(（]?(?:[1-9]|[①-⑨])[)）]?(?:番|番目|つ目|番の方|番のほう)?(?:で|でお願いします|をお願いします|です)?$/
const PLACE = /上|下|最初|最後|はじめの|右|左|前の|後の|それ/

/** Ways of saying the button's own words: 返金する → 返金します, 返金してください, 返金でお願いします. */
function saysLabel(plain: string, label: string): boolean {
  const stem = label.replace(/(?:する|める)$/, '')
  const forms = label.endsWith('める')
    ? ['める', 'めます', 'めてください', 'めて下さい']
    : ['する', 'します', 'してください', 'して下さい', 'でお願いします', 'をお願いします']
  return plain === label || forms.some((form) => plain === `${stem}${form}` || plain === `はい${stem}${form}`)
}

const plainOf = (text: string) =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s。、,.!]/g, '')

/**
 * Whether a typed text may carry something irreversible out: a bare yes, the button's own words, or its
 * number, and nothing besides. A question mark or any other word takes it back.
 */
export function isExplicitYes(text: string, label: string): boolean {
  const plain = plainOf(text)
  if (
    plain === '' ||
    /[?？]/.test(plain) ||
    /^(?:です|で|これで|それで|その内容で|この内容で|します|いたします|致します)$/.test(plain)
  )
    return false
  return YES.test(plain) || CERTAIN.test(plain) || NUMBER.test(plain) || saysLabel(plain, label)
}

/** Whether a text points at a button by its place, which may be read as either. */
export const pointsAtPlace = (text: string): boolean => PLACE.test(plainOf(text))
