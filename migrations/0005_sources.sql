-- Where knowledge comes from: uploaded files, pages and sites, each in versions, read by jobs that survive a restart.

CREATE TABLE source (
  tenant_id uuid NOT NULL REFERENCES tenant (id),
  id uuid NOT NULL,
  kind text NOT NULL CHECK (kind IN ('file', 'page', 'site')),
  -- The file's name; of a page or site its address until its title is known.
  name text NOT NULL,
  url text,
  -- How it is read: columns of a table; depth and number of pages of a site.
  options jsonb NOT NULL DEFAULT '{}',
  -- Hours between two refreshes; NULL: only by hand.
  refresh_hours integer CHECK (refresh_hours BETWEEN 1 AND 8760),
  refresh_due_at timestamptz,
  refreshed_at timestamptz,
  -- Allocates versions.
  last_version integer NOT NULL DEFAULT 0,
  -- The version whose documents answer; NULL before the first one is indexed.
  version integer,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, id)
);
CREATE INDEX source_refresh ON source (refresh_due_at) WHERE refresh_due_at IS NOT NULL;

CREATE TABLE source_version (
  tenant_id uuid NOT NULL,
  source_id uuid NOT NULL,
  version integer NOT NULL,
  -- Of all its files: the same content is not read again.
  hash text NOT NULL,
  size integer NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, source_id, version),
  FOREIGN KEY (tenant_id, source_id) REFERENCES source (tenant_id, id) ON DELETE CASCADE
);

-- The originals: one of a file or page, many of a site.
CREATE TABLE source_file (
  tenant_id uuid NOT NULL,
  source_id uuid NOT NULL,
  version integer NOT NULL,
  position integer NOT NULL,
  name text NOT NULL,
  url text,
  bytes bytea NOT NULL,
  -- Known when it was read.
  media_type text,
  pages integer,
  problems jsonb NOT NULL DEFAULT '[]',
  PRIMARY KEY (tenant_id, source_id, version, position),
  FOREIGN KEY (tenant_id, source_id, version) REFERENCES source_version (tenant_id, source_id, version) ON DELETE CASCADE
);

-- Work rows: a source to be read. The table is the truth, whoever carries the hint.
CREATE TABLE ingestion (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  source_id uuid NOT NULL,
  -- The version to be read; NULL while it has to be fetched first.
  version integer,
  stage text NOT NULL CHECK (stage IN
    ('queued', 'fetching', 'parsing', 'splitting', 'embedding', 'indexing', 'done', 'failed', 'cancelled')),
  -- Of the stage, 0 to 1.
  share real NOT NULL DEFAULT 0,
  detail text,
  -- Why it failed: {code, message, remedy, params}.
  error jsonb,
  -- What it did: {added, changed, same, removed, passages, problems}.
  result jsonb,
  attempts integer NOT NULL DEFAULT 0,
  -- Until then a live process works on it; afterwards another may take it.
  claimed_until timestamptz NOT NULL DEFAULT '-infinity',
  cancel_requested boolean NOT NULL DEFAULT false,
  created_at timestamptz NOT NULL DEFAULT now(),
  finished_at timestamptz,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, source_id) REFERENCES source (tenant_id, id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX ingestion_current ON ingestion (tenant_id, source_id) WHERE finished_at IS NULL;
CREATE INDEX ingestion_due ON ingestion (claimed_until, created_at) WHERE finished_at IS NULL;
CREATE INDEX ingestion_of_source ON ingestion (tenant_id, source_id, created_at);

-- Documents that came from a source go with it. `source_file` is the position of their original in its version.
ALTER TABLE document ADD COLUMN source_id uuid;
ALTER TABLE document ADD COLUMN source_file integer;
ALTER TABLE document ADD CONSTRAINT document_source FOREIGN KEY (tenant_id, source_id)
  REFERENCES source (tenant_id, id) ON DELETE CASCADE;
CREATE INDEX document_of_source ON document (tenant_id, source_id) WHERE source_id IS NOT NULL;

-- The page where the passage begins, from 1, in an original that has pages; and what tells one text from another, so
-- that a passage that did not change keeps its id and its vectors. NULL in rows of the version before.
ALTER TABLE passage ADD COLUMN page integer;
ALTER TABLE passage ADD COLUMN hash text;
-- Passages that stay move up or down in one statement.
DROP INDEX passage_position;
CREATE INDEX passage_position ON passage (tenant_id, document_id, position);

-- Helpful or not: what the visitor said of an answer, his last word.
CREATE TABLE answer_feedback (
  tenant_id uuid NOT NULL,
  conversation_id uuid NOT NULL,
  seq integer NOT NULL,
  helpful boolean NOT NULL,
  at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, conversation_id, seq),
  FOREIGN KEY (tenant_id, conversation_id, seq) REFERENCES event (tenant_id, conversation_id, seq) ON DELETE CASCADE
);

-- Which answers came from a document.
CREATE INDEX event_document ON event (tenant_id, (provenance ->> 'documentId')) WHERE provenance ->> 'documentId' IS NOT NULL;

ALTER TABLE source ENABLE ROW LEVEL SECURITY;
ALTER TABLE source FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_fence ON source USING (yingda_may_see(tenant_id)) WITH CHECK (yingda_may_see(tenant_id));

ALTER TABLE source_version ENABLE ROW LEVEL SECURITY;
ALTER TABLE source_version FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_fence ON source_version USING (yingda_may_see(tenant_id)) WITH CHECK (yingda_may_see(tenant_id));

ALTER TABLE source_file ENABLE ROW LEVEL SECURITY;
ALTER TABLE source_file FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_fence ON source_file USING (yingda_may_see(tenant_id)) WITH CHECK (yingda_may_see(tenant_id));

ALTER TABLE ingestion ENABLE ROW LEVEL SECURITY;
ALTER TABLE ingestion FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_fence ON ingestion USING (yingda_may_see(tenant_id)) WITH CHECK (yingda_may_see(tenant_id));

ALTER TABLE answer_feedback ENABLE ROW LEVEL SECURITY;
ALTER TABLE answer_feedback FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_fence ON answer_feedback USING (yingda_may_see(tenant_id)) WITH CHECK (yingda_may_see(tenant_id));
