-- A contact is found by his attributes as well: those that are there already are read once.
INSERT INTO search_due (tenant_id, conversation_id, seq)
SELECT c.tenant_id, c.id, 0 FROM conversation c
JOIN contact k ON k.tenant_id = c.tenant_id AND k.id = c.contact_id WHERE k.attributes <> '{}';
