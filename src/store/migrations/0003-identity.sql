-- Challenges by mailed code. The code itself is nowhere: it is recomputed from the id and the secret.
-- `person` is an HMAC of order number and e-mail, so that tries are counted without keeping either.
-- A challenge that no contract matches looks the same, with an empty list of contracts.
CREATE TABLE challenges (
  id TEXT PRIMARY KEY,
  person TEXT NOT NULL,
  contract_ids TEXT NOT NULL,
  matched_contract_ids TEXT NOT NULL,
  email TEXT,
  code_seal TEXT NOT NULL,
  wrong_seals TEXT NOT NULL DEFAULT '[]',
  expires_at_ms INTEGER NOT NULL,
  verified_at_ms INTEGER
) STRICT;

CREATE TABLE code_tries (
  person TEXT PRIMARY KEY,
  wrong INTEGER NOT NULL,
  last_at_ms INTEGER NOT NULL,
  locked_until_ms INTEGER NOT NULL DEFAULT 0
) STRICT;

-- One row a mailed code, for the hourly limit; `address` is an HMAC.
CREATE TABLE code_mails (
  no INTEGER PRIMARY KEY,
  address TEXT NOT NULL,
  at_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX code_mails_address ON code_mails (address, at_ms);
