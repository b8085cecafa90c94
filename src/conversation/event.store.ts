/** The rows of a conversation's events. The conversation's row allocates `seq` and is its lock. */
import { isUniqueViolation, json, type TenantQuery } from '../db.ts'
import { newId } from '../id.ts'
import {
  type Audience,
  audienceOf,
  type ConversationEvent,
  type EventBody,
  type HandoffReason,
  type Provenance,
  type SenderKind,
} from '../message.ts'
import type { Page } from '../protocol.ts'

export interface NewEvent {
  sender: { kind: SenderKind; id: string; name?: string | undefined }
  clientMessageId?: string | undefined
  body: EventBody
  provenance?: Provenance | undefined
}

export interface Appended {
  conversationId: string
  inboxId: string
  contactId: string
  seq: number
}

interface AppendedRow {
  id: string
  seq: number
  inbox_id: string
  contact_id: string
}

/** The event of the conversation `c`, in each of the statements below; its words are to be found (finding/line.store.ts). */
const INSERT_EVENT = `e AS (
    INSERT INTO event (tenant_id, conversation_id, seq, id, inbox_id, kind, audience, prev_public_seq,
      sender_kind, sender_id, sender_name, client_message_id, body, provenance)
    SELECT $1, c.id, c.last_seq, $4, c.inbox_id, $5, $6, c.prev_public_seq, $7, $8, $9, $10, $11::jsonb, $12::jsonb FROM c
  ), d AS (
    INSERT INTO search_due (tenant_id, conversation_id, seq) SELECT $1, c.id, c.last_seq FROM c WHERE $5 IN ('message', 'note')
  )`

/** The work row of its newest message, claimed for `$14` seconds. */
const INSERT_TURN = `t AS (
    INSERT INTO turn (tenant_id, conversation_id, seq, claimed_until)
    SELECT $1, c.id, c.last_seq, now() + make_interval(secs => $14) FROM c
  )`

/** `$3` is true for what visitors may see. The UPDATE is the lock, so later statements see what is true under it. */
const append = (which: string, alsoSet = ''): string => `
  WITH c AS (
    UPDATE conversation SET
      last_seq = last_seq + 1,
      prev_public_seq = CASE WHEN $3 THEN last_public_seq ELSE prev_public_seq END,
      last_public_seq = CASE WHEN $3 THEN last_seq + 1 ELSE last_public_seq END,
      last_at = now()${alsoSet}
    WHERE tenant_id = $1 AND ${which}
    RETURNING id, inbox_id, contact_id, last_seq,
      CASE WHEN $3 THEN prev_public_seq ELSE last_public_seq END AS prev_public_seq
  ), ${INSERT_EVENT}`
const APPENDED = 'SELECT id, inbox_id, contact_id, last_seq AS seq FROM c'
const APPEND_EVENT = `${append('id = $2')} ${APPENDED}`
/** The visitor `$2` may write, and is still himself; looked up in the statement itself, a lookup by key. */
const NOT_BLOCKED = `NOT EXISTS (SELECT 1 FROM contact b WHERE b.tenant_id = $1 AND b.id = $2
  AND (b.blocked_at IS NOT NULL OR b.moved_to IS NOT NULL))`
const APPEND_WITH_TURN = `${append(`contact_id = $2 AND inbox_id = $13 AND status <> 'resolved' AND ${NOT_BLOCKED}`)}, ${INSERT_TURN} ${APPENDED}`
/**
 * Makes the contact, or locks it and looks at it as it is then: whoever is being identified or blocked at this moment
 * opens nothing for the contact that he was. `$3` is used by `append` only.
 */
