import type { Page } from 'playwright-core'

/** More stops than any page of ours has. */
const STOPS_MAX = 60

/** A customer who has no mouse: everything is reached with Tab and pressed with Enter. */
export class Keyboard {
  readonly #page: Page

  constructor(page: Page) {
    this.#page = page
  }

  async say(text: string): Promise<void> {
    await this.#reach('Tab', 'textarea')
    await this.#page.keyboard.insertText(text)
    await this.#page.keyboard.press('Enter')
  }

  /** Presses a choice of the last question that has it. */
  async press(_prompt: string, choice: string): Promise<void> {
    await this.#page.locator(`.choice[data-choice="${choice}"][aria-disabled="false"]`).last().waitFor()
    await this.#reach('Shift+Tab', `[data-choice="${choice}"]`)
    await this.#page.keyboard.press('Enter')
  }

  async #reach(key: 'Tab' | 'Shift+Tab', selector: string): Promise<void> {
    for (let stop = 0; stop < STOPS_MAX; stop += 1) {
      if (await this.#isFocused(selector)) return
      await this.#page.keyboard.press(key)
    }
    throw new Error(`the Tab key never reached ${selector}`)
  }

  #isFocused(selector: string): Promise<boolean> {
    return this.#page.evaluate((wanted) => {
      const focused = document.activeElement?.shadowRoot?.activeElement
      return focused?.matches(`${wanted}:not([aria-disabled="true"])`) ?? false
    }, selector)
  }
}
