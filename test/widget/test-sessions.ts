import type { DatabaseSync } from 'node:sqlite'
import { Sessions } from '../../src/channels/widget/sessions.ts'
import { openDatabase } from '../../src/store/database.ts'
import { migrate } from '../../src/store/migrate.ts'

export const SECRET = 'a secret of at least thirty-two characters'

/** The widget's sessions on a database of its own, or on one that outlives a restart. */
export function testSessions({
  db = migrated(),
  secret = SECRET,
}: {
  db?: DatabaseSync
  secret?: string
} = {}): Sessions {
  return new Sessions({
    db,
    secret,
    write: async (work) => work(),
    failed: (error) => {
      throw error
    },
  })
}

export function migrated(): DatabaseSync {
  const db = openDatabase(':memory:')
  migrate(db)
  return db
}
