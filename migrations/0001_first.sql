-- The bones: tenants, people, conversations and their events, handoffs with leases, knowledge, models, settings.
-- Keys are (tenant_id, id). A statement ends with a semicolon at the end of a line.

CREATE EXTENSION IF NOT EXISTS vector;

CREATE TABLE tenant (
  id uuid PRIMARY KEY,
  name text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now()
);

-- Keys of this installation: signing of visitor tokens. Made at the first start, never a default.
CREATE TABLE server_secret (
  name text PRIMARY KEY,
  value bytea NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE agent (
  tenant_id uuid NOT NULL REFERENCES tenant (id),
  id uuid NOT NULL,
  name text NOT NULL,
  email text NOT NULL,
  role text NOT NULL CHECK (role IN ('owner', 'admin', 'agent')),
  password_hash text NOT NULL,
  availability text NOT NULL DEFAULT 'offline' CHECK (availability IN ('online', 'busy', 'away', 'offline')),
  capacity integer NOT NULL DEFAULT 5 CHECK (capacity BETWEEN 0 AND 1000),
  -- Conversations he holds now: reserved by a conditional UPDATE, never by counting.
  load integer NOT NULL DEFAULT 0 CHECK (load >= 0),
  disabled boolean NOT NULL DEFAULT false,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX agent_email ON agent (lower(email));

CREATE TABLE agent_session (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  agent_id uuid NOT NULL,
  token_hash text NOT NULL,
  expires_at timestamptz NOT NULL,
  user_agent text NOT NULL DEFAULT '',
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, agent_id) REFERENCES agent (tenant_id, id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX agent_session_token ON agent_session (token_hash);

-- One row a live connection of an agent: the lease behind every assignment.
CREATE TABLE presence (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  agent_id uuid NOT NULL,
  expires_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, agent_id) REFERENCES agent (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX presence_agent ON presence (tenant_id, agent_id);

-- When each sweeper last ran: after an outage of all servers nothing expires at once.
CREATE TABLE sweep (
  name text PRIMARY KEY,
  last_at timestamptz NOT NULL
);

CREATE TABLE inbox (
  tenant_id uuid NOT NULL REFERENCES tenant (id),
  id uuid NOT NULL,
  name text NOT NULL,
  channel text NOT NULL CHECK (channel IN ('web_chat')),
  settings jsonb NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX inbox_id ON inbox (id);

CREATE TABLE contact (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  inbox_id uuid NOT NULL,
  name text,
  email text,
  phone text,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, inbox_id) REFERENCES inbox (tenant_id, id)
);

CREATE TABLE conversation (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  inbox_id uuid NOT NULL,
  contact_id uuid NOT NULL,
  status text NOT NULL DEFAULT 'open' CHECK (status IN ('open', 'snoozed', 'resolved')),
  -- The row's lock is the conversation's lock; last_seq allocates. The two *_public_seq follow what visitors may see.
  last_seq integer NOT NULL DEFAULT 0,
  last_public_seq integer NOT NULL DEFAULT 0,
  prev_public_seq integer NOT NULL DEFAULT 0,
  visitor_read_seq integer NOT NULL DEFAULT 0,
  agent_read_seq integer NOT NULL DEFAULT 0,
  dialog_state jsonb,
  -- Grows with each change of dialog_state: tells a turn that the state it thought with has moved.
  dialog_rev integer NOT NULL DEFAULT 0,
  language text,
  page jsonb,
  due_at timestamptz,
  due_reason text,
  last_at timestamptz NOT NULL DEFAULT now(),
  resolved_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, inbox_id) REFERENCES inbox (tenant_id, id),
  FOREIGN KEY (tenant_id, contact_id) REFERENCES contact (tenant_id, id)
);
CREATE UNIQUE INDEX conversation_current ON conversation (tenant_id, inbox_id, contact_id) WHERE status <> 'resolved';
CREATE INDEX conversation_of_contact ON conversation (tenant_id, contact_id, id);
CREATE INDEX conversation_recent ON conversation (tenant_id, status, last_at);

CREATE TABLE event (
  tenant_id uuid NOT NULL,
  conversation_id uuid NOT NULL,
  seq integer NOT NULL,
  id uuid NOT NULL,
  inbox_id uuid NOT NULL,
  kind text NOT NULL,
  audience text NOT NULL CHECK (audience IN ('all', 'agents')),
  -- The event before this one that a visitor may see.
  prev_public_seq integer NOT NULL,
  sender_kind text NOT NULL CHECK (sender_kind IN ('visitor', 'bot', 'agent', 'system')),
  -- The contact or agent; for bot and system the conversation.
  sender_id uuid NOT NULL,
  sender_name text,
  client_message_id text,
  body jsonb NOT NULL,
  -- Why the bot said it; for agents only.
  provenance jsonb,
  at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, conversation_id, seq),
  FOREIGN KEY (tenant_id, conversation_id) REFERENCES conversation (tenant_id, id)
);
-- Sameness, for ever: the same id of the same sender in an inbox is the same message.
CREATE UNIQUE INDEX event_sameness ON event (tenant_id, inbox_id, sender_id, client_message_id)
  WHERE client_message_id IS NOT NULL;

-- Work rows: a visitor's message that has no answer yet.
CREATE TABLE turn (
  tenant_id uuid NOT NULL,
  conversation_id uuid NOT NULL,
  seq integer NOT NULL,
  attempts integer NOT NULL DEFAULT 0,
  -- Until then a live process works on it; afterwards the sweeper may take it.
  claimed_until timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, conversation_id, seq),
  FOREIGN KEY (tenant_id, conversation_id) REFERENCES conversation (tenant_id, id)
);
CREATE INDEX turn_due ON turn (claimed_until);

-- Who holds a conversation is derived: an assigned handoff -> that agent; waiting or offered -> the queue; else the bot.
CREATE TABLE handoff (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  conversation_id uuid NOT NULL,
  state text NOT NULL CHECK (state IN ('waiting', 'offered', 'assigned', 'closed')),
  reason text NOT NULL,
  packet jsonb NOT NULL,
  -- Kept when the conversation returns to the queue: nobody loses his place.
  queued_at timestamptz NOT NULL,
  agent_id uuid,
  -- Fencing: grows with each assignment; a reply with an older one is refused.
  epoch integer NOT NULL DEFAULT 0,
  offer_expires_at timestamptz,
  assigned_at timestamptz,
  closed_at timestamptz,
  outcome text CHECK (outcome IN ('resolved', 'returned_to_bot', 'cancelled')),
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, conversation_id) REFERENCES conversation (tenant_id, id),
  FOREIGN KEY (tenant_id, agent_id) REFERENCES agent (tenant_id, id),
  CHECK ((state IN ('offered', 'assigned')) = (agent_id IS NOT NULL) OR state = 'closed')
);
CREATE UNIQUE INDEX handoff_current ON handoff (tenant_id, conversation_id) WHERE state <> 'closed';
CREATE INDEX handoff_queue ON handoff (tenant_id, queued_at, id) WHERE state = 'waiting';
CREATE INDEX handoff_of_agent ON handoff (tenant_id, agent_id) WHERE state = 'assigned';

