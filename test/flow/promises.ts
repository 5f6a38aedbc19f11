import { type Context, FRESH } from '../../flows/support/flow.ts'
import { priceOf } from '../../flows/support/price.ts'
import type { Command, Phrase, Say } from '../../src/core/effect.ts'
import { isCustomers } from '../../src/core/event.ts'
import { textOfCard } from '../../src/core/view.ts'
import { contextOf, type Edge, isOffer, isReminder, isWrite, type Node, placeOf, renderer } from './explore.ts'
import { ASIDES } from './inputs.ts'

/** A promise of the conversation, checked on every step: what is wrong with it, or null. */
export type Promised = (edge: Edge) => string | null

interface Words {
  readonly text: string
  /** What is wrong with it, if anything. */
  readonly empty: boolean
  readonly pressing: string | null
  /** Whether its card, if it has one, says the same. */
  readonly laidOut: boolean
}
/** Thousands of steps say the same few hundred sentences. */
const read = new Map<string, Words>()
const readAlready = new WeakMap<Say, Words>()

/** A sentence with its choices, as a customer reads it. @throws {AppError} when a value is missing */
function wordsOf(say: Say): Words {
  const already = readAlready.get(say)
  if (already) return already
  const key = JSON.stringify([say.key, say.values, say.choices, say.lead])
  const words = read.get(key) ?? inWords(say)
  read.set(key, words)
  readAlready.set(say, words)
  return words
}

function inWords(say: Say): Words {
  const { view: _asked, ...sentenceOnly } = say
  const { text: sentence, choices = [], view } = renderer.say(sentenceOnly)
  const text = [sentence, ...choices.map(({ label }) => `[${label}]`)].join('\n')
  return {
    text,
    empty: sentence.trim() === '' || text.includes('{{'),
    pressing: PRESSING.exec(text)?.[0] ?? null,
    laidOut:
      (view?.type !== 'card' || textOfCard(view) === sentence) &&
      choices.every(({ label, lines = [] }) => lines.every((line) => label.includes(line))),
  }
}

const textOf = (says: readonly Say[]) => says.map((say) => wordsOf(say).text).join('\n')
const factsOf = (node: Node) => contextOf(node) as unknown as Context
const promptOf = (node: Node) => (node.snapshot?.prompt?.choices ?? []).map(({ id }) => id)
const isTap = ({ event }: Edge) => event.type.startsWith('choice.') && event.type !== 'choice.stale'
const said = ({ says }: Edge, key: RegExp) => says.find((say) => key.test(say.key))

/** Words that press on regret, hurry or others (conversation.md 3.0), and shouting. */
const PRESSING =
  /もったいない|後悔|損をします|今だけ|残りわずか|みなさま続けています|本当によろしいですか|考え直して|！/
const UNDONE = 'まだ完了していません'
/** Commands that change nothing for anybody. */
const LOOKS = /^(identity\.challenge|identity\.account|contract\.check)$/
const isSaved = (command: Command) => command.name === 'mail.send' && command.template === 'saved'
const NOT_AGAIN = /^choice\.offer\.(accept|devices|price)$/

/**
 * Whether what the customer came for could still be carried out, here, by a person or elsewhere: leaving now
 * leaves it undone. What the rules refused, or what was done before, is not undone.
 */
export function isUndone(node: Node): boolean {
  const { topic, contracts, contractId, decision, queue, done } = factsOf(node)
  const contract = contracts.find(({ id }) => id === contractId)
  const half = done.some(({ kind, contractId: id }) => kind !== 'stop' && id === contractId)
  if (half && contract?.autoRenewal) return true
  if (queue.length > 0 || topic === 'charge' || topic === 'undo') return true
  if (topic === null || topic === 'check') return false
  if (!contract) return true
  if (topic === 'stop') return contract.autoRenewal
  if (contract.refunded || contract.mergedInto) return false
  if (topic === 'merge') return contract.productKind === 'software' && contracts.every(({ addOnOf }) => !addOnOf)
  return decision?.refundable !== 'none'
}

