-- Wishes to be answered by a person of the desk. `summary` is JSON (PersonRequest): facts only.
CREATE TABLE person_requests (
  no INTEGER PRIMARY KEY AUTOINCREMENT,
  idempotency_key TEXT NOT NULL UNIQUE,
  conversation_id TEXT NOT NULL,
  at_ms INTEGER NOT NULL,
  summary TEXT NOT NULL
) STRICT;
