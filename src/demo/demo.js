// The demo page's own script: opens the chat, copies samples, shows the mailbox. No HTML is made from text.

const POLL_MS = 2000

/** Whom this tab was signed in as, for as long as the tab lives. */
const SIGNED_IN = 'demo-signed-in'

// Until the chat's script is there, calls wait in order.
window.SupportChat ??= (...call) => {
  window.SupportChat.q ??= []
  window.SupportChat.q.push(call)
}
const chat = (...call) => window.SupportChat(...call)

for (const button of document.querySelectorAll('[data-say]')) {
  button.addEventListener('click', () => {
    if (button.dataset.say) chat('send', button.dataset.say)
    else chat('open')
  })
}

const signedIn = document.querySelector('#signed-in')
for (const button of document.querySelectorAll('[data-sign-in]')) {
  button.addEventListener('click', () => {
    const email = button.dataset.signIn
    sessionStorage.setItem(SIGNED_IN, email)
    chat('reset')
    signIn(email)
    chat('open')
  })
}
document.querySelector('#sign-out')?.addEventListener('click', () => {
  sessionStorage.removeItem(SIGNED_IN)
  chat('reset')
  signedIn.hidden = true
})
if (signedIn && sessionStorage.getItem(SIGNED_IN)) signIn(sessionStorage.getItem(SIGNED_IN))

// As a shop's page does it: the shop's server says who is signed in, and says it again when that expires.
function signIn(email) {
  chat('identify', () =>
    fetch(`/demo/sign-in?email=${encodeURIComponent(email)}`).then((answer) => (answer.ok ? answer.text() : '')),
  )
  signedIn.querySelector('span').textContent = `${email} でログイン中です。`
  signedIn.hidden = false
}

for (const button of document.querySelectorAll('[data-copy], [data-copy-from]')) {
  button.addEventListener('click', async () => {
    const { copy, copyFrom } = button.dataset
    try {
      await navigator.clipboard.writeText(copy ?? document.querySelector(copyFrom).textContent)
      say(button, 'コピーしました')
    } catch {
      say(button, 'コピーできません')
    }
  })
}

function say(button, words) {
  button.textContent = words
  setTimeout(() => {
    button.textContent = 'コピー'
  }, 1500)
}

const list = document.querySelector('#mails')
if (list) watchMailbox(list)

function watchMailbox(mails) {
  const box = document.querySelector('#mailbox')
  const count = document.querySelector('#mail-count')
  const shown = new Set()
  let isFirst = true

  async function look() {
    if (document.visibilityState === 'visible') await show()
    setTimeout(look, POLL_MS)
  }

  async function show() {
    const response = await fetch('/demo/mails').catch(() => null)
    if (!response?.ok) return
    const arrived = (await response.json()).mails.filter((mail) => !shown.has(mail.id))
    for (const mail of arrived.reverse()) {
      shown.add(mail.id)
      mails.prepend(mailItem(mail, !isFirst))
    }
    count.textContent = shown.size > 0 ? `（${shown.size}通）` : '（まだありません）'
    // Opens by itself where it covers nothing.
    if (arrived.length > 0 && !isFirst && matchMedia('(min-width: 900px)').matches) box.open = true
    box.toggleAttribute('data-new', box.hasAttribute('data-new') || (arrived.length > 0 && !isFirst && !box.open))
    isFirst = false
  }

  box.addEventListener('toggle', () => {
    if (box.open) box.removeAttribute('data-new')
  })
  void look()
}

function mailItem(mail, isNew) {
  const item = document.createElement('li')
  const details = document.createElement('details')
  details.open = isNew
  const time = new Date(mail.atMs)
  details.append(
    withText('summary', mail.subject),
    withText('p', `${mail.to} 宛て・${time.toLocaleString('ja-JP', { dateStyle: 'short', timeStyle: 'short' })}`),
    withText('pre', mail.text),
    letterLink(mail),
  )
  item.append(details)
  return item
}

function letterLink({ id }) {
  const line = document.createElement('p')
  const link = withText('a', 'このメールをページで開く')
  link.href = `/demo/mails/${encodeURIComponent(id)}`
  line.append(link)
  return line
}

function withText(tag, text) {
  const made = document.createElement(tag)
  made.textContent = text
  return made
}
