-- Rowid tables throughout: with snapshots of some kilobytes WITHOUT ROWID is a third slower.
-- `no` is the conversation's short number; the other tables and their indexes stay narrow with it.
CREATE TABLE conversations (
  no INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  channel TEXT NOT NULL,
  revision INTEGER NOT NULL,
  last_seq INTEGER NOT NULL,
  snapshot TEXT NOT NULL,
  updated_at_ms INTEGER NOT NULL,
  parked TEXT
) STRICT;

-- One row a turn: the inbox (an inbound id commits once) and the record kept for staff in one.
-- The turn's log entries are those with from_seq <= seq < end_seq.
CREATE TABLE turns (
  no INTEGER PRIMARY KEY,
  conversation_no INTEGER NOT NULL REFERENCES conversations (no) ON DELETE CASCADE,
  inbound_id TEXT NOT NULL,
  from_seq INTEGER NOT NULL,
  end_seq INTEGER NOT NULL,
  at_ms INTEGER NOT NULL,
  record TEXT NOT NULL,
  UNIQUE (conversation_no, inbound_id)
) STRICT;

CREATE TABLE log (
  no INTEGER PRIMARY KEY,
  conversation_no INTEGER NOT NULL REFERENCES conversations (no) ON DELETE CASCADE,
  seq INTEGER NOT NULL,
  at_ms INTEGER NOT NULL,
  role TEXT NOT NULL,
  entry TEXT NOT NULL,
  UNIQUE (conversation_no, seq)
) STRICT;

-- `id` is the order of a lane, so it must never be used twice. `ready_at_ms` is when the effect is due,
-- or until when it is leased: one column, so that one index finds what to hand out.
CREATE TABLE outbox (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  conversation_no INTEGER NOT NULL REFERENCES conversations (no) ON DELETE CASCADE,
  lane TEXT NOT NULL CHECK (lane IN ('command', 'message', 'timer')),
  timer TEXT,
  payload TEXT NOT NULL,
  ready_at_ms INTEGER NOT NULL,
  attempt INTEGER NOT NULL DEFAULT 0,
  created_at_ms INTEGER NOT NULL,
  parked TEXT
) STRICT;
CREATE INDEX outbox_ready ON outbox (lane, ready_at_ms) WHERE parked IS NULL;
CREATE INDEX outbox_order ON outbox (conversation_no, lane, id);

-- The first receipt serial of a JST day that no process has reserved yet.
CREATE TABLE serials (
  day TEXT PRIMARY KEY,
  next INTEGER NOT NULL
) STRICT;
