import { afterEach, describe, expect, test } from 'vitest'
import { createMachine, setup, transition } from 'xstate'
import { prepareFlow } from '../../src/core/flow.ts'
import { type MachineObserver, observeMachine } from '../../src/transcript/machine-coverage.ts'

function machine() {
  return setup({ guards: { isOpen: ({ event }) => event.open === true } }).createMachine({
    id: 'door',
    context: {},
    type: 'parallel',
    states: {
      talk: {
        initial: 'closed',
        states: {
          closed: {
            on: {
              knock: [
                { guard: 'isOpen', target: 'passing' },
                { target: 'refused' },
                { target: 'closed', guard: () => true },
              ],
              look: { actions: () => {} },
            },
          },
          passing: { always: { target: 'inside' } },
          inside: { on: { leave: '#door.talk.closed' } },
          refused: {},
          cellar: {},
        },
      },
      aside: { initial: 'quiet', states: { quiet: {} } },
    },
    on: { reset: { target: '.talk.closed' } },
  })
}

let observer: MachineObserver | undefined
afterEach(() => observer?.stop())

describe('what a machine could do', () => {
  test('is listed with states and transitions, each with a name of its own', () => {
    observer = observeMachine(machine())
    expect(observer.states).toEqual([
      'talk',
      'talk.closed',
      'talk.passing',
      'talk.inside',
      'talk.refused',
      'talk.cellar',
      'aside',
      'aside.quiet',
    ])
    expect(observer.transitions).toEqual([
      '（根） × reset → talk.closed',
      'talk.closed × knock ［isOpen］ → talk.passing',
      'talk.closed × knock → talk.refused',
      'talk.closed × knock ［guard］ → talk.closed',
      'talk.closed × look → （とどまる）',
      'talk.passing × (always) → talk.inside',
      'talk.inside × leave → talk.closed',
    ])
  })

  test('equal names are numbered', () => {
    const twins = createMachine({
      initial: 'a',
      states: {
        a: {
          on: {
            x: [
              { guard: () => false, target: 'b' },
              { guard: () => true, target: 'b' },
            ],
          },
        },
        b: {},
      },
    })
    observer = observeMachine(twins)
    expect(observer.transitions).toEqual(['a × x ［guard］ → b', 'a × x ［guard］ → b #2'])
  })
})

describe('what it did', () => {
  const expected = [
    ['状態', 'talk'],
    ['状態', 'talk.closed'],
    ['状態', 'aside'],
    ['状態', 'aside.quiet'],
    ['遷移', 'talk.closed × knock ［isOpen］ → talk.passing'],
    ['状態', 'talk.passing'],
    ['状態', 'talk.inside'],
    ['遷移', 'talk.passing × (always) → talk.inside'],
  ]

  test('is seen through the inert scope that turns use', () => {
    const flow = prepareFlow(machine(), 1)
    observer = observeMachine(flow.machine)
    const start = flow.machine.getInitialSnapshot(flow.scope)
    flow.machine.transition(start, { type: 'knock', open: true }, flow.scope)
    expect(new Set(observer.take())).toEqual(new Set(expected))
    expect(observer.take()).toEqual([])
  })

  test('is seen through transition() too', () => {
    const door = machine()
    observer = observeMachine(door)
    const start = door.resolveState({ value: { talk: 'closed', aside: 'quiet' }, context: {} })
    transition(door, start, { type: 'knock', open: true })
    expect(new Set(observer.take())).toEqual(new Set(expected))
  })

  test('is no longer seen once the observer is stopped', () => {
    const flow = prepareFlow(machine(), 1)
    const first = observeMachine(flow.machine)
    first.stop()
    flow.machine.transition(flow.machine.getInitialSnapshot(flow.scope), { type: 'knock' }, flow.scope)
    expect(first.take()).toEqual([])
  })
})
