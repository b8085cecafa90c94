-- A visitor's own data: how long an inbox keeps conversations, who was erased, and what is left of it: counts.

-- Days after the last event; NULL: for ever.
ALTER TABLE inbox ADD COLUMN retention_days integer CHECK (retention_days BETWEEN 1 AND 3650);

-- What figures say of conversations that are erased: how many of what on which day (UTC), and nothing of whom.
CREATE TABLE erased_count (
  tenant_id uuid NOT NULL,
  inbox_id uuid NOT NULL,
  day date NOT NULL,
  -- As `conversations`, `messages.visitor`, `bot.fallback`, `handoffs.asked`, `feedback.helpful`.
  name text NOT NULL,
  count integer NOT NULL,
  PRIMARY KEY (tenant_id, inbox_id, day, name),
  FOREIGN KEY (tenant_id, inbox_id) REFERENCES inbox (tenant_id, id)
);

-- That a person's data was handed out, or erased, as the proof that it was done. The id of the contact names nobody.
CREATE TABLE data_request (
  tenant_id uuid NOT NULL REFERENCES tenant (id),
  id uuid NOT NULL,
  contact_id uuid NOT NULL,
  kind text NOT NULL CHECK (kind IN ('export', 'erasure')),
  conversations integer NOT NULL,
  messages integer NOT NULL,
  at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, id)
);

ALTER TABLE erased_count ENABLE ROW LEVEL SECURITY;
ALTER TABLE erased_count FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_fence ON erased_count USING (yingda_may_see(tenant_id)) WITH CHECK (yingda_may_see(tenant_id));

ALTER TABLE data_request ENABLE ROW LEVEL SECURITY;
ALTER TABLE data_request FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_fence ON data_request USING (yingda_may_see(tenant_id)) WITH CHECK (yingda_may_see(tenant_id));
