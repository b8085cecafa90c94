-- Where knowledge applies: {audience, inboxIds, validFrom, validUntil}; what a source says holds for its documents.
ALTER TABLE document ADD COLUMN scope jsonb NOT NULL DEFAULT '{}';
ALTER TABLE source ADD COLUMN scope jsonb NOT NULL DEFAULT '{}';
