-- Agents as people: how they are shown, when they work, how they sign in, and who changed what.

-- 工号. What visitors see; NULL: the name. {timeZone, week: [[{from, to}] x 7]}, Monday first; NULL: not stated.
ALTER TABLE agent ADD COLUMN staff_number text;
ALTER TABLE agent ADD COLUMN display_name text;
ALTER TABLE agent ADD COLUMN working_hours jsonb;
-- The picture in use; a new picture has a new id, so that browsers may keep each for ever.
ALTER TABLE agent ADD COLUMN avatar_id uuid;
CREATE UNIQUE INDEX agent_staff_number ON agent (tenant_id, staff_number);

CREATE TABLE agent_avatar (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  agent_id uuid NOT NULL,
  -- By its first bytes, never by what the sender called it.
  type text NOT NULL CHECK (type IN ('image/png', 'image/jpeg', 'image/webp')),
  bytes bytea NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, agent_id) REFERENCES agent (tenant_id, id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX agent_avatar_id ON agent_avatar (id);
CREATE INDEX agent_avatar_of_agent ON agent_avatar (tenant_id, agent_id);

-- Whose device it is, as far as we can tell. To the minute.
ALTER TABLE agent_session ADD COLUMN address text NOT NULL DEFAULT '';
ALTER TABLE agent_session ADD COLUMN seen_at timestamptz NOT NULL DEFAULT now();
CREATE INDEX agent_session_of_agent ON agent_session (tenant_id, agent_id);

-- Attempts to sign in, for all processes. The key is a hash of the account's e-mail or of an address: also of
-- accounts that do not exist, and nobody can read here who tried.
CREATE TABLE sign_in_attempt (
  key text PRIMARY KEY,
  times timestamptz[] NOT NULL
);

-- A second factor (TOTP, RFC 6238). The secret is encrypted with a key of server_secret.
CREATE TABLE second_factor (
  tenant_id uuid NOT NULL,
  agent_id uuid NOT NULL,
  secret bytea NOT NULL,
  -- NULL: shown, but no code of it was seen yet, so it is not asked for.
  confirmed_at timestamptz,
  -- The time step of the last code that was taken: it and older ones are refused from then on.
  last_step bigint NOT NULL DEFAULT 0,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, agent_id),
  FOREIGN KEY (tenant_id, agent_id) REFERENCES agent (tenant_id, id) ON DELETE CASCADE
);

-- In place of the second factor, each once. 80 random bits need no slow hash.
CREATE TABLE recovery_code (
  tenant_id uuid NOT NULL,
  agent_id uuid NOT NULL,
  hash text NOT NULL,
  used_at timestamptz,
  PRIMARY KEY (tenant_id, agent_id, hash),
  FOREIGN KEY (tenant_id, agent_id) REFERENCES agent (tenant_id, id) ON DELETE CASCADE
);