export const PROMISES: Readonly<Record<string, Promised>> = {
  'a customer is always answered': ({ event, says, requests }) =>
    isCustomers(event) && says.length === 0 && requests.length === 0 ? 'nothing was said' : null,

  'every sentence can be said': ({ says }) => says.find((say) => wordsOf(say).empty)?.key ?? null,

  'no word presses': ({ says }) => says.map((say) => wordsOf(say).pressing).find((word) => word !== null) ?? null,

  'there is always an open question, or a command under way': ({ after }) => {
    const { aside } = placeOf(after)
    if (!after.snapshot || after.meta.busy) return null
    if (after.snapshot.prompt === null) return 'no question is open'
    return aside === 'quiet' && after.snapshot.underlying !== null ? 'an aside was left, its question was not' : null
  },

  'a choice on offer means something': (edge) =>
    isTap(edge) && said(edge, /^aside\.(miss|missAgain)$/) ? 'it was not understood' : null,

  'what is laid out, a card or a choice, says what its words say': ({ says }) =>
    says.find((say) => !wordsOf(say).laidOut)?.key ?? null,

  'a question is shown as a final confirmation exactly where a choice acts': ({ says }) => {
    const wrong = says.find(
      ({ choices = [], view }) => choices.some(({ id }) => ACTS.has(id)) !== (view?.type === 'confirm'),
    )
    return wrong?.key ?? null
  },

  'a day can be picked exactly where one is asked for': ({ says, after }) => {
    const { meta } = after
    const asked = says.find(({ prompt }) => prompt !== undefined)
    const asksDay = meta.expects === 'date' && !meta.aside
    return asked && (asked.view?.type === 'date') !== asksDay ? asked.key : null
  },

  'a form stands exactly where a value is asked for, and asks for nothing that is known': ({ says, after }) => {
    const { meta, snapshot } = after
    const asked = says.find(({ prompt }) => prompt !== undefined)
    const asksValue = /^(orderNumber|email|code)$/.test(meta.expects) && !meta.aside && !meta.busy
    const fields = asked?.view?.type === 'form' ? asked.view.fields : []
    const [first, ...more] = fields
    const isKnown = more.some((name) => (snapshot?.context[name] ?? null) !== null)
    return asked && (isKnown || first !== (asksValue ? meta.expects : undefined)) ? asked.key : null
  },

  'at most seven choices': ({ says }) => says.find((say) => (say.choices ?? []).length > 7)?.key ?? null,

  'I1 at most one offer': ({ after }) => (after.offers > 1 ? `${after.offers} offers` : null),

  'I2 no offer after a refusal': ({ before, says }) => {
    if (!before.refused) return null
    const offer = says.find(
      (say) => isOffer(say) || (say.choices ?? []).some(({ id }) => NOT_AGAIN.test(`choice.${id}`)),
    )
    return offer ? offer.key : null
  },

  'I4 a write follows its own confirmation': ({ before, event, requests }) => {
    for (const { command } of requests.filter(isWrite)) {
      if (command.name === 'renewal.stop' && /^(refund\.accepted|term\.merged)$/.test(event.type)) continue
      const [choice, confirmation] = CONFIRMED_BY[command.name] ?? []
      if (event.type !== `choice.${choice}`) return `${command.name} after ${event.type}`
      if (!promptOf(before).includes(choice ?? '')) return `${choice} was not on offer`
      if (!before.confirmed.some(({ key }) => key === confirmation)) return `${confirmation} was not said`
    }
    return null
  },

  'I5 what is carried out is what was confirmed': (edge) => {
    for (const { command } of edge.requests.filter(isWrite)) {
      const wrong = differs(edge, command)
      if (wrong) return wrong
    }
    return null
  },

  'I6 no write without verification': ({ before, event, requests }) => {
    // The stop that belongs to a refund was verified with it.
    if (!requests.some(isWrite) || event.answers) return null
    if (factsOf(before).verifiedAtMs === null) return 'nobody was verified'
    return isTap({ event } as Edge) && event.idleMs ? 'the verification had lapsed' : null
  },

  'a sign-in by itself says and moves nothing': ({ before, event, taken, after }) => {
    if (event.type !== 'account.known') return null
    return taken.effects.length > 0 || placeOf(before).talk !== placeOf(after).talk ? 'something happened' : null
  },

  'contracts are looked up without a code only under the address of a recent sign-in': ({ requests, after }) => {
    const command = requests.map((one) => one.command).find(({ name }) => name === 'identity.account')
    if (command?.name !== 'identity.account') return null
    const { account } = factsOf(after)
    if (account?.email !== command.email) return `it looked under ${command.email}`
    return after.atMs - account.provedAtMs > 30 * 60_000 ? 'the sign-in was old' : null
  },

  'what one customer proved does not count for another': ({ before, event, after }) => {
    if (event.type !== 'account.known' || factsOf(before).account === null) return null
    if (factsOf(before).account?.subject === event.account?.subject) return null
    return factsOf(after).verifiedAtMs === null ? null : 'the verification was kept'
  },

  'I7 at most one write of a kind for a charge': ({ before, requests }) =>
    requests.find((one) => isWrite(one) && before.written.includes(one.idempotencyKey))?.idempotencyKey ?? null,

  'I10 an old button changes nothing': ({ before, event, requests, after }) => {
    if (event.type !== 'choice.stale') return null
    if (requests.length > 0) return `it requested ${requests[0]?.command.name}`
    if (placeOf(before).talk !== placeOf(after).talk) return 'the talk went elsewhere'
    return JSON.stringify(factsOf(before)) === JSON.stringify(factsOf(after)) ? null : 'facts changed'
  },

  'I11 what was carried out is told with its receipt number, and mailed': ({ after }) => {
    if (after.meta.busy || after.open) return null
    const open = factsOf(after).done.find(({ receipt }) => !after.told.has(receipt) || !after.mailed.has(receipt))
    return open ? `${open.receipt} was not ${after.told.has(open.receipt) ? 'mailed' : 'told'}` : null
  },

  'I14 what is said of a deadline or of what can be refunded names its rule': ({ says }) => {
    // That a charge was refunded or merged before is no judgement.
    const judges = says.filter(
      ({ key, values = {} }) => /^decision\.(?!refunded$|merged$)/.test(key) || 'deadline' in values,
    )
    return judges.find(({ rule, values = {} }) => !rule && !values['rule'])?.key ?? null
  },

  'I12 silence carries nothing out, and loses no message left for people': ({ before, event, requests }) => {
    if (event.type !== 'timer.fired') return null
    const left = event.timer === 'save' && placeOf(before).aside === 'askingReplyAddress'
    const names = requests.filter(({ command }) => !LOOKS.test(command.name) && !isSaved(command))
    const orders = names.map(({ command }) => command.name).join(' ')
    return orders === (left ? 'person.request' : '') ? null : `ordered: ${orders}`
  },

  'I17 a person within one turn': (edge) => {
    if (edge.event.type !== 'person.asked') return null
    const offered = promptOf(edge.after).some((id) => /^(person\.connect|hours\.message)$/.test(id))
    const passedOn = edge.requests.some(({ command }) => command.name === 'person.request')
    // Where to answer is the last thing open, and a second wish passes the message on without it.
    return offered || passedOn || said(edge, /^person\.(?:already|email$)|^busy\.wait$/)
      ? null
      : 'no person was offered'
  },

  'I18 every way out says what is not done yet, and only that': ({ after, says }) => {
    const exits = says.filter(({ key }) => /^(aside\.saved|person\.recorded|summary\.(?!ask|record)|ended\.)/.test(key))
    if (exits.length === 0) return null
    const undone = isUndone(after)
    if (undone && !textOf(says).includes(UNDONE)) return `${UNDONE} is missing: ${textOf(says)}`
    return !undone && textOf(exits).includes(UNDONE) ? `${UNDONE}, but nothing is open: ${textOf(exits)}` : null
  },

  'I19 refusing stands first': ({ says }) => {
    for (const { choices = [] } of says) {
      const ids = choices.map(({ id }) => id)
      const accepting = ids.findIndex((id) => /^(offer\.(accept|devices|price)|merge\.proceed)$/.test(id))
      if (accepting > 0 && /^(offer\.refund|merge\.refund|merge\.stop)$/.test(ids[0] ?? '')) continue
      if (accepting >= 0) return ids.join(' ')
    }
    return null
  },

  'X asides lead back to the same question': (edge) => {
    const { before, event, after } = edge
    if (!ASIDES.includes(event) || placeOf(before).aside !== 'quiet' || before.meta.busy) return null
    const place = placeOf(before).talk
    if (event.type === 'thanked' || event.type === 'greeted' ? place.startsWith('closing.') : false) return null
    if (/^(complained|vexed)$/.test(event.type) && /^refund\.(offering|clarifyingOffer)$/.test(place)) return null
    if (placeOf(after).talk !== place) return `it led to ${placeOf(after).talk}`
    if (placeOf(after).aside !== 'quiet' || event.type === 'hold.asked') return null
    return promptOf(after).join() === promptOf(before).join() ? null : 'another question was asked'
  },

  'a reminder is written only with consent, once': (edge) =>
    isReminder(edge) && !edge.before.consented ? 'nobody had asked for it' : null,

  'a reminder says that nothing was carried out, and is gone when it was': (edge) => {
    if (!isReminder(edge)) return null
    const words = edge.requests.flatMap(({ command }) => ('values' in command ? [command.values['text']] : []))
    const mailed = words.map((phrase) => renderer.phrase((phrase as Phrase).key, (phrase as Phrase).values)).join('')
    if (!`${textOf(edge.says)}${mailed}`.includes(UNDONE)) return `${UNDONE} is missing`
    const { event } = edge
    const contract = event.type === 'contract.checked' ? event.contract : null
    return contract?.refunded || contract?.mergedInto ? 'its contract was settled' : null
  },

  'X18 nothing is erased without its own yes, and then nothing is left': ({ before, event, taken, after }) => {
    const erases = taken.effects.some(({ type }) => type === 'erase')
    if (!erases) return null
    if (event.type !== 'choice.erase.yes' || !promptOf(before).includes('erase.yes'))
      return `erased after ${event.type}`
    const left = Object.entries(factsOf(after)).filter(
      ([name, fact]) => name !== 'greeted' && JSON.stringify(fact) !== JSON.stringify(FRESH[name as keyof Context]),
    )
    return left.length > 0 || after.timers.some((timer) => timer === 'remind' || timer === 'confirm')
      ? `left: ${left.map(([name]) => name).join(' ')}`
      : null
  },

  'a stop is called confirmed once, and only when it is': ({ before, event, says }) => {
    if (!says.some(({ key }) => key === 'stop.confirmed')) return null
    const open = factsOf(before).done.some(({ kind, confirmed }) => kind === 'stop' && confirmed === false)
    const isConfirmed = event.type === 'contract.checked' && event.contract?.stopped?.confirmed === true
    return open && isConfirmed ? null : `open ${open}, confirmed ${isConfirmed}`
  },

  'an accepted stop is followed up until it is confirmed or people have it': ({ after }) => {
    const { done, due } = factsOf(after)
    const open = done.some((one) => one.kind === 'stop' && one.confirmed === false && !one.withPeople)
    return open && !after.look && due.confirm === undefined ? 'nobody looks at it any more' : null
  },

  'a look that nobody waits for any more changes nothing': ({ before, event, says, requests }) => {
    if (event.type !== 'contract.checked' || event.why !== 'reminder' || before.consented) return null
    return says.length + requests.length > 0 ? 'it was heard' : null
  },

  'a result is never lost': ({ before, event, taken, after }) => {
    if (!event.answers || /^(contract\.check|records\.erase)$/.test(event.answers)) return null
    // That it takes longer was told with what is done already.
    if (event.type === 'command.delayed' && placeOf(before).talk.endsWith('stoppingOpen')) return null
    const moved = JSON.stringify(before.snapshot?.value) !== JSON.stringify(after.snapshot?.value)
    return moved || taken.effects.length > 0 ? null : 'nothing happened'
  },

  'nobody leaves a command under way': ({ before, event, after }) => {
    if (!before.open || event.answers === before.open.command.name) return null
    return placeOf(before).talk === placeOf(after).talk ? null : `it led to ${placeOf(after).talk}`
  },

  'a command nobody waits for fails in silence': ({ before, event, taken, after }) => {
    if (event.answers || !/^command\.(failed|refused)$/.test(event.type)) return null
    const moved = JSON.stringify(before.snapshot?.value) !== JSON.stringify(after.snapshot?.value)
    return moved || taken.effects.some(({ type }) => type === 'say' || type === 'request') ? 'it was heard' : null
  },
}

