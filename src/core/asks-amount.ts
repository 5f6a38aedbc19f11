const HOW_MUCH =
  /^(?:返金|される|今回|結局|全部|合計|金額|額|お金|私|その|の|で|は|って|が)*(?:いくら|何円)(?:返金|返|戻|[ぁ-ん])*$/
const THE_AMOUNT = /^(?:返金)?の?(?:金額|額)(?:は|って|を?(?:もう一度)?(?:教え|おしえ)て(?:ください|下さい)?)?$/

/** Whether nothing but an amount is asked for: where a refund lies ready, it is that refund's. */
export function asksAmount(text: string): boolean {
  const plain = text.normalize('NFKC').replace(/[\s。、?!]/g, '')
  return HOW_MUCH.test(plain) || THE_AMOUNT.test(plain)
}
