/**
 * The rows by which lines are found: `search_due`, written by whoever changes a line, and `search_line`, written from it
 * a moment later. Beside the message a search row would cost the chat what all of its other rows cost together (measured
 * on PostgreSQL: 0.25 ms of CPU, now and then the merge of GIN's pending list); the work row costs 0.06 ms. It is written
 * in the same transaction, so a line that was acknowledged is found, whatever is killed.
 */
import { json, type Query } from '../db.ts'
import type { ContactLine } from '../text/line-terms.ts'
import { textVersion } from '../text/version.ts'

/** A line that is to be read, as it stands now; without `text` and `contact` it is gone. */
export interface DueLine {
  tenantId: string
  conversationId: string
  seq: number
  at: Date | undefined
  text: string | undefined
  contact: ContactLine | undefined
  /** What agents have put down about the contact. */
  notes: string | undefined
}

export interface FoundBy {
  tenantId: string
  conversationId: string
  seq: number
  at: Date
  terms: string[]
}

interface DueRow {
  tenant_id: string
  conversation_id: string
  seq: number
  event_at: Date | null
  text: string | null
  created_at: Date | null
  name: string | null
  email: string | null
  phone: string | null
  attributes: string | null
  notes: string | null
}

/** SQL: the notes on a contact `k` as one text, the newest first. */
export const CONTACT_NOTES = `(SELECT string_agg(n.text, ' · ' ORDER BY n.id DESC) FROM contact_note n
  WHERE n.tenant_id = k.tenant_id AND n.contact_id = k.id)`

/** SQL: the attributes of a contact `k` as one text. */
export const CONTACT_ATTRIBUTES = `(SELECT string_agg(a.key || ': ' || (a.value ->> 'value'), ' · ' ORDER BY a.key)
  FROM jsonb_each(k.attributes) a)`

export interface Due {
  /** Each line once. */
  lines: DueLine[]
  /** There may be more work rows. */
  more: boolean
  /** All lines were built with this version of the words. */
  built: boolean
}

type TakenRow = { built: boolean; taken: number } & (DueRow | { tenant_id: null })

/**
 * Takes the lock of whoever builds, until the transaction ends, and work rows away; reads what they name. A conversation's
 * first event brings its contact's line. Undefined: somebody else has the lock. One statement, since in the embedded
 * database everybody waits while a transaction is open.
 */
export async function takeDue(tx: Query, limit: number): Promise<Due | undefined> {
  const { rows } = await tx.query<TakenRow>(
    `WITH b AS (
       SELECT finished AND text_version = $2 AS built FROM search_build FOR UPDATE SKIP LOCKED
     ), taken AS (
       DELETE FROM search_due WHERE EXISTS (SELECT FROM b) AND ctid = ANY(ARRAY(SELECT ctid FROM search_due LIMIT $1))
       RETURNING tenant_id, conversation_id, seq
     ), due AS (
       SELECT tenant_id, conversation_id, seq FROM taken UNION SELECT tenant_id, conversation_id, 0 FROM taken WHERE seq = 1
     )
     SELECT b.built, (SELECT count(*)::int FROM taken) AS taken, d.tenant_id, d.conversation_id, d.seq, e.at AS event_at,
       coalesce(e.body -> 'content' ->> 'text', e.body ->> 'text') AS text,
       c.created_at, k.name, k.email, k.phone, ${CONTACT_ATTRIBUTES} AS attributes, ${CONTACT_NOTES} AS notes
     FROM b LEFT JOIN due d ON true
     LEFT JOIN event e ON e.tenant_id = d.tenant_id AND e.conversation_id = d.conversation_id AND e.seq = d.seq
       AND e.kind IN ('message', 'note')
     LEFT JOIN conversation c ON d.seq = 0 AND c.tenant_id = d.tenant_id AND c.id = d.conversation_id
     LEFT JOIN contact k ON k.tenant_id = c.tenant_id AND k.id = c.contact_id`,
    [limit, textVersion],
  )
  const [first] = rows
  if (first === undefined) {
    const { count } = await tx.query('INSERT INTO search_build DEFAULT VALUES ON CONFLICT DO NOTHING')
    return count > 0 ? takeDue(tx, limit) : undefined
  }
  const named = rows.filter(row => row.tenant_id !== null)
  return { lines: named.map(toDueLine), more: first.taken === limit, built: first.built }
}

