-- Events of LINE's webhook, on the disk before LINE gets its 200. `happening` (JSON) and the reply token are kept
-- only until they have served: what a customer wrote lies in the log afterwards, and nowhere else.
CREATE TABLE line_inbox (
  no INTEGER PRIMARY KEY AUTOINCREMENT,
  event_id TEXT NOT NULL UNIQUE,
  user_id TEXT NOT NULL,
  message_id TEXT,
  kind TEXT NOT NULL,
  at_ms INTEGER NOT NULL,
  token_at_ms INTEGER NOT NULL,
  is_redelivered INTEGER NOT NULL,
  reply_token TEXT,
  happening TEXT,
  attempts INTEGER NOT NULL DEFAULT 0,
  started_at_ms INTEGER,
  done_at_ms INTEGER
) STRICT;
CREATE INDEX line_inbox_waiting ON line_inbox (user_id, at_ms, no) WHERE done_at_ms IS NULL;
CREATE INDEX line_inbox_message ON line_inbox (user_id, message_id) WHERE message_id IS NOT NULL;
CREATE INDEX line_inbox_token ON line_inbox (user_id) WHERE reply_token IS NOT NULL;

CREATE TABLE line_users (
  user_id TEXT PRIMARY KEY,
  is_reachable INTEGER NOT NULL DEFAULT 1,
  -- When the newest event taken from this user happened; when the last one had been answered, and the newest
  -- event (of anybody) that had come by then.
  last_event_at_ms INTEGER NOT NULL DEFAULT 0,
  answered_at_ms INTEGER NOT NULL DEFAULT 0,
  answered_no INTEGER NOT NULL DEFAULT 0
) STRICT;

-- Up to where a conversation's messages have become calls; gone with the conversation, whose numbers start anew.
CREATE TABLE line_progress (
  conversation_no INTEGER PRIMARY KEY REFERENCES conversations (no) ON DELETE CASCADE,
  planned_seq INTEGER NOT NULL
) STRICT;

-- Calls to LINE that are not known to be over, and messages that wait for the customer's next one ('later').
-- `objects` are the LINE messages exactly as they are sent; `messages` the logged ones they were made from.
CREATE TABLE line_sends (
  no INTEGER PRIMARY KEY AUTOINCREMENT,
  conversation_no INTEGER NOT NULL REFERENCES conversations (no) ON DELETE CASCADE,
  user_id TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('reply', 'push', 'later')),
  inbox_no INTEGER,
  retry_key TEXT,
  objects TEXT NOT NULL,
  messages TEXT NOT NULL,
  is_unknown INTEGER NOT NULL,
  created_at_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX line_sends_user ON line_sends (user_id, no);

-- Paid messages of a month in Japan (`2026-11`), counted when they are first tried.
CREATE TABLE line_pushes (
  month TEXT PRIMARY KEY,
  pushed INTEGER NOT NULL DEFAULT 0,
  is_stopped INTEGER NOT NULL DEFAULT 0
) STRICT;
