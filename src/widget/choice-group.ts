import type { WireChoice } from '../protocol.ts'
import { element, spoken } from './element.ts'
import { strings } from './strings.ts'
import type { ChoiceState } from './timeline.ts'

/** The choices under a question. They are never taken away: used ones stay to be read, but do nothing. */
export class ChoiceGroup {
  readonly node: HTMLElement
  readonly #buttons: readonly HTMLButtonElement[]
  /** The grade that the Tab key stops at. */
  #stop: HTMLButtonElement | undefined

  constructor(choices: readonly WireChoice[], onChoice: (choice: WireChoice) => void) {
    const isGrade = ({ label }: WireChoice) => /^[1-5]$/.test(label)
    const button = (choice: WireChoice) => choiceButton(choice, () => onChoice(choice))
    const grades = choices.filter(isGrade).map(button)
    const others = choices.filter((choice) => !isGrade(choice)).map(button)
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
    for (const button of this.#buttons) {
      const isChosen = isClosed && state.chosen === button.dataset.choice
      button.toggleAttribute('data-chosen', isChosen)
      button.ariaDisabled = `${isClosed}`
      const isRadio = button.role === 'radio'
      if (isRadio) button.ariaChecked = `${isChosen}`
      button.tabIndex = isClosed || (isRadio && button !== this.#stop) ? -1 : 0
      const mark = button.querySelector('.spoken')
      if (mark) mark.textContent = isChosen ? strings.chosen : ''
    }
  }
}

function choiceButton(choice: WireChoice, act: () => void): HTMLButtonElement {
  const attributes = { type: 'button', class: 'choice', 'data-choice': choice.id }
  const button = element('button', attributes, spoken(''), choice.label)
  button.addEventListener('click', () => {
    if (button.ariaDisabled !== 'true') act()
  })
  return button
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