const ACTS = new Set(['refund.yes', 'stop.yes', 'merge.yes'])

const CONFIRMED_BY: Readonly<Partial<Record<Command['name'], readonly [choice: string, sentence: string]>>> = {
  refund: ['refund.yes', 'refund.ask'],
  'renewal.stop': ['stop.yes', 'stop.ask'],
  'term.merge': ['merge.yes', 'merge.confirm'],
}

/** Where a command differs from the confirmation that was read. */
function differs({ before }: Edge, command: Command): string | null {
  const { contracts } = factsOf(before)
  const values = Object.assign({}, ...before.confirmed.map((say) => say.values ?? {})) as Record<string, unknown>
  const contract = contracts.find(
    ({ id }) =>
      id === ('contractId' in command ? command.contractId : 'fromContractId' in command ? command.fromContractId : ''),
  )
  if (!contract) return 'no such contract'
  switch (command.name) {
    case 'refund':
      if (values['product'] !== contract.product) return `confirmed ${values['product']}`
      if (JSON.stringify(values['price']) !== JSON.stringify(priceOf(contract))) return 'another price was confirmed'
      return command.amountYen === contract.priceYen ? null : `${command.amountYen} is not the price`
    case 'term.merge':
      if (values['fromProduct'] !== contract.product) return `confirmed ${values['fromProduct']}`
      return values['days'] === command.days && values['newEnd'] === command.newTermEnd
        ? null
        : `confirmed ${values['days']} days, carried out ${command.days}`
    default:
      return [values['product'], values['fromProduct']].includes(contract.product) ? null : 'another contract'
  }
}
