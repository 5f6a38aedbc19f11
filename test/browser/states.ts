import { openChat, say, type Visit } from './visits.ts'

/** Ways to bring an open chat into the states that are looked at, one after the other on one page. */
export const STATES: Readonly<Record<string, (at: Visit) => Promise<void>>> = {
  closed: async (at) => at.page.getByRole('button', { name: /解約・返金のご相談/ }).waitFor(),
  greeting: openChat,
  'menu open': async (at) => {
    await at.page.getByRole('button', { name: 'メニュー' }).click()
    await at.page.getByRole('button', { name: '会話を保存する' }).waitFor()
  },
  'a date asked for': async (at) => {
    await at.page.keyboard.press('Escape')
    await say(at, '日付')
    await at.log.getByLabel('日付').waitFor()
  },
  'values asked for': async (at) => {
    await say(at, '本人確認')
    await at.log.getByLabel('注文番号').waitFor()
  },
  'values of a wrong shape': async (at) => {
    await at.log.getByLabel('注文番号').fill('わからない')
    await at.log.getByRole('button', { name: 'この内容で送る' }).click()
    await at.log.getByText('注文番号は、英字2文字と数字です。').waitFor()
  },
  'values sent': async (at) => {
    await at.log.getByLabel('注文番号').fill('NP12345678')
    await at.log.getByLabel('メールアドレス').fill('taro@example.jp')
    await at.log.getByLabel('メールアドレス').press('Enter')
    await at.log.getByText('承りました：NP12345678').waitFor()
  },
  'a contract asked for': async (at) => {
    await say(at, '契約')
    await at.log.getByRole('button', { name: /ノートン360デラックス/ }).waitFor()
  },
  'grades asked for': async (at) => {
    await say(at, '評価')
    await at.log.getByRole('radiogroup').waitFor()
  },
  'a decision': async (at) => {
    await say(at, '判定')
    await at.log.locator('.card.decision').waitFor()
  },
  'the final confirmation': async (at) => {
    await say(at, '確認')
    await at.log.getByRole('button', { name: '返金する', exact: true }).waitFor()
  },
  'a receipt': async (at) => {
    await at.log.getByRole('button', { name: '返金する', exact: true }).click()
    await at.log.locator('.card.receipt').waitFor()
  },
  'a person speaking': async (at) => {
    const [first] = at.site.desk.acts
    await at.site.desk.say(first?.conversationId ?? '', [{ key: 'test.say', text: '担当の佐藤です。' }], 'operator')
    await at.page.getByText('担当者が対応しています。').waitFor()
  },
  'a card number typed': async (at) => {
    await say(at, '4111 1111 1111 1111')
    await at.page.getByRole('button', { name: '番号を伏せて送信' }).waitFor()
  },
  'a message that failed': async (at) => {
    await at.page.route('**/v1/messages', (route) => route.fulfill({ status: 422, json: { message: '読めません。' } }))
    await say(at, '届かない言葉')
    await at.page.getByRole('button', { name: '再送する' }).waitFor()
    await at.page.unroute('**/v1/messages')
  },
  offline: async (at) => {
    await at.context.setOffline(true)
    await say(at, 'オフラインです')
    await at.page.getByText('オフラインです。つながると自動で送信します。').waitFor()
  },
}
