/** What only some companies' rules look at: labels and attributes of the visitor. Read where a rule asks for them. */
import type { TenantQuery } from '../db.ts'
import type { Surroundings } from '../dialog/handover/facts.ts'
import { NOW_MS } from '../handoff/handoff.store.ts'
import type { BusinessHours } from '../handoff/waiting/business-hours.ts'
import { surroundingsOf } from './surroundings.ts'

/** SQL: labels of all conversations of the contact of `c`, and what is known of him. */
const SURROUNDINGS = `
  coalesce((SELECT jsonb_agg(DISTINCT l.name) FROM conversation o
    JOIN conversation_label cl ON cl.tenant_id = o.tenant_id AND cl.conversation_id = o.id
    JOIN label l ON l.tenant_id = cl.tenant_id AND l.id = cl.label_id
    WHERE o.tenant_id = c.tenant_id AND o.contact_id = c.contact_id), '[]') AS labels,
  (SELECT k.attributes FROM contact k WHERE k.tenant_id = c.tenant_id AND k.id = c.contact_id) AS attributes`

type Attributes = Record<string, { value?: unknown }>

/** Of several conversations at once. */
export async function readSurroundings(
  db: TenantQuery,
  conversationIds: readonly string[],
): Promise<Map<string, Pick<Surroundings, 'labels' | 'attributes'>>> {
  const { rows } = await db.query<{ id: string; labels: string[]; attributes: Attributes | null }>(
    `SELECT c.id, ${SURROUNDINGS} FROM conversation c WHERE c.tenant_id = $1 AND c.id = ANY($2::uuid[])`,
    [db.tenantId, conversationIds],
  )
  return new Map(rows.map(row => [row.id, { labels: row.labels, attributes: plain(row.attributes ?? {}) }]))
}

/** Of a message that comes to an inbox at this moment; nothing for an inbox that is not there. */
export async function readInboxSurroundings(db: TenantQuery, inboxId: string): Promise<Surroundings> {
  const { rows } = await db.query<{ hours: BusinessHours | null; now: string }>(
    `SELECT settings -> 'businessHours' AS hours, (${NOW_MS})::text AS now FROM inbox WHERE tenant_id = $1 AND id = $2`,
    [db.tenantId, inboxId],
  )
  const row = rows[0]
  if (row === undefined) return {}
  return surroundingsOf({ inboxId, page: undefined, hours: row.hours ?? undefined, now: Number(row.now) })
}

function plain(attributes: Attributes): Record<string, string | number | boolean> {
  const known: Record<string, string | number | boolean> = {}
  for (const [key, { value }] of Object.entries(attributes)) {
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') known[key] = value
  }
  return known
}
