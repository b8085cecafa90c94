-- A tenant changes its sentence model: everything is embedded anew beside the chat, then swapped. The table is the truth: a
-- switch outlives its process.
CREATE TABLE embedder_switch (
  tenant_id uuid NOT NULL REFERENCES tenant (id),
  id uuid NOT NULL,
  -- Names of models; null: what the setting YINGDA_EMBEDDER says.
  models jsonb,
  state text NOT NULL DEFAULT 'running' CHECK (state IN ('running', 'done', 'cancelled', 'failed')),
  stage text NOT NULL DEFAULT 'waiting' CHECK (stage IN ('waiting', 'embedding', 'training')),
  -- Passages.
  done integer NOT NULL DEFAULT 0,
  total integer NOT NULL DEFAULT 0,
  -- Share of the training, 0 to 1.
  trained real NOT NULL DEFAULT 0,
  -- Of this stage.
  seconds_left integer,
  -- Code, words and parameters of what went wrong.
  error jsonb,
  attempts integer NOT NULL DEFAULT 0,
  claimed_until timestamptz NOT NULL DEFAULT '-infinity',
  created_at timestamptz NOT NULL DEFAULT now(),
  finished_at timestamptz,
  PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX embedder_switch_current ON embedder_switch (tenant_id) WHERE state = 'running';
CREATE INDEX embedder_switch_due ON embedder_switch (claimed_until) WHERE state = 'running';

ALTER TABLE embedder_switch ENABLE ROW LEVEL SECURITY;
ALTER TABLE embedder_switch FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_fence ON embedder_switch USING (yingda_may_see(tenant_id)) WITH CHECK (yingda_may_see(tenant_id));
