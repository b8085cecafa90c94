-- What helps an agent: suggested answers, ratings, messages taken back, and what is known of a visitor.

-- An answer that was suggested to an agent, and what became of it.
CREATE TABLE suggestion (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  conversation_id uuid NOT NULL,
  agent_id uuid NOT NULL,
  -- The visitor's message that it answers, and its place among those offered for it, from 1.
  seq integer NOT NULL,
  position integer NOT NULL CHECK (position BETWEEN 1 AND 3),
  -- {kind, title, documentId?, passageId?, url?, intent?}
  source jsonb NOT NULL,
  text text NOT NULL,
  confidence real NOT NULL,
  offered_at timestamptz NOT NULL DEFAULT now(),
  inserted_at timestamptz,
  sent_at timestamptz,
  sent_seq integer,
  edited boolean,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, conversation_id) REFERENCES conversation (tenant_id, id) ON DELETE CASCADE,
  FOREIGN KEY (tenant_id, agent_id) REFERENCES agent (tenant_id, id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX suggestion_once ON suggestion (tenant_id, conversation_id, agent_id, seq, position);
CREATE INDEX suggestion_offered ON suggestion (tenant_id, offered_at);

-- A visitor is asked once how he was served: by the bot in this conversation, by an agent in this handoff.
CREATE TABLE rating (
  tenant_id uuid NOT NULL,
  conversation_id uuid NOT NULL,
  -- The event that asked.
  asked_seq integer NOT NULL,
  served_by text NOT NULL CHECK (served_by IN ('bot', 'agent')),
  handoff_id uuid,
  agent_id uuid,
  asked_at timestamptz NOT NULL DEFAULT now(),
  -- NULL until he answers.
  score integer CHECK (score BETWEEN 1 AND 5),
  words text,
  rated_seq integer,
  rated_at timestamptz,
  PRIMARY KEY (tenant_id, conversation_id, asked_seq),
  FOREIGN KEY (tenant_id, conversation_id) REFERENCES conversation (tenant_id, id) ON DELETE CASCADE,
  FOREIGN KEY (tenant_id, agent_id) REFERENCES agent (tenant_id, id),
  CHECK ((served_by = 'agent') = (handoff_id IS NOT NULL)),
  CHECK ((score IS NULL) = (rated_at IS NULL))
);
CREATE UNIQUE INDEX rating_of_handoff ON rating (tenant_id, handoff_id) WHERE handoff_id IS NOT NULL;
CREATE UNIQUE INDEX rating_of_bot ON rating (tenant_id, conversation_id) WHERE served_by = 'bot';
CREATE INDEX rating_rated ON rating (tenant_id, rated_at) WHERE rated_at IS NOT NULL;

-- What an agent took back: the event's own row holds no words any more. For supervisors.
CREATE TABLE recalled_message (
  tenant_id uuid NOT NULL,
  conversation_id uuid NOT NULL,
  seq integer NOT NULL,
  body jsonb NOT NULL,
  agent_id uuid NOT NULL,
  at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, conversation_id, seq),
  FOREIGN KEY (tenant_id, conversation_id) REFERENCES conversation (tenant_id, id) ON DELETE CASCADE
);

-- The pages a visitor was on, oldest first, at most ten: [{url, title, at}]; and with what: {userAgent, languages, timeZone}.
ALTER TABLE conversation ADD COLUMN page_trail jsonb NOT NULL DEFAULT '[]';
ALTER TABLE conversation ADD COLUMN device jsonb;

-- What is known of a contact beyond his name: {key: {value, verified, by, at}}. The keys are a setting of the tenant.
ALTER TABLE contact ADD COLUMN attributes jsonb NOT NULL DEFAULT '{}';
-- True when the host's signature said so, and nobody has changed it since.
ALTER TABLE contact ADD COLUMN verified boolean NOT NULL DEFAULT false;

-- What agents write down about a person; he never sees it.
CREATE TABLE contact_note (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  contact_id uuid NOT NULL,
  agent_id uuid NOT NULL,
  agent_name text NOT NULL,
  text text NOT NULL,
  at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, contact_id) REFERENCES contact (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX contact_note_of ON contact_note (tenant_id, contact_id, id);

-- What the host's server signs identities with; NULL: none is believed.
ALTER TABLE inbox ADD COLUMN identity_key text;

ALTER TABLE suggestion ENABLE ROW LEVEL SECURITY;
ALTER TABLE suggestion FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_fence ON suggestion USING (yingda_may_see(tenant_id)) WITH CHECK (yingda_may_see(tenant_id));

ALTER TABLE rating ENABLE ROW LEVEL SECURITY;
ALTER TABLE rating FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_fence ON rating USING (yingda_may_see(tenant_id)) WITH CHECK (yingda_may_see(tenant_id));

ALTER TABLE recalled_message ENABLE ROW LEVEL SECURITY;
ALTER TABLE recalled_message FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_fence ON recalled_message USING (yingda_may_see(tenant_id)) WITH CHECK (yingda_may_see(tenant_id));

ALTER TABLE contact_note ENABLE ROW LEVEL SECURITY;
ALTER TABLE contact_note FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_fence ON contact_note USING (yingda_may_see(tenant_id)) WITH CHECK (yingda_may_see(tenant_id));
