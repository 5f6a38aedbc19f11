-- Which conversation a challenge belongs to, so that it is erased with it.
ALTER TABLE challenges ADD COLUMN conversation_id TEXT;
CREATE INDEX challenges_conversation ON challenges (conversation_id) WHERE conversation_id IS NOT NULL;
