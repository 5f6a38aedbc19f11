import { DESK_LANGUAGE, type WireChoice } from '../protocol.ts'
import { button, element, spoken } from './element.ts'
import * as strings from './strings.ts'
import type { ChoiceState } from './timeline.ts'

/** The choices under a question. They are never taken away: used ones stay to be read, but do nothing. */
export class ChoiceGroup {
  readonly node: HTMLElement
  readonly #buttons: readonly HTMLButtonElement[]
  /** The grade that the Tab key stops at. */
  #stop: HTMLButtonElement | undefined

  constructor(choices: readonly WireChoice[], onChoice: (choice: WireChoice) => void) {
    const isGrade = ({ label }: WireChoice) => /^[1-5]$/.test(label)
    const toButton = (choice: WireChoice) => choiceButton(choice, () => onChoice(choice))
    const grades = choices.filter(isGrade).map(toButton)
    const others = choices.filter((choice) => !isGrade(choice)).map(toButton)
    this.#buttons = [...grades, ...others]
    const onStop = (radio: HTMLButtonElement) => {
      this.#stop = radio
    }
    this.#stop = grades[0]
    const scale = grades.length > 1 ? [radioGroup(grades, onStop)] : grades
    this.node = element('div', { class: 'choices', role: 'group', 'aria-label': strings.choices }, ...scale, ...others)
  }

  update(state: ChoiceState): void {
    const isClosed = state.state === 'closed'
    for (const made of this.#buttons) {
      const isChosen = isClosed && state.chosen === made.dataset.choice
      made.toggleAttribute('data-chosen', isChosen)
      made.ariaDisabled = `${isClosed}`
      const isRadio = made.role === 'radio'
      if (isRadio) made.ariaChecked = `${isChosen}`
      made.tabIndex = isClosed || (isRadio && made !== this.#stop) ? -1 : 0
      const mark = made.querySelector('.spoken')
      if (mark) mark.textContent = isChosen ? strings.chosen : ''
    }
  }
}

function choiceButton(choice: WireChoice, act: () => void): HTMLButtonElement {
  const attributes = { class: 'choice', lang: DESK_LANGUAGE, 'data-choice': choice.id }
  const made = button(attributes, () => made.ariaDisabled === 'true' || act(), spoken(''), ...wordsOf(choice))
  return made
}

/** Side by side in one label, or its name and what tells it apart below. */
function wordsOf({ label, lines }: WireChoice): readonly (Node | string)[] {
  return lines?.map((line, index) => element(index ? 'small' : 'b', {}, line)) ?? [label]
}

/** Grades from 1 to 5: one stop for the Tab key, the arrows go on from there. */
function radioGroup(radios: readonly HTMLButtonElement[], onStop: (radio: HTMLButtonElement) => void): HTMLElement {
  radios.forEach((radio, index) => {
    radio.role = 'radio'
    radio.addEventListener('keydown', ({ key }) => {
      const step = /Right|Down/.test(key) ? 1 : /Left|Up/.test(key) ? -1 : 0
      const next = radios[(index + step + radios.length) % radios.length]
      if (!step || !next || radio.ariaDisabled === 'true') return
      radio.tabIndex = -1
      next.tabIndex = 0
      onStop(next)
      next.focus()
    })
  })
  return element('div', { class: 'grades', role: 'radiogroup', 'aria-label': strings.grades }, ...radios)
}
