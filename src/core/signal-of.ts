/** Signals of the locale: event type → phrases that mean it wherever they stand in a text. */
export type Signals = Readonly<Record<string, readonly string[]>>

/** 「携帯会社の契約」 is no company's contract, and 「どこの会社の契約」 asks. */
const NO_COMPANY = /\s|携帯(?:電話)?会社|電話会社|[別他]の会社|ほかの会社|(?:どこ|どちら|どの|何)の?会社/g

/** The event a phrase in the text stands for (代理で, 記録を消して), or undefined. */
export function signalOf(text: string, signals: Signals): string | undefined {
  const plain = text.normalize('NFKC').replace(NO_COMPANY, '')
  return Object.keys(signals).find((type) => signals[type]?.some((word) => plain.includes(word)))
}
