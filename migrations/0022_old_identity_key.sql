-- The identity key before this one, whose signatures are good until then beside the new ones.
ALTER TABLE inbox ADD COLUMN old_identity_key text;
ALTER TABLE inbox ADD COLUMN old_signatures_until timestamptz;
