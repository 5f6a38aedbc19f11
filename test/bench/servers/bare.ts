import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { type AnyMachineSnapshot, createMachine } from 'xstate'
import { prepareFlow } from '../../../src/core/flow.ts'
import { jsonEndpoint, type Said } from './json-endpoint.ts'
import { reportTo } from './parent-link.ts'

const [dir = '.'] = process.argv.slice(2)
const STEPS = 8

/**
 * The floor of a durable bot: node:http, a chain of eight states, node:sqlite with a transaction for each tick.
 * It understands nothing, knows no rules and carries nothing out.
 */
const machine = createMachine({
  id: 'chain',
  initial: 's0',
  context: {},
  states: Object.fromEntries(
    Array.from({ length: STEPS }, (_, index) => [`s${index}`, { on: { said: `s${(index + 1) % STEPS}` } }]),
  ),
})
const { scope } = prepareFlow(machine, 1)
const db = new DatabaseSync(join(dir, 'bare.db'))
db.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
  CREATE TABLE conversations (no INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, snapshot TEXT NOT NULL) STRICT;
  CREATE TABLE messages (no INTEGER PRIMARY KEY, conversation TEXT NOT NULL, text TEXT NOT NULL) STRICT;
  CREATE TABLE outbox (id INTEGER PRIMARY KEY, conversation TEXT NOT NULL, payload TEXT NOT NULL) STRICT`)
const load = db.prepare('SELECT snapshot FROM conversations WHERE id = ?')
const save = db.prepare(`INSERT INTO conversations (id, snapshot) VALUES (?, ?)
  ON CONFLICT (id) DO UPDATE SET snapshot = excluded.snapshot`)
const log = db.prepare('INSERT INTO messages (conversation, text) VALUES (?, ?)')
const queue = db.prepare('INSERT INTO outbox (conversation, payload) VALUES (?, ?)')

interface Waiting {
  readonly said: Said
  readonly answer: (body: object) => void
}
let waiting: Waiting[] = []

function take({ user, text }: Said): object {
  const stored = load.get(user)
  const before: AnyMachineSnapshot = stored
    ? machine.restoreSnapshot(JSON.parse(String(stored.snapshot)), scope)
    : machine.getInitialSnapshot(scope)
  const after = machine.transition(before, { type: 'said', text }, scope)
  const reply = `ここは ${String(after.value)} です。`
  log.run(user, text)
  log.run(user, reply)
  save.run(user, JSON.stringify(machine.getPersistedSnapshot(after)))
  queue.run(user, JSON.stringify({ text: reply }))
  return { events: [{ text: reply }], open: false }
}

function flush(): void {
  const members = waiting
  waiting = []
  db.exec('BEGIN IMMEDIATE')
  const bodies = members.map(({ said }) => take(said))
  db.exec('COMMIT')
  for (const [index, { answer }] of members.entries()) answer(bodies[index] ?? {})
}

const server = jsonEndpoint(
  (said) =>
    new Promise((answer) => {
      if (waiting.length === 0) setImmediate(flush)
      waiting.push({ said, answer })
    }),
)
server.listen(0, '127.0.0.1', () => reportTo(server))
