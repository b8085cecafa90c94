-- Who a visitor is for the host's server, as its signature proves: in an inbox one contact.
ALTER TABLE contact ADD COLUMN external_id text;
CREATE UNIQUE INDEX contact_external ON contact (tenant_id, inbox_id, external_id) WHERE external_id IS NOT NULL;

-- The anonymous contact that a browser was before: all of his went to that one, and nothing is written to him any more.
-- No foreign key: whoever is erased must not be held by it.
ALTER TABLE contact ADD COLUMN moved_to uuid;
CREATE INDEX contact_moved_to ON contact (tenant_id, moved_to) WHERE moved_to IS NOT NULL;

-- inbox.identity_key is a secret too: that it changed is written down, never the key.
CREATE OR REPLACE FUNCTION yingda_audited_row(whole jsonb, noise text[]) RETURNS jsonb LANGUAGE sql IMMUTABLE AS
  $$ SELECT coalesce(jsonb_object_agg(key, CASE
       WHEN key ~ '(hash|secret|token|password|identity_key)' THEN to_jsonb('***'::text)
       WHEN length(value::text) > 6000 THEN to_jsonb(left(value #>> '{}', 6000) || '…')
       ELSE value END), '{}')
     FROM jsonb_each(whole - noise) WHERE value <> 'null' $$;

-- Of a contact's attributes only their names: the values are the visitor's, whose erasure must leave nothing here.
CREATE FUNCTION yingda_attribute_names(one jsonb, other jsonb) RETURNS jsonb LANGUAGE sql IMMUTABLE AS
  $$ SELECT jsonb_object_agg(key, '***'::text) FROM jsonb_each(one) WHERE value IS DISTINCT FROM other -> key $$;

CREATE FUNCTION yingda_audit_attributes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO audit_log (tenant_id, actor, action, subject, subject_id, before, after) VALUES (
    NEW.tenant_id, current_setting('yingda.actor')::jsonb, 'change', 'contact', NEW.id::text,
    yingda_attribute_names(OLD.attributes, NEW.attributes), yingda_attribute_names(NEW.attributes, OLD.attributes))
  ; RETURN NULL
  ; END $$;
CREATE TRIGGER attributes_audited AFTER UPDATE OF attributes ON contact FOR EACH ROW
  WHEN (OLD.attributes IS DISTINCT FROM NEW.attributes AND coalesce(current_setting('yingda.actor', true), '') <> '')
  EXECUTE FUNCTION yingda_audit_attributes();
