// The panel that tries the chat on: colours, the line to paste, a phone. Loaded by the demo page only.

const form = document.querySelector('#colours')
const snippet = document.querySelector('#snippet')
const CONTRAST_MIN = 4.5

/** The loader of this very version by name, and what it must hash to; asked for once. */
let pin

async function show() {
  const chat = document.querySelector('support-chat')
  const { theme } = form.elements
  for (const input of form.querySelectorAll('[type=color]')) {
    if (isChanged(input)) chat?.style.setProperty(input.name, input.value)
    else chat?.style.removeProperty(input.name)
  }
  if (theme.value) chat?.setAttribute('theme', theme.value)
  else chat?.removeAttribute('theme')
  for (const item of form.querySelectorAll('[data-ground]')) showContrast(item)
  if (form.elements.pin.checked) pin ??= await (await fetch('/widget/enman-widget.json')).json()
  snippet.textContent = lines(theme.value).join('\n')
}

function lines(theme) {
  const changed = [...form.querySelectorAll('[type=color]')].filter(isChanged)
  const isPinned = form.elements.pin.checked && pin
  const file = isPinned ? pin.file : 'enman-widget.js'
  const check = isPinned ? ` integrity="${pin.integrity}" crossorigin="anonymous"` : ''
  const attribute = theme ? ` data-theme="${theme}"` : ''
  return [
    `<script async src="${location.origin}/widget/${file}"${check}${attribute}></script>`,
    ...(changed.length > 0
      ? [
          '<style>',
          '  support-chat {',
          ...changed.map(({ name, value }) => `    ${name}: ${value};`),
          '  }',
          '</style>',
        ]
      : []),
  ]
}

const isChanged = (input) => input.value !== input.dataset.default

function showContrast(item) {
  const ratio = contrast(colour(item.dataset.text), colour(item.dataset.ground))
  const isEnough = ratio >= CONTRAST_MIN
  item.querySelector('output').textContent =
    `${ratio.toFixed(1)}（${isEnough ? '読みやすい' : `${CONTRAST_MIN} 以上にしてください`}）`
  item.toggleAttribute('data-low', !isEnough)
}

const colour = (name) => form.elements[name].value

/** Contrast of two `#rrggbb` colours by WCAG 2.2. */
function contrast(one, other) {
  const [darker, lighter] = [luminance(one), luminance(other)].sort((a, b) => a - b)
  return (lighter + 0.05) / (darker + 0.05)
}

function luminance(hex) {
  const [red, green, blue] = [1, 3, 5].map((at) => linear(Number.parseInt(hex.slice(at, at + 2), 16) / 255))
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

const linear = (part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)

document.querySelector('#show-phone')?.addEventListener('click', ({ currentTarget }) => {
  const phone = document.createElement('iframe')
  phone.src = '/chat'
  phone.title = '電話の幅のチャット'
  document.querySelector('#phone').replaceChildren(phone)
  currentTarget.hidden = true
  phone.focus()
})

if (form && snippet) {
  form.addEventListener('input', () => void show())
  // The fields change after the event.
  form.addEventListener('reset', () => setTimeout(() => void show()))
  void show()
}
