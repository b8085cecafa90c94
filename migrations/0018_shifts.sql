-- Working hours decide who is asked: when they will next put an agent away, or online again; NULL: not by themselves.
ALTER TABLE agent ADD COLUMN shift_changes_at timestamptz;
-- The end of a shift put him away, and he has said nothing since.
ALTER TABLE agent ADD COLUMN shift_away boolean NOT NULL DEFAULT false;
CREATE INDEX agent_shift ON agent (shift_changes_at) WHERE shift_changes_at IS NOT NULL;
-- Who has working hours already is looked at once, when the server starts.
UPDATE agent SET shift_changes_at = now() WHERE working_hours IS NOT NULL AND working_hours <> 'null'::jsonb;