CREATE TABLE document (
  tenant_id uuid NOT NULL REFERENCES tenant (id),
  id uuid NOT NULL,
  kind text NOT NULL CHECK (kind IN ('faq', 'article')),
  -- The same in both languages, stable across imports.
  key text NOT NULL,
  language text NOT NULL CHECK (language IN ('zh', 'en')),
  title text NOT NULL,
  -- Similar questions (相似问) of a FAQ entry.
  similar_questions jsonb NOT NULL DEFAULT '[]',
  body text NOT NULL,
  url text,
  tags jsonb NOT NULL DEFAULT '[]',
  enabled boolean NOT NULL DEFAULT true,
  revision integer NOT NULL DEFAULT 1,
  hash text NOT NULL,
  updated_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX document_key ON document (tenant_id, kind, key, language);

CREATE TABLE passage (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  document_id uuid NOT NULL,
  position integer NOT NULL,
  heading text,
  text text NOT NULL,
  -- Built by us from text/ tokens and bigrams: PostgreSQL has no Chinese parser.
  search tsvector,
  text_version text NOT NULL,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, document_id) REFERENCES document (tenant_id, id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX passage_position ON passage (tenant_id, document_id, position);
CREATE INDEX passage_search ON passage USING gin (search);

-- Vectors of one embedder never meet another's: every row names its identity.
CREATE TABLE passage_vector (
  tenant_id uuid NOT NULL,
  passage_id uuid NOT NULL,
  -- Which of the passage's texts: questions first, then the parts of its body.
  part integer NOT NULL,
  identity text NOT NULL,
  embedding vector NOT NULL,
  PRIMARY KEY (tenant_id, identity, passage_id, part),
  FOREIGN KEY (tenant_id, passage_id) REFERENCES passage (tenant_id, id) ON DELETE CASCADE
);

CREATE TABLE intent (
  tenant_id uuid NOT NULL REFERENCES tenant (id),
  id uuid NOT NULL,
  name text NOT NULL,
  title jsonb NOT NULL,
  kind text NOT NULL CHECK (kind IN ('answer', 'small_talk', 'handoff')),
  sensitive boolean NOT NULL DEFAULT false,
  answer jsonb NOT NULL,
  utterances jsonb NOT NULL,
  updated_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX intent_name ON intent (tenant_id, name);

-- Trained models: the active one is what every process serves.
CREATE TABLE nlu_model (
  tenant_id uuid NOT NULL REFERENCES tenant (id),
  id uuid NOT NULL,
  hash text NOT NULL,
  bytes bytea NOT NULL,
  manifest jsonb NOT NULL,
  active boolean NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX nlu_model_active ON nlu_model (tenant_id) WHERE active;

CREATE TABLE setting (
  tenant_id uuid NOT NULL REFERENCES tenant (id),
  key text NOT NULL,
  value jsonb NOT NULL,
  updated_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, key)
);
