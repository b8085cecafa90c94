/** Conversations in which nothing has happened for as long as their inbox waits. */
import { type Db, one, type TenantQuery } from '../db.ts'

const AT_ONCE = 200
/** Of an inbox that says nothing: a day with the bot; what is with a person is his to close. */
export const DEFAULT_INACTIVITY = { bot: 24 * 60, agent: null }

const minutes = (of: 'bot' | 'agent'): string =>
  `CASE WHEN i.settings ? 'inactivity' THEN (i.settings -> 'inactivity' ->> '${of}')::int ELSE ${DEFAULT_INACTIVITY[of]} END`
const before = (of: string): string => `now() - make_interval(mins => ${of})`

/**
 * SQL: `c` of the inbox `i`, whose open handoff is `h`, is to be closed. Every message, note and reading moves `last_at`.
 * Never what waits, is offered or put off; never what a visitor has said to an agent who has not answered.
 */
const INACTIVE = `c.status = 'open' AND (
  (h.id IS NULL AND c.last_at < ${before(minutes('bot'))}
    AND NOT EXISTS (SELECT 1 FROM turn t WHERE t.tenant_id = c.tenant_id AND t.conversation_id = c.id))
  OR (h.state = 'assigned' AND c.last_at < ${before(minutes('agent'))}
    AND (SELECT e.sender_kind FROM event e WHERE e.tenant_id = c.tenant_id AND e.conversation_id = c.id AND e.kind = 'message'
      ORDER BY e.seq DESC LIMIT 1) IS DISTINCT FROM 'visitor'))`
const ROWS = `inbox i JOIN conversation c ON c.tenant_id = i.tenant_id AND c.inbox_id = i.id
  LEFT JOIN handoff h ON h.tenant_id = c.tenant_id AND h.conversation_id = c.id AND h.state <> 'closed'`

/** Of all tenants, the longest silent first. Where all inboxes say never, no conversation is looked at. */
export async function findInactive(db: Db): Promise<{ tenantId: string; conversationId: string }[]> {
  const { rows } = await db.query<{ tenant_id: string; id: string }>(
    `SELECT c.tenant_id, c.id FROM ${ROWS}
     WHERE c.status <> 'resolved' AND c.last_at < ${before(`least(${minutes('bot')}, ${minutes('agent')})`)} AND ${INACTIVE}
     ORDER BY c.last_at LIMIT ${AT_ONCE}`,
  )
  return rows.map(row => ({ tenantId: row.tenant_id, conversationId: row.id }))
}

/** Whether it still is; to be read under the conversation's lock. */
export async function isInactive(tx: TenantQuery, conversationId: string): Promise<boolean> {
  const { rows } = await tx.query(`SELECT 1 FROM ${ROWS} WHERE c.tenant_id = $1 AND c.id = $2 AND ${INACTIVE}`, [
    tx.tenantId,
    conversationId,
  ])
  return rows.length > 0
}

/** An agent as visitors see him. */
export async function readShownAgent(tx: TenantQuery, id: string): Promise<{ id: string; name: string }> {
  const rows = await tx.query<{ id: string; name: string }>(
    'SELECT id, coalesce(display_name, name) AS name FROM agent WHERE tenant_id = $1 AND id = $2',
    [tx.tenantId, id],
  )
  return one(rows)
}
