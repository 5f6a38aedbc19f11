import { aside } from './aside.ts'
import { check } from './check.ts'
import { closing } from './closing.ts'
import { contract } from './contract.ts'
import { everywhere } from './everywhere.ts'
import { FRESH, support } from './flow.ts'
import { identity } from './identity.ts'
import { menu } from './menu.ts'
import { merge } from './merge.ts'
import { referral } from './referral.ts'
import { refund } from './refund.ts'
import { renewal } from './renewal.ts'
import { say, set } from './words.ts'

/** Raised with every change that a stored conversation could notice; `upgrades.ts` leads older ones here. */
export const FLOW_VERSION = 3

/**
 * The support conversation. `talk` is the procedure; `aside` lies over it: a person, starting over,
 * coming back. Nothing here runs: every action is data for the turn.
 */
export const supportMachine = support.createMachine({
  id: 'support',
  context: FRESH,
  type: 'parallel',
  states: {
    talk: {
      initial: 'start',
      states: {
        start: {
          meta: { expects: 'start', settled: true },
          on: { opened: { target: 'menu', actions: [say('greeting.hello'), set({ greeted: true })] } },
        },
        menu,
        identity,
        contract,
        refund,
        merge,
        renewal,
        check,
        referral,
        closing,
      },
      on: everywhere,
    },
    aside,
  },
})
