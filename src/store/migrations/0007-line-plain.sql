-- Set where LINE refused the first version of a call: its objects are bare texts since, and nobody knows whether the
-- refusal spent the reply token.
ALTER TABLE line_sends ADD COLUMN is_plain INTEGER NOT NULL DEFAULT 0;
