-- Linking a LINE account with the address a customer has proved. Link tokens and nonces are here as hashes only.

-- Link tokens that LINE gave for a customer; the page of ours serves no others. `codes`: mails asked for with it.
CREATE TABLE line_link_invitations (
  token_hash TEXT PRIMARY KEY,
  user_id TEXT NOT NULL,
  expires_at_ms INTEGER NOT NULL,
  codes INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX line_link_invitations_user ON line_link_invitations (user_id);

-- What LINE brings back when the customer has linked. `event_id` is the event that spent it; then the address is
-- only in the link.
CREATE TABLE line_link_nonces (
  nonce_hash TEXT PRIMARY KEY,
  user_id TEXT NOT NULL,
  subject TEXT,
  email TEXT,
  expires_at_ms INTEGER NOT NULL,
  event_id TEXT
) STRICT;
CREATE INDEX line_link_nonces_user ON line_link_nonces (user_id);

-- One address a LINE account; an address may have several LINE accounts (a family, a second phone).
CREATE TABLE line_links (
  user_id TEXT PRIMARY KEY,
  subject TEXT NOT NULL,
  email TEXT NOT NULL,
  linked_at_ms INTEGER NOT NULL,
  used_at_ms INTEGER NOT NULL
) STRICT;
