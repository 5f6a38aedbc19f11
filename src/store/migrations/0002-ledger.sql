-- What the company told us of its contracts (CSV). An import replaces these rows and touches nothing else.
-- `contract` is JSON; the other columns are what contracts are looked up by, in the form they are compared in.
CREATE TABLE contracts (
  no INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  email TEXT NOT NULL,
  email_key TEXT NOT NULL,
  order_key TEXT NOT NULL,
  original_order_key TEXT NOT NULL,
  add_on_of TEXT,
  key_seal TEXT,
  key_last4 TEXT,
  contract TEXT NOT NULL
) STRICT;
CREATE INDEX contracts_email ON contracts (email_key);
CREATE INDEX contracts_order ON contracts (order_key);
CREATE INDEX contracts_original_order ON contracts (original_order_key);
CREATE INDEX contracts_add_on ON contracts (add_on_of) WHERE add_on_of IS NOT NULL;
CREATE INDEX contracts_key ON contracts (key_seal) WHERE key_seal IS NOT NULL;

-- What was done: append-only, and the only source of what became of a contract.
-- `charged_on` is the JST date of the charge it concerns ('' when nothing was charged): a source that later
-- knows the time of a charge as well still speaks of the same charge.
CREATE TABLE ledger (
  no INTEGER PRIMARY KEY AUTOINCREMENT,
  kind TEXT NOT NULL CHECK (kind IN ('refund', 'stop', 'merge')),
  contract_id TEXT NOT NULL,
  other_contract_id TEXT,
  charged_on TEXT NOT NULL,
  idempotency_key TEXT NOT NULL UNIQUE,
  receipt TEXT NOT NULL,
  at_ms INTEGER NOT NULL,
  details TEXT NOT NULL
) STRICT;
CREATE INDEX ledger_contract ON ledger (contract_id);
CREATE INDEX ledger_other_contract ON ledger (other_contract_id) WHERE other_contract_id IS NOT NULL;
-- The last word on "never refunded twice".
CREATE UNIQUE INDEX ledger_refund_once ON ledger (contract_id, charged_on) WHERE kind = 'refund';

-- The first answer to each idempotency key.
CREATE TABLE ledger_answers (
  idempotency_key TEXT PRIMARY KEY,
  request TEXT NOT NULL,
  answer TEXT NOT NULL
) STRICT;

CREATE TABLE first_requests (
  contract_id TEXT NOT NULL,
  charged_on TEXT NOT NULL,
  at_ms INTEGER NOT NULL,
  PRIMARY KEY (contract_id, charged_on)
) STRICT;

CREATE TABLE offer_refusals (
  contract_id TEXT PRIMARY KEY,
  at_ms INTEGER NOT NULL
) STRICT;
