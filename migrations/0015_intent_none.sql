-- An intent of kind `none`: what visitors write that is nobody's business here.
ALTER TABLE intent DROP CONSTRAINT intent_kind_check;
ALTER TABLE intent ADD CONSTRAINT intent_kind_check CHECK (kind IN ('answer', 'small_talk', 'handoff', 'none'));
