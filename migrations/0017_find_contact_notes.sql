-- The notes on a contact are found with him: those that are there already are read once.
INSERT INTO search_due (tenant_id, conversation_id, seq)
SELECT c.tenant_id, c.id, 0 FROM conversation c
WHERE EXISTS (SELECT FROM contact_note n WHERE n.tenant_id = c.tenant_id AND n.contact_id = c.contact_id);
