-- How long conversations lasted and who gave up waiting: the last ones of a tenant, for the estimated wait.
CREATE INDEX handoff_ended ON handoff (tenant_id, closed_at DESC) WHERE state = 'closed';