const OPEN_WITH_TURN = `
  WITH k AS (
    INSERT INTO contact AS b (tenant_id, id, inbox_id) VALUES ($1, $2, $13)
    ON CONFLICT (tenant_id, id) DO UPDATE SET inbox_id = b.inbox_id WHERE b.blocked_at IS NULL AND b.moved_to IS NULL
    RETURNING id
  ), c AS (
    INSERT INTO conversation (tenant_id, id, inbox_id, contact_id, page, last_seq, last_public_seq)
    SELECT $1, $15::uuid, $13, k.id, $16::jsonb, 1, CASE WHEN $3 THEN 1 ELSE 0 END FROM k
    ON CONFLICT (tenant_id, inbox_id, contact_id) WHERE status <> 'resolved' DO NOTHING
    RETURNING id, inbox_id, contact_id, last_seq, prev_public_seq
  ), ${INSERT_EVENT}, ${INSERT_TURN} ${APPENDED}`
const ANSWER_UNCHANGED = `${append(
  "id = $2 AND last_seq = $13 AND status <> 'resolved'",
  ', dialog_state = $14::jsonb, dialog_rev = dialog_rev + 1, language = $15',
)}, t AS (
    DELETE FROM turn USING c WHERE turn.tenant_id = $1 AND turn.conversation_id = c.id AND turn.seq <= $16
  ) ${APPENDED}`

/** Appends an event, also to a resolved conversation (its closing words). */
export async function appendEvent(tx: TenantQuery, conversationId: string, event: NewEvent): Promise<Appended> {
  const { rows } = await tx.query<AppendedRow>(APPEND_EVENT, parameters(tx.tenantId, conversationId, event))
  return appended(rows[0]!)
}

/**
 * Appends a visitor's message to his conversation in an inbox, with its work row, claimed for `claimSeconds`; undefined
 * when he has none that is not resolved, or is blocked. One statement, so it is its own transaction.
 * @throws QueryFailed with constraint `event_sameness` when this client_message_id is stored already.
 */
export async function appendWithTurn(
  db: TenantQuery,
  inboxId: string,
  contactId: string,
  event: NewEvent,
  claimSeconds: number,
): Promise<Appended | undefined> {
  const values = [...parameters(db.tenantId, contactId, event), inboxId, claimSeconds]
  const { rows } = await db.query<AppendedRow>(APPEND_WITH_TURN, values)
  return rows[0] === undefined ? undefined : appended(rows[0])
}

/**
 * Opens a conversation with a visitor's first message and its work row; undefined when a rival was quicker and it is
 * open already, or he is blocked. The contact is made when missing.
 * @throws QueryFailed with constraint `event_sameness` as `appendWithTurn` does; then nothing is opened.
 */
export async function openWithTurn(
  db: TenantQuery,
  inboxId: string,
  contactId: string,
  page: Page | undefined,
  event: NewEvent,
  claimSeconds: number,
): Promise<Appended | undefined> {
  const opened = [inboxId, claimSeconds, newId(), page === undefined ? null : json(page)]
  const { rows } = await db.query<AppendedRow>(OPEN_WITH_TURN, [
    ...parameters(db.tenantId, contactId, event),
    ...opened,
  ])
  return rows[0] === undefined ? undefined : appended(rows[0])
}

/** What a turn leaves behind beside its words. */
export interface TurnEnd {
  /** The work rows up to this one are done. */
  turnSeq: number
  /** The conversation's last seq when the turn read it. */
  lastSeq: number
  dialogState: { language: string }
}

/**
 * Says the bot's answer and ends its turn, if nothing at all has happened since the turn read the conversation;
 * otherwise does nothing and returns undefined. Whatever changes the holder, and each message, is an event and moves
 * `last_seq`, and an UPDATE that waited for the lock looks at its condition again: so one statement is as safe as
 * locking and reading, and costs a sixth.
 */
export async function answerUnchanged(
  db: TenantQuery,
  conversationId: string,
  event: NewEvent,
  end: TurnEnd,
): Promise<Appended | undefined> {
  const values = [
    ...parameters(db.tenantId, conversationId, event),
    end.lastSeq,
    json(end.dialogState),
    end.dialogState.language,
    end.turnSeq,
  ]
  const { rows } = await db.query<AppendedRow>(ANSWER_UNCHANGED, values)
  return rows[0] === undefined ? undefined : appended(rows[0])
}