function toDueLine(row: DueRow): DueLine {
  const { name, email, phone, attributes } = row
  return {
    tenantId: row.tenant_id,
    conversationId: row.conversation_id,
    seq: row.seq,
    at: row.event_at ?? row.created_at ?? undefined,
    text: row.text ?? undefined,
    contact: row.created_at === null ? undefined : { name, email, phone, attributes },
    notes: row.notes ?? undefined,
  }
}

/** Writes the rows of these lines, over those that are there. */
export async function writeLines(tx: Query, lines: readonly FoundBy[]): Promise<void> {
  const rows = lines.map(({ tenantId, conversationId, seq, at, terms }) => ({
    tenant_id: tenantId,
    conversation_id: conversationId,
    seq,
    at: at.toISOString(),
    terms: terms.map(term => tenantMark(tenantId) + term),
  }))
  await tx.query(
    `INSERT INTO search_line (tenant_id, conversation_id, seq, at, search, text_version)
     SELECT x.tenant_id, x.conversation_id, x.seq, x.at,
       array_to_tsvector(ARRAY(SELECT jsonb_array_elements_text(x.terms))), $2
     FROM jsonb_to_recordset($1::jsonb) AS x(tenant_id uuid, conversation_id uuid, seq int, at timestamptz, terms jsonb)
     ON CONFLICT (tenant_id, conversation_id, seq) DO UPDATE SET search = excluded.search, text_version = excluded.text_version`,
    [json(rows), textVersion],
  )
}

/** These lines are found no more. */
export async function removeLines(
  tx: Query,
  lines: readonly { tenantId: string; conversationId: string; seq: number }[],
): Promise<void> {
  await tx.query(
    `DELETE FROM search_line s USING jsonb_to_recordset($1::jsonb) AS x(tenant_id uuid, conversation_id uuid, seq int)
     WHERE s.tenant_id = x.tenant_id AND s.conversation_id = x.conversation_id AND s.seq = x.seq`,
    [json(lines.map(one => ({ tenant_id: one.tenantId, conversation_id: one.conversationId, seq: one.seq })))],
  )
}

/**
 * Makes the next conversations' lines due that were not built with this version of the words; false when there are no
 * more. Under the lock of `takeDue`.
 */
export async function buildOn(tx: Query, conversations: number): Promise<boolean> {
  await tx.query(
    `UPDATE search_build SET text_version = $1, at_tenant = NULL, at_conversation = NULL, finished = false
     WHERE text_version <> $1`,
    [textVersion],
  )
  const { rows } = await tx.query<{ n: number }>(
    `WITH b AS (SELECT at_tenant, at_conversation FROM search_build WHERE NOT finished),
     next AS (
       SELECT c.tenant_id, c.id FROM conversation c, b
       WHERE b.at_tenant IS NULL OR (c.tenant_id, c.id) > (b.at_tenant, b.at_conversation)
       ORDER BY c.tenant_id, c.id LIMIT $1
     ), lines AS (
       SELECT n.tenant_id, n.id, e.seq FROM next n JOIN event e ON e.tenant_id = n.tenant_id AND e.conversation_id = n.id
       WHERE e.kind IN ('message', 'note') UNION ALL SELECT tenant_id, id, 0 FROM next
     ), due AS (
       INSERT INTO search_due (tenant_id, conversation_id, seq)
       SELECT l.tenant_id, l.id, l.seq FROM lines l WHERE NOT EXISTS (SELECT FROM search_line s
         WHERE s.tenant_id = l.tenant_id AND s.conversation_id = l.id AND s.seq = l.seq AND s.text_version = $2)
     ), last AS (SELECT tenant_id, id FROM next ORDER BY tenant_id DESC, id DESC LIMIT 1),
     moved AS (
       UPDATE search_build SET at_tenant = coalesce((SELECT tenant_id FROM last), at_tenant),
         at_conversation = coalesce((SELECT id FROM last), at_conversation),
         finished = NOT EXISTS (SELECT FROM next)
       WHERE NOT finished
     )
     SELECT count(*)::int AS n FROM next`,
    [conversations, textVersion],
  )
  return (rows[0]?.n ?? 0) > 0
}

/** The beginning of each of a tenant's words: 4 hex digits of the random end of its id. */
export const tenantMark = (tenantId: string): string => tenantId.slice(-4)
