import { createMemoryStore } from '../../src/store/memory.ts'
import { describeStore } from '../contracts/store.ts'

describeStore({ name: 'memory', open: async () => createMemoryStore() })
