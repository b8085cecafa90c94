-- What a tenant's own texts change of the embedder: one at most, for the embedder that it was made with.
CREATE TABLE embedder_adaptation (
  tenant_id uuid NOT NULL REFERENCES tenant (id),
  base text NOT NULL,
  bytes bytea NOT NULL,
  texts integer NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id)
);

ALTER TABLE embedder_adaptation ENABLE ROW LEVEL SECURITY;
ALTER TABLE embedder_adaptation FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_fence ON embedder_adaptation USING (yingda_may_see(tenant_id)) WITH CHECK (yingda_may_see(tenant_id));
