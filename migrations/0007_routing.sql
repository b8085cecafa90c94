-- Routing by lease: teams, skills and languages of agents, what a handoff asks for, and to whom it is offered.

CREATE TABLE team (
  tenant_id uuid NOT NULL REFERENCES tenant (id),
  id uuid NOT NULL,
  name text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX team_name ON team (tenant_id, lower(name));

CREATE TABLE agent_team (
  tenant_id uuid NOT NULL,
  team_id uuid NOT NULL,
  agent_id uuid NOT NULL,
  PRIMARY KEY (tenant_id, team_id, agent_id),
  FOREIGN KEY (tenant_id, team_id) REFERENCES team (tenant_id, id) ON DELETE CASCADE,
  FOREIGN KEY (tenant_id, agent_id) REFERENCES agent (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX agent_team_of_agent ON agent_team (tenant_id, agent_id);

CREATE TABLE agent_skill (
  tenant_id uuid NOT NULL,
  agent_id uuid NOT NULL,
  skill text NOT NULL,
  -- 1: knows a little, 5: knows it all.
  level integer NOT NULL CHECK (level BETWEEN 1 AND 5),
  PRIMARY KEY (tenant_id, agent_id, skill),
  FOREIGN KEY (tenant_id, agent_id) REFERENCES agent (tenant_id, id) ON DELETE CASCADE
);

-- A supervisor takes over from others.
ALTER TABLE agent DROP CONSTRAINT IF EXISTS agent_role_check;
ALTER TABLE agent ADD CONSTRAINT agent_role_check CHECK (role IN ('owner', 'admin', 'supervisor', 'agent', 'analyst'));

ALTER TABLE agent ADD COLUMN languages jsonb NOT NULL DEFAULT '["zh", "en"]';
-- When something was last given to him, and when something last left him: whose turn it is, and who is idle longest.
ALTER TABLE agent ADD COLUMN given_at timestamptz;
ALTER TABLE agent ADD COLUMN freed_at timestamptz;

-- How much of an agent's capacity a conversation of this inbox takes.
ALTER TABLE inbox ADD COLUMN capacity_weight integer NOT NULL DEFAULT 1 CHECK (capacity_weight BETWEEN 1 AND 100);

-- The queue's order is priority, then queued_at, then id. `weight` is what was reserved, and is given back.
ALTER TABLE handoff ADD COLUMN weight integer NOT NULL DEFAULT 1 CHECK (weight BETWEEN 1 AND 100);
ALTER TABLE handoff ADD COLUMN priority integer NOT NULL DEFAULT 0 CHECK (priority BETWEEN -100 AND 100);
ALTER TABLE handoff ADD COLUMN team_id uuid;
-- Since when it asks for this team: the overflow counts from here.
ALTER TABLE handoff ADD COLUMN team_since timestamptz;
ALTER TABLE handoff ADD COLUMN language text;
-- [{skill, level}]: the least level that is needed.
ALTER TABLE handoff ADD COLUMN skills jsonb NOT NULL DEFAULT '[]';
-- {agent id: when}: who declined it, let it lapse, or gave it back since it was last taken.
ALTER TABLE handoff ADD COLUMN declined_by jsonb NOT NULL DEFAULT '{}';
-- {id, name, note}: the colleague who offers it. NULL: the routing does.
ALTER TABLE handoff ADD COLUMN offered_by jsonb;
ALTER TABLE handoff ADD CONSTRAINT handoff_team FOREIGN KEY (tenant_id, team_id) REFERENCES team (tenant_id, id);
-- What an agent has, offered or assigned; all handoffs of a conversation: its packet, and who served its visitor last.
CREATE INDEX handoff_held ON handoff (tenant_id, agent_id) WHERE state IN ('offered', 'assigned');
CREATE INDEX handoff_of_conversation ON handoff (tenant_id, conversation_id, id);
-- The sweeper asks every two seconds whose routing has something to do.
CREATE INDEX setting_routing ON setting (tenant_id) WHERE key = 'routing';
CREATE INDEX handoff_offered ON handoff (offer_expires_at) WHERE state = 'offered';
CREATE INDEX handoff_order ON handoff (tenant_id, priority DESC, queued_at, id) WHERE state IN ('waiting', 'offered');

ALTER TABLE team ENABLE ROW LEVEL SECURITY;
ALTER TABLE team FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_fence ON team USING (yingda_may_see(tenant_id)) WITH CHECK (yingda_may_see(tenant_id));

ALTER TABLE agent_team ENABLE ROW LEVEL SECURITY;
ALTER TABLE agent_team FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_fence ON agent_team USING (yingda_may_see(tenant_id)) WITH CHECK (yingda_may_see(tenant_id));

ALTER TABLE agent_skill ENABLE ROW LEVEL SECURITY;
ALTER TABLE agent_skill FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_fence ON agent_skill USING (yingda_may_see(tenant_id)) WITH CHECK (yingda_may_see(tenant_id));
