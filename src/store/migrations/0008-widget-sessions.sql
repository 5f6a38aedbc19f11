-- Who may open a conversation of the widget. A token is named by conversation and generation and sealed with
-- the installation's secret, so nobody can make one from what is here.
CREATE TABLE widget_sessions (
  conversation_id TEXT PRIMARY KEY,
  -- Counts the tokens given out; the newest is good.
  generation      INTEGER NOT NULL,
  -- When the newest was first used (epoch ms). Until then the one before it is good, too: the answer that
  -- brought the newest may have been lost.
  taken_at_ms     INTEGER,
  -- The signed-in customer it belongs to; NULL: whoever holds the token.
  subject         TEXT,
  -- Some use of the last day (epoch ms).
  used_at_ms      INTEGER NOT NULL
) STRICT;
CREATE INDEX widget_sessions_by_use ON widget_sessions (used_at_ms);
