-- Keys of programs that speak to the API without a session. Only the hash is kept: a stolen backup opens nothing.

CREATE TABLE api_key (
  tenant_id uuid NOT NULL REFERENCES tenant (id),
  id uuid NOT NULL,
  name text NOT NULL,
  -- The first characters, to tell one from another in a list.
  beginning text NOT NULL,
  hash text NOT NULL,
  -- Names of permissions; what counts is what the maker's role still has of them.
  permissions jsonb NOT NULL,
  -- Who made it, and as whom it acts: disabled, he takes it with him.
  agent_id uuid NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  -- To the minute.
  last_used_at timestamptz,
  -- NULL: never.
  expires_at timestamptz,
  revoked_at timestamptz,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, agent_id) REFERENCES agent (tenant_id, id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX api_key_hash ON api_key (hash);

ALTER TABLE api_key ENABLE ROW LEVEL SECURITY;
ALTER TABLE api_key FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_fence ON api_key USING (yingda_may_see(tenant_id)) WITH CHECK (yingda_may_see(tenant_id));
