-- A session that began with the password alone where the role demands a second factor: it can do nothing but set one up.
ALTER TABLE agent_session ADD COLUMN owes_factor boolean NOT NULL DEFAULT false;
