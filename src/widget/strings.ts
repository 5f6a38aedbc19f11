/** On the launcher; apart from the others because the loader carries it. */
export const launcherLabel = '解約・返金のご相談'
/** In its place when the chat itself did not come. */
export const loadFailed = 'もう一度押してください'

/** All other words of the widget itself; what the bot says comes from the server. */
export const strings = {
  unread: (count: number) => `（新着${count}件）`,
  heading: '解約・返金のご相談',
  note: '自動応答です。担当者にもおつなぎできます。',
  close: '閉じる',
  log: '会話',
  more: '続きがあります ↓',
  input: 'メッセージ',
  placeholder: 'ご質問や注文番号を入力',
  send: '送信',
  choices: '選択肢',
  chosen: '選択済み：',
  customer: 'お客様：',
  bot: '自動応答：',
  operator: '担当者：',
  operatorBadge: '担当者',
  sending: '送信中',
  failed: '送信できませんでした。',
  resend: '再送する',
  discard: '取り消す',
  connecting: '接続しています。',
  offline: 'オフラインです。つながると自動で送信します。',
  retrying: 'つながりにくくなっています。自動でやり直しています。',
  reset: '前回の会話の有効期限が切れたため、新しい会話を始めました。',
  tooLong: (left: number) => `あと${left}文字まで入力できます。`,
  tooLongOver: (over: number) => `${over}文字多いため送信できません。`,
  newTab: '（新しいタブで開きます）',
} as const
