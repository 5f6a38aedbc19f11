/** The few words LINE's shape adds to what the bot says, in the customer's language (`locales/<language>/line.json`). */
export interface LineWords {
  /** Under a numbered list of choices. */
  readonly numbersToo: string
  /** Under a list of choices that are numbers themselves. */
  readonly wordsToo: string
  /** Instead of a list of one `{{label}}`. */
  readonly oneToo: string
  /** The button that shows more choices, and what is said above them. */
  readonly more: string
  readonly moreShown: string
  /** The button that opens the calendar. */
  readonly pickDay: string
  /** On a confirmation whose own words are too long for it and stand above. */
  readonly chooseBelow: string
  /** The button that copies a receipt: the words of a card cannot be selected. */
  readonly copyReceipt: string
  /** Shown as the sender of what a person wrote. */
  readonly operator: string
}
