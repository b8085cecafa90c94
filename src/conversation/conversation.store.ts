/** The rows of conversations and contacts. */
import { json, one, type TenantQuery } from '../db.ts'
import type { DialogState } from '../dialog/state.ts'
import type { Holder } from '../message.ts'

/** Where a handoff stands decides who holds the conversation; `h` is the current handoff row, outer joined. */
export const HOLDER = `CASE h.state WHEN 'assigned' THEN 'agent' WHEN 'waiting' THEN 'queue' WHEN 'offered' THEN 'queue' ELSE 'bot' END`
export const CURRENT_HANDOFF = `LEFT JOIN handoff h ON h.tenant_id = c.tenant_id AND h.conversation_id = c.id AND h.state <> 'closed'`

/** What a visitor's reader needs to know of a conversation of his. */
export interface Position {
  conversationId: string
  status: 'open' | 'snoozed' | 'resolved'
  lastPublicSeq: number
}

interface PositionRow {
  id: string
  status: Position['status']
  last_public_seq: number
}

const position = (row: PositionRow | undefined): Position | undefined =>
  row === undefined ? undefined : { conversationId: row.id, status: row.status, lastPublicSeq: row.last_public_seq }

/**
 * The order in which a contact's conversations are read: by their ids, which are UUIDv7 and so by time; the one that is
 * not resolved is the last. When two browsers turn out to be one user's, it may be the older one.
 */
const IS_LAST = `(status <> 'resolved')`

/** The visitor's newest conversation, resolved or not. */
export async function findLatest(db: TenantQuery, inboxId: string, contactId: string): Promise<Position | undefined> {
  const { rows } = await db.query<PositionRow>(
    `SELECT id, status, last_public_seq FROM conversation WHERE tenant_id = $1 AND contact_id = $3 AND inbox_id = $2
     ORDER BY ${IS_LAST} DESC, id DESC LIMIT 1`,
    [db.tenantId, inboxId, contactId],
  )
  return position(rows[0])
}

/** Of several contacts at once, where the newest conversation of each ends; none for a contact without any. */
export async function findNewest(
  db: TenantQuery,
  contactIds: readonly string[],
): Promise<Map<string, { conversationId: string; lastSeq: number }>> {
  const { rows } = await db.query<{ contact_id: string; id: string; last_public_seq: number }>(
    `SELECT DISTINCT ON (contact_id) contact_id, id, last_public_seq FROM conversation
     WHERE tenant_id = $1 AND contact_id = ANY($2::uuid[]) ORDER BY contact_id, ${IS_LAST} DESC, id DESC`,
    [db.tenantId, contactIds],
  )
  return new Map(rows.map(row => [row.contact_id, { conversationId: row.id, lastSeq: row.last_public_seq }]))
}

/** By conversation, the seq of its last event; without an entry where there is none. */
export async function findLastSeqs(db: TenantQuery, conversationIds: readonly string[]): Promise<Map<string, number>> {
  const { rows } = await db.query<{ id: string; last_seq: number }>(
    'SELECT id, last_seq FROM conversation WHERE tenant_id = $1 AND id = ANY($2::uuid[])',
    [db.tenantId, conversationIds],
  )
  return new Map(rows.map(row => [row.id, row.last_seq]))
}

/** One conversation of a contact; undefined when it is not his. */
export async function findOwn(
  db: TenantQuery,
  inboxId: string,
  contactId: string,
  conversationId: string,
): Promise<Position | undefined> {
  const { rows } = await db.query<PositionRow>(
    `SELECT id, status, last_public_seq FROM conversation
     WHERE tenant_id = $1 AND inbox_id = $2 AND contact_id = $3 AND id = $4`,
    [db.tenantId, inboxId, contactId, conversationId],
  )
  return position(rows[0])
}

/** The conversation of this contact that is read after the given one. */
export async function findNext(
  db: TenantQuery,
  inboxId: string,
  contactId: string,
  conversationId: string,
): Promise<Position | undefined> {
  const { rows } = await db.query<PositionRow>(
    `SELECT id, status, last_public_seq FROM conversation
     WHERE tenant_id = $1 AND inbox_id = $2 AND contact_id = $3 AND (${IS_LAST}, id) > (
       coalesce((SELECT ${IS_LAST} FROM conversation WHERE tenant_id = $1 AND id = $4), false), $4::uuid)
     ORDER BY ${IS_LAST}, id LIMIT 1`,
    [db.tenantId, inboxId, contactId, conversationId],
  )
  return position(rows[0])
}

/** What a transaction knows once it has the conversation's lock. */
export interface Locked {
  conversationId: string
  inboxId: string
  contactId: string
  status: 'open' | 'snoozed' | 'resolved'
  holder: Holder
  dialogState: DialogState | undefined
  dialogRev: number
  lastSeq: number
}

interface LockedRow {
  inbox_id: string
  contact_id: string
  status: Locked['status']
  dialog_state: DialogState | null
  dialog_rev: number
  last_seq: number
}