/** True when an append failed because this client_message_id of this sender is stored already. */
export const isSameMessage = (error: unknown): boolean => isUniqueViolation(error, 'event_sameness')

export interface StoredMessage {
  conversationId: string
  seq: number
  body: EventBody
}

/** The message that a sender stored under a client_message_id in an inbox. */
export async function findSameMessage(
  db: TenantQuery,
  inboxId: string,
  senderId: string,
  clientMessageId: string,
): Promise<StoredMessage | undefined> {
  const { rows } = await db.query<{ conversation_id: string; seq: number; body: EventBody }>(
    `SELECT conversation_id, seq, body FROM event
     WHERE tenant_id = $1 AND inbox_id = $2 AND sender_id = $3 AND client_message_id = $4`,
    [db.tenantId, inboxId, senderId, clientMessageId],
  )
  const row = rows[0]
  return row === undefined ? undefined : { conversationId: row.conversation_id, seq: row.seq, body: row.body }
}

interface EventRow {
  conversation_id: string
  seq: number
  prev_public_seq: number
  at: Date
  sender_kind: SenderKind
  sender_id: string
  sender_name: string | null
  client_message_id: string | null
  body: EventBody
  provenance: Provenance | null
}

/** A conversation's events after `afterSeq` that `audience` may see, oldest first. */
export async function readAfter(
  db: TenantQuery,
  conversationId: string,
  afterSeq: number,
  audience: Audience,
  limit: number,
): Promise<ConversationEvent[]> {
  const { rows } = await db.query<EventRow>(
    `SELECT conversation_id, seq, prev_public_seq, at, sender_kind, sender_id, sender_name, client_message_id, body, provenance
     FROM event WHERE tenant_id = $1 AND conversation_id = $2 AND seq > $3 AND ($4 OR audience = 'all')
     ORDER BY seq LIMIT $5`,
    [db.tenantId, conversationId, afterSeq, audience === 'agents', limit],
  )
  return rows.map(row => (audience === 'agents' ? forAgents(row) : forVisitors(row)))
}

function forVisitors(row: EventRow): ConversationEvent {
  return {
    conversationId: row.conversation_id,
    seq: row.seq,
    prevSeq: row.prev_public_seq,
    at: row.at.toISOString(),
    sender: {
      kind: row.sender_kind,
      ...(row.sender_kind === 'agent' ? { id: row.sender_id } : {}),
      ...(row.sender_name === null ? {} : { name: row.sender_name }),
    },
    ...(row.client_message_id === null ? {} : { clientMessageId: row.client_message_id }),
    body: bodyForVisitors(row.body),
  }
}

/** That he sounds angry, is a VIP, or falls under a rule is for the agents. */
function bodyForVisitors(body: EventBody): EventBody {
  if (body.kind !== 'handoff_changed' || !UNTOLD.has(body.reason)) return body
  const { reason: _untold, ...rest } = body
  return rest
}

const UNTOLD = new Set<HandoffReason | undefined>(['angry', 'unsure', 'vip', 'business_rule'])

function forAgents(row: EventRow): ConversationEvent {
  return {
    ...forVisitors(row),
    body: row.body,
    prevSeq: row.seq - 1,
    ...(row.provenance === null ? {} : { provenance: row.provenance }),
  }
}

/** `target` is the conversation, or the contact whose conversation it is. */
function parameters(tenantId: string, target: string, event: NewEvent): unknown[] {
  const audience = audienceOf(event.body)
  return [
    tenantId,
    target,
    audience === 'all',
    newId(),
    event.body.kind,
    audience,
    event.sender.kind,
    event.sender.id,
    event.sender.name ?? null,
    event.clientMessageId ?? null,
    json(event.body),
    event.provenance === undefined ? null : json(event.provenance),
  ]
}

const appended = (row: AppendedRow): Appended => ({
  conversationId: row.id,
  inboxId: row.inbox_id,
  contactId: row.contact_id,
  seq: row.seq,
})