-- A link with which somebody sets his name and password, once.
CREATE TABLE account_link (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  agent_id uuid NOT NULL,
  purpose text NOT NULL CHECK (purpose IN ('invitation', 'password')),
  token_hash text NOT NULL,
  expires_at timestamptz NOT NULL,
  used_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, agent_id) REFERENCES agent (tenant_id, id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX account_link_token ON account_link (token_hash);
CREATE INDEX account_link_of_agent ON account_link (tenant_id, agent_id);

-- What people changed. Written by the trigger below, in the transaction of the change.
CREATE TABLE audit_log (
  tenant_id uuid NOT NULL REFERENCES tenant (id),
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  at timestamptz NOT NULL DEFAULT clock_timestamp(),
  -- {kind: agent | key | command, id, name, key, address, route, request}: as he was called then.
  actor jsonb NOT NULL,
  action text NOT NULL CHECK (action IN ('add', 'change', 'remove')),
  subject text NOT NULL,
  subject_id text NOT NULL,
  -- What the row was called, for people.
  label text,
  before jsonb,
  after jsonb,
  PRIMARY KEY (tenant_id, id)
);
CREATE INDEX audit_log_at ON audit_log (tenant_id, at, id);
CREATE INDEX audit_log_old ON audit_log (at);

-- A row as it is written down: without what says nothing, without secrets, long texts cut.
CREATE FUNCTION yingda_audited_row(whole jsonb, noise text[]) RETURNS jsonb LANGUAGE sql IMMUTABLE AS
  $$ SELECT coalesce(jsonb_object_agg(key, CASE
       WHEN key ~ '(hash|secret|token|password)' THEN to_jsonb('***'::text)
       WHEN length(value::text) > 6000 THEN to_jsonb(left(value #>> '{}', 6000) || '…')
       ELSE value END), '{}')
     FROM jsonb_each(whole - noise) WHERE value <> 'null' $$;

-- Only the columns that differ; they are compared before secrets become stars.
CREATE FUNCTION yingda_differing(one jsonb, other jsonb) RETURNS jsonb LANGUAGE sql IMMUTABLE AS
  $$ SELECT coalesce(jsonb_object_agg(key, value), '{}') FROM jsonb_each(one) WHERE value IS DISTINCT FROM other -> key $$;

-- Attached by src/db/audited-tables.ts with the columns that say nothing. Without an actor nothing is written: then it
-- is the engine's own work. (A semicolon must not end a line here.)
CREATE FUNCTION yingda_audit() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  doer text := current_setting('yingda.actor', true)
  ; was jsonb := CASE WHEN TG_OP = 'INSERT' THEN '{}' ELSE to_jsonb(OLD) - TG_ARGV[0]::text[] END
  ; is_now jsonb := CASE WHEN TG_OP = 'DELETE' THEN '{}' ELSE to_jsonb(NEW) - TG_ARGV[0]::text[] END
  ; r jsonb := CASE WHEN TG_OP = 'DELETE' THEN to_jsonb(OLD) ELSE to_jsonb(NEW) END
  ; names text[] := ARRAY['tenant_id', 'id']
  ; BEGIN
  IF coalesce(doer, '') = '' OR was = is_now THEN RETURN NULL
  ; END IF
  ; INSERT INTO audit_log (tenant_id, actor, action, subject, subject_id, label, before, after) VALUES (
      (r ->> 'tenant_id')::uuid, doer::jsonb,
      CASE TG_OP WHEN 'INSERT' THEN 'add' WHEN 'UPDATE' THEN 'change' ELSE 'remove' END,
      TG_TABLE_NAME, coalesce(r ->> 'id', r ->> 'agent_id', r ->> 'key', ''),
      left(coalesce(r ->> 'name', r ->> 'title', r ->> 'key', r ->> 'skill', r ->> 'purpose'), 200),
      CASE WHEN TG_OP <> 'INSERT' THEN yingda_audited_row(yingda_differing(was, is_now), names) END,
      CASE WHEN TG_OP <> 'DELETE' THEN yingda_audited_row(yingda_differing(is_now, was), names) END)
  ; RETURN NULL
  ; END $$;

-- What was written down stays as it was; the retention removes, nothing changes.
CREATE FUNCTION yingda_refuse() RETURNS trigger LANGUAGE plpgsql AS
  $$ BEGIN RAISE EXCEPTION 'the audit log is not changed' USING ERRCODE = '42501'; END $$;
CREATE TRIGGER audit_log_stays BEFORE UPDATE ON audit_log FOR EACH ROW EXECUTE FUNCTION yingda_refuse();

ALTER TABLE agent_avatar ENABLE ROW LEVEL SECURITY;
ALTER TABLE agent_avatar FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_fence ON agent_avatar USING (yingda_may_see(tenant_id)) WITH CHECK (yingda_may_see(tenant_id));

ALTER TABLE second_factor ENABLE ROW LEVEL SECURITY;
ALTER TABLE second_factor FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_fence ON second_factor USING (yingda_may_see(tenant_id)) WITH CHECK (yingda_may_see(tenant_id));

ALTER TABLE recovery_code ENABLE ROW LEVEL SECURITY;
ALTER TABLE recovery_code FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_fence ON recovery_code USING (yingda_may_see(tenant_id)) WITH CHECK (yingda_may_see(tenant_id));

ALTER TABLE account_link ENABLE ROW LEVEL SECURITY;
ALTER TABLE account_link FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_fence ON account_link USING (yingda_may_see(tenant_id)) WITH CHECK (yingda_may_see(tenant_id));

ALTER TABLE audit_log ENABLE ROW LEVEL SECURITY;
ALTER TABLE audit_log FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_fence ON audit_log USING (yingda_may_see(tenant_id)) WITH CHECK (yingda_may_see(tenant_id));
