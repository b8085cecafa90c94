-- What an agent works with: parking, blocked visitors, notes that mention colleagues, labels, canned responses, macros.

-- Parked: the handoff keeps its place, nobody's capacity is taken, and the conversation has a due time with a reason.
ALTER TABLE handoff DROP CONSTRAINT handoff_state_check;
ALTER TABLE handoff ADD CONSTRAINT handoff_state_check CHECK (state IN ('waiting', 'offered', 'assigned', 'parked', 'closed'));
-- Who snoozed it, and gets it back. NULL: the visitor chose to be answered later.
ALTER TABLE handoff ADD COLUMN parked_by uuid;
ALTER TABLE handoff ADD CONSTRAINT handoff_parked_by FOREIGN KEY (tenant_id, parked_by) REFERENCES agent (tenant_id, id);
ALTER TABLE conversation ADD CONSTRAINT conversation_parked CHECK (status <> 'snoozed'
  OR (due_at IS NOT NULL AND due_reason IN ('snoozed', 'left_message', 'call_back')));
-- The sweeper asks every few seconds what is due.
CREATE INDEX conversation_due ON conversation (due_at) WHERE status = 'snoozed';

-- Messages of a blocked visitor are refused.
ALTER TABLE contact ADD COLUMN blocked_at timestamptz;
ALTER TABLE contact ADD COLUMN blocked_by uuid;
ALTER TABLE contact ADD COLUMN blocked_reason text;
ALTER TABLE contact ADD CONSTRAINT contact_blocked_by FOREIGN KEY (tenant_id, blocked_by) REFERENCES agent (tenant_id, id);
CREATE INDEX contact_blocked ON contact (tenant_id, blocked_at) WHERE blocked_at IS NOT NULL;

-- A colleague is named in a private note: he is told until he has read it.
CREATE TABLE mention (
  tenant_id uuid NOT NULL,
  agent_id uuid NOT NULL,
  conversation_id uuid NOT NULL,
  seq integer NOT NULL,
  at timestamptz NOT NULL DEFAULT now(),
  read_at timestamptz,
  PRIMARY KEY (tenant_id, agent_id, conversation_id, seq),
  FOREIGN KEY (tenant_id, agent_id) REFERENCES agent (tenant_id, id) ON DELETE CASCADE,
  FOREIGN KEY (tenant_id, conversation_id, seq) REFERENCES event (tenant_id, conversation_id, seq) ON DELETE CASCADE
);
CREATE INDEX mention_of_event ON mention (tenant_id, conversation_id, seq);
CREATE INDEX mention_recent ON mention (tenant_id, agent_id, at);

CREATE TABLE label (
  tenant_id uuid NOT NULL REFERENCES tenant (id),
  id uuid NOT NULL,
  name text NOT NULL,
  -- A name of the palette: readable on light and dark.
  colour text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX label_name ON label (tenant_id, lower(name));

CREATE TABLE conversation_label (
  tenant_id uuid NOT NULL,
  conversation_id uuid NOT NULL,
  label_id uuid NOT NULL,
  at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, conversation_id, label_id),
  FOREIGN KEY (tenant_id, conversation_id) REFERENCES conversation (tenant_id, id) ON DELETE CASCADE,
  FOREIGN KEY (tenant_id, label_id) REFERENCES label (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX conversation_label_of_label ON conversation_label (tenant_id, label_id, conversation_id);

-- owner_id NULL: everybody's. The text of at least one language is there.
CREATE TABLE canned_response (
  tenant_id uuid NOT NULL REFERENCES tenant (id),
  id uuid NOT NULL,
  owner_id uuid,
  shortcut text NOT NULL,
  title text NOT NULL,
  zh text NOT NULL DEFAULT '',
  en text NOT NULL DEFAULT '',
  used integer NOT NULL DEFAULT 0,
  updated_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, owner_id) REFERENCES agent (tenant_id, id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX canned_shortcut_shared ON canned_response (tenant_id, lower(shortcut)) WHERE owner_id IS NULL;
CREATE UNIQUE INDEX canned_shortcut_own ON canned_response (tenant_id, owner_id, lower(shortcut)) WHERE owner_id IS NOT NULL;

CREATE TABLE macro (
  tenant_id uuid NOT NULL REFERENCES tenant (id),
  id uuid NOT NULL,
  owner_id uuid,
  name text NOT NULL,
  -- A list of actions, run in this order.
  actions jsonb NOT NULL,
  updated_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, owner_id) REFERENCES agent (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX macro_of_owner ON macro (tenant_id, owner_id);

ALTER TABLE mention ENABLE ROW LEVEL SECURITY;
ALTER TABLE mention FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_fence ON mention USING (yingda_may_see(tenant_id)) WITH CHECK (yingda_may_see(tenant_id));

ALTER TABLE label ENABLE ROW LEVEL SECURITY;
ALTER TABLE label FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_fence ON label USING (yingda_may_see(tenant_id)) WITH CHECK (yingda_may_see(tenant_id));

ALTER TABLE conversation_label ENABLE ROW LEVEL SECURITY;
ALTER TABLE conversation_label FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_fence ON conversation_label USING (yingda_may_see(tenant_id)) WITH CHECK (yingda_may_see(tenant_id));

ALTER TABLE canned_response ENABLE ROW LEVEL SECURITY;
ALTER TABLE canned_response FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_fence ON canned_response USING (yingda_may_see(tenant_id)) WITH CHECK (yingda_may_see(tenant_id));

ALTER TABLE macro ENABLE ROW LEVEL SECURITY;
ALTER TABLE macro FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_fence ON macro USING (yingda_may_see(tenant_id)) WITH CHECK (yingda_may_see(tenant_id));