/** Takes the conversation's lock, then reads: a holder read in the same statement could be older than the lock. */
export async function lock(tx: TenantQuery, conversationId: string): Promise<Locked | undefined> {
  const row = await lockRow(tx, conversationId)
  return row && { ...row, holder: await readHolder(tx, conversationId) }
}

/** Takes the lock alone; who needs more than the row reads it in a statement after this one. */
export async function lockRow(tx: TenantQuery, conversationId: string): Promise<Omit<Locked, 'holder'> | undefined> {
  const { rows } = await tx.query<LockedRow>(
    `SELECT inbox_id, contact_id, status, dialog_state, dialog_rev, last_seq FROM conversation
     WHERE tenant_id = $1 AND id = $2 FOR UPDATE`,
    [tx.tenantId, conversationId],
  )
  const row = rows[0]
  if (row === undefined) return undefined
  return {
    conversationId,
    inboxId: row.inbox_id,
    contactId: row.contact_id,
    status: row.status,
    dialogState: row.dialog_state ?? undefined,
    dialogRev: row.dialog_rev,
    lastSeq: row.last_seq,
  }
}

async function readHolder(tx: TenantQuery, conversationId: string): Promise<Holder> {
  const rows = await tx.query<{ holder: Holder }>(
    `SELECT ${HOLDER} AS holder FROM conversation c ${CURRENT_HANDOFF} WHERE c.tenant_id = $1 AND c.id = $2`,
    [tx.tenantId, conversationId],
  )
  return one(rows).holder
}

/** Stores where the bot stands; `language` is the one it speaks there. */
export async function saveDialogState(tx: TenantQuery, conversationId: string, state: DialogState): Promise<void> {
  await tx.query(
    `UPDATE conversation SET dialog_state = $3::jsonb, dialog_rev = dialog_rev + 1, language = $4
     WHERE tenant_id = $1 AND id = $2`,
    [tx.tenantId, conversationId, json(state), state.language],
  )
}

export async function setStatus(tx: TenantQuery, conversationId: string, status: 'open' | 'resolved'): Promise<void> {
  await tx.query(
    `UPDATE conversation SET status = $3, resolved_at = CASE WHEN $3 = 'resolved' THEN now() END, due_at = NULL,
       due_reason = NULL
     WHERE tenant_id = $1 AND id = $2`,
    [tx.tenantId, conversationId, status],
  )
}

/**
 * Moves a read marker forward to the last message of others that is not past `upTo`; returns it, or undefined when
 * nothing moved. Messages alone are read: a marker that read its own events would call for the next one for ever.
 */
export async function moveReadMarker(
  tx: TenantQuery,
  conversationId: string,
  by: 'visitor' | 'agent',
  upTo: number,
): Promise<number | undefined> {
  const column = by === 'visitor' ? 'visitor_read_seq' : 'agent_read_seq'
  const { rows } = await tx.query<{ read: number }>(
    `UPDATE conversation c SET ${column} = m.seq FROM (
       SELECT e.seq FROM event e WHERE e.tenant_id = $1 AND e.conversation_id = $2 AND e.seq <= $3
         AND e.kind = 'message' AND e.audience = 'all' AND e.sender_kind <> $4 ORDER BY e.seq DESC LIMIT 1) m
     WHERE c.tenant_id = $1 AND c.id = $2 AND c.${column} < m.seq RETURNING c.${column} AS read`,
    [tx.tenantId, conversationId, upTo, by],
  )
  return rows[0]?.read
}

export interface ContactDetails {
  name?: string | undefined
  email?: string | undefined
  phone?: string | undefined
}

/** Fills in what a contact told of himself; what is undefined stays. Makes the contact when he has not written yet. */
export async function saveContact(
  tx: TenantQuery,
  inboxId: string,
  contactId: string,
  details: ContactDetails,
): Promise<void> {
  await tx.query(
    `INSERT INTO contact (tenant_id, id, inbox_id, name, email, phone) VALUES ($1, $2, $3, $4, $5, $6)
     ON CONFLICT (tenant_id, id) DO UPDATE SET name = coalesce(excluded.name, contact.name),
       email = coalesce(excluded.email, contact.email), phone = coalesce(excluded.phone, contact.phone)`,
    [tx.tenantId, contactId, inboxId, details.name ?? null, details.email ?? null, details.phone ?? null],
  )
  await findContactAnew(tx, contactId)
}

/** A contact's details changed: his conversations are to be found by them. In the same transaction as the change. */
export async function findContactAnew(tx: TenantQuery, contactId: string): Promise<void> {
  await tx.query(
    `INSERT INTO search_due (tenant_id, conversation_id, seq)
     SELECT tenant_id, id, 0 FROM conversation WHERE tenant_id = $1 AND contact_id = $2`,
    [tx.tenantId, contactId],
  )
}

/** The words of an event changed (they were taken back): it is to be found by those of now. In the same transaction. */
export async function findEventAnew(tx: TenantQuery, conversationId: string, seq: number): Promise<void> {
  await tx.query('INSERT INTO search_due (tenant_id, conversation_id, seq) VALUES ($1, $2, $3)', [
    tx.tenantId,
    conversationId,
    seq,
  ])
}
