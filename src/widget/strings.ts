import type { Language } from './launcher-words.ts'

// All words of the widget itself but the launcher's; what the bot says comes from the server. The build puts
// `strings-en.ts` in the place of this file for the chat in English.

export const lang: Language = 'ja'
/** For times. */
export const locale = 'ja-JP'

export const unread = (count: number) => `（新着${count}件）`
export const heading = '解約・返金のご相談'
export const note = '自動応答です。担当者にもおつなぎできます。'
export const close = '閉じる'
export const log = '会話'
export const more = '続き ↓'
export const input = 'メッセージ'
export const placeholder = 'ご質問や注文番号を入力'
export const send = '送信'
export const menu = 'メニュー'
export const save = '会話を保存する'
export const mail = '会話をメールで受け取る'
export const print = '会話を印刷する'
export const plain = 'チャットを使わずに手続きする'
export const privacy = '個人情報の取り扱い'
export const faq = 'よくある質問'
export const erase = '会話の記録を消してもらう'
export const forget = 'この端末から会話を消す'
export const forgetSure = 'もう一度押すと消えます'
export const purpose = '入力内容は、ご相談への対応のために使います。'
export const savedAt = '保存日時：'
export const withOperator = '担当者が対応しています。'
export const confirm = '最終確認'
export const grades = '5段階の評価'
export const cardNumber = 'カード番号のような数字があります。ご相談にカード番号は必要ありません。'
export const sendMasked = '番号を伏せて送信'
export const sendAnyway = 'そのまま送信'
export const choices = '選択肢'
export const chosen = '選択済み：'
export const speakers = {
  customer: 'お客様：',
  bot: '自動応答：',
  operator: '担当者：',
}
export const operatorBadge = '担当者'
export const sending = '送信中'
export const failed = '送信できませんでした。'
export const resend = '再送する'
export const discard = '取り消す'
export const connecting = '接続しています。'
export const offline = 'オフラインです。つながると自動で送信します。'
export const retrying = 'つながりにくくなっています。自動でやり直しています。'
export const reset = '前回の会話の有効期限が切れたため、新しい会話を始めました。'
export const tooLong = (left: number) => `あと${left}文字まで入力できます。`
export const tooLongOver = (over: number) => `${over}文字多いため送信できません。`
export const newTab = '（新しいタブで開きます）'
