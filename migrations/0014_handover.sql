-- When to hand over: whose priority was raised because he waited, and dry runs of changed rules.

-- Raised once, by the sweeper, where the tenant wants it.
ALTER TABLE handoff ADD COLUMN raised_at timestamptz;

-- Recorded conversations replayed with changed rules. The table is the truth: a run outlives its process.
CREATE TABLE dry_run (
  tenant_id uuid NOT NULL REFERENCES tenant (id),
  id uuid NOT NULL,
  -- The settings that are tried.
  settings jsonb NOT NULL,
  days integer NOT NULL CHECK (days BETWEEN 1 AND 365),
  state text NOT NULL DEFAULT 'running' CHECK (state IN ('running', 'done', 'cancelled', 'failed')),
  done integer NOT NULL DEFAULT 0,
  total integer NOT NULL DEFAULT 0,
  -- Numbers and places of messages; never their words, which a visitor may have erased.
  result jsonb,
  attempts integer NOT NULL DEFAULT 0,
  claimed_until timestamptz NOT NULL DEFAULT '-infinity',
  created_at timestamptz NOT NULL DEFAULT now(),
  finished_at timestamptz,
  PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX dry_run_current ON dry_run (tenant_id) WHERE state = 'running';
CREATE INDEX dry_run_due ON dry_run (claimed_until) WHERE state = 'running';
CREATE INDEX dry_run_newest ON dry_run (tenant_id, id DESC);
-- The newest conversations, without reading all.
CREATE INDEX conversation_newest ON conversation (tenant_id, id DESC);

ALTER TABLE dry_run ENABLE ROW LEVEL SECURITY;
ALTER TABLE dry_run FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_fence ON dry_run USING (yingda_may_see(tenant_id)) WITH CHECK (yingda_may_see(tenant_id));
