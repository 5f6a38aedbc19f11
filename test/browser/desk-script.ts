import type { BotMessage } from '../../src/channels/channel.ts'
import { bot, type Script } from '../widget/scripted-desk.ts'

export const CONFIRM = { prompt: 'p2', choices: { refund: '返金する', keep: '返金しない' } }

const CARD: BotMessage = {
  ...bot('全額返金の対象です。\n金額：7,980円（税込）\nお申し出は期限内です。'),
  view: {
    type: 'card',
    kind: 'decision',
    title: '全額返金の対象です。',
    rows: [{ label: '金額', value: '7,980円（税込）' }, { value: 'お申し出は期限内です。' }],
  },
}

const RECEIPT: BotMessage = {
  ...bot('返金を\u200b受け付けました。\n受付番号：R-20261118-0937'),
  view: {
    type: 'card',
    kind: 'receipt',
    title: '返金を\u200b受け付けました。',
    rows: [{ label: '受付番号', value: 'R-20261118-0937' }],
  },
}

const contract = (id: string, lines: readonly [string, ...string[]]) => ({
  id: `contract/${id}`,
  label: `${lines[0]}（${lines.slice(1).join('、')}）`,
  lines,
})

const SAYINGS: Readonly<Record<string, readonly BotMessage[]>> = {
  日付: [
    {
      ...bot('ご請求日はいつですか。', { prompt: 'p3', choices: { unknown: 'わからない' } }),
      view: { type: 'date', min: '2021-11-18', max: '2026-11-18' },
    },
  ],
  本人確認: [
    {
      ...bot('注文番号を送ってください。', { prompt: 'p5', choices: { missing: '手元にない' } }),
      view: { type: 'form', fields: ['orderNumber', 'email'] },
    },
  ],
  契約: [
    {
      key: 'contract.ask',
      text: 'ご契約が2つあります。どちらについてでしょうか。',
      prompt: 'p7',
      choices: [
        contract('K-1', ['ノートン360プレミアム', '注文番号…5678', '10月20日ご請求', '7,980円']),
        contract('K-2', ['ノートン360デラックス', '注文番号…4410', '10月20日ご請求', '6,480円']),
        { id: 'both', label: '両方' },
      ],
    },
  ],
  コード: [
    { ...bot('6桁を送ってください。', { prompt: 'p6', choices: {} }), view: { type: 'form', fields: ['code'] } },
  ],
  評価: [
    bot('わかりやすかったですか。', {
      prompt: 'p4',
      choices: { r5: '5', r4: '4', r3: '3', r2: '2', r1: '1', skip: '答えない' },
    }),
  ],
  消す: [{ ...bot('消しました。'), forgets: true }],
  判定: [CARD],
  確認: [{ ...bot('7,980円を返金します。まだ完了していません。', CONFIRM), view: { type: 'confirm' } }],
}

/** A desk that shows every kind of message when it is named. */
export const deskScript: Script = async ({ act }) => {
  if (act.type === 'opened') {
    const choices = { refund: '返金したい', stop: '自動延長を止めたい', check: '返金できるか知りたい' }
    return {
      now: [bot('こんにちは。自動応答の窓口です。'), bot('ご用件をお選びください。', { prompt: 'p1', choices })],
    }
  }
  if (act.type === 'tapped' && act.prompt === 'p1') return { now: SAYINGS['確認'] ?? [] }
  if (act.type === 'tapped' && act.prompt === 'p2') return { now: [RECEIPT] }
  const text = act.type === 'text' ? act.text : 'tapped'
  return { now: SAYINGS[text] ?? [bot(`承りました：${text}`)] }
}
