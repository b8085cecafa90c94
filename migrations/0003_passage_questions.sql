-- What a passage may be asked as, its author's own questions among them. NULL in rows of the version before: title and
-- heading, as it is written there.
ALTER TABLE passage ADD COLUMN questions jsonb;
