/** Work rows: visitors' messages that wait for an answer, and what a turn needs to know to give one. */
import { type Db, json, one, type TenantQuery } from '../db.ts'
import type { DialogState } from '../dialog/state.ts'
import { NOW_MS } from '../handoff/handoff.store.ts'
import { SOMEBODY_ONLINE } from '../handoff/presence.store.ts'
import type { BusinessHours } from '../handoff/waiting/business-hours.ts'
import type { Content, Holder } from '../message.ts'
import type { Page } from '../protocol.ts'
import { CURRENT_HANDOFF, HOLDER, type Locked, lockRow } from './conversation.store.ts'

/** One visitor's message to be answered. */
export interface TurnRef {
  tenantId: string
  conversationId: string
  seq: number
}

export interface TurnInput {
  inboxId: string
  contactId: string
  holder: Holder
  /** An agent put it off until later, or until the visitor writes. */
  snoozed: boolean
  agentsOnline: boolean
  dialogState: DialogState | undefined
  dialogRev: number
  page: Page | undefined
  /** Of his inbox; undefined: always open. */
  hours: BusinessHours | undefined
  /** The database's clock, ms since 1970. */
  now: number
  /** How he can be reached, as far as he told. */
  contact: { email?: string; phone?: string }
  /** He is answered later: his message is kept, or a call is owed. */
  parked: boolean
  /** The visitor's messages since somebody last spoke to him, oldest first. */
  unanswered: Content[]
  /** The conversation's last seq, of whatever kind. */
  lastSeq: number
  /** The seq of the last of them; 0 when all are answered. */
  newestUnansweredSeq: number
  /** The visitor's last words, answered or not, oldest first. */
  lastWords: string[]
}

/** A visitor who writes ten lines in a row is read to the end, not to the beginning of time. */
const UNANSWERED_AT_MOST = 5
const LAST_WORDS = 5

/** Everything a turn needs, in one read without a lock. */
export async function readTurn(db: TenantQuery, conversationId: string): Promise<TurnInput | undefined> {
  const { rows } = await db.query<{
    inbox_id: string
    contact_id: string
    holder: Holder
    snoozed: boolean
    agents_online: boolean
    dialog_state: DialogState | null
    dialog_rev: number
    last_seq: number
    page: Page | null
    hours: BusinessHours | null
    now: string
    email: string | null
    phone: string | null
    parked: boolean
    unanswered: { seq: number; content: Content }[] | null
    last_words: string[] | null
  }>(
    `SELECT c.inbox_id, c.contact_id, ${HOLDER} AS holder, ${SOMEBODY_ONLINE} AS agents_online,
       c.status = 'snoozed' AND c.due_reason = 'snoozed' AS snoozed,
       c.dialog_state, c.dialog_rev, c.last_seq, c.page, i.settings -> 'businessHours' AS hours, (${NOW_MS})::text AS now,
       k.email, k.phone, c.status = 'snoozed' AND c.due_reason <> 'snoozed' AS parked,
       (SELECT json_agg(json_build_object('seq', m.seq, 'content', m.body -> 'content') ORDER BY m.seq) FROM (
          SELECT e.seq, e.body FROM event e
          WHERE e.tenant_id = c.tenant_id AND e.conversation_id = c.id AND e.kind = 'message' AND e.sender_kind = 'visitor'
            AND e.seq > coalesce((SELECT max(a.seq) FROM event a WHERE a.tenant_id = c.tenant_id
              AND a.conversation_id = c.id AND a.kind = 'message' AND a.sender_kind <> 'visitor'), 0)
          ORDER BY e.seq DESC LIMIT ${UNANSWERED_AT_MOST}) m) AS unanswered,
       (SELECT json_agg(w.body -> 'content' ->> 'text' ORDER BY w.seq) FROM (
          SELECT e.seq, e.body FROM event e
          WHERE e.tenant_id = c.tenant_id AND e.conversation_id = c.id AND e.kind = 'message' AND e.sender_kind = 'visitor'
          ORDER BY e.seq DESC LIMIT ${LAST_WORDS}) w) AS last_words
     FROM conversation c ${CURRENT_HANDOFF}
     JOIN inbox i ON i.tenant_id = c.tenant_id AND i.id = c.inbox_id
     JOIN contact k ON k.tenant_id = c.tenant_id AND k.id = c.contact_id
     WHERE c.tenant_id = $1 AND c.id = $2`,
    [db.tenantId, conversationId],
  )
  const row = rows[0]
  if (row === undefined) return undefined
  const unanswered = row.unanswered ?? []
  return {
    inboxId: row.inbox_id,
    contactId: row.contact_id,
    holder: row.holder,
    snoozed: row.snoozed,
    agentsOnline: row.agents_online,
    dialogState: row.dialog_state ?? undefined,
    dialogRev: row.dialog_rev,
    page: row.page ?? undefined,
    hours: row.hours ?? undefined,
    now: Number(row.now),
    contact: {
      ...(row.email === null ? {} : { email: row.email }),
      ...(row.phone === null ? {} : { phone: row.phone }),
    },
    parked: row.parked ?? false,
    unanswered: unanswered.map(message => message.content),
    newestUnansweredSeq: unanswered.at(-1)?.seq ?? 0,
    lastSeq: row.last_seq,
    lastWords: row.last_words ?? [],
  }
}

/** What a turn sees once it has the conversation's lock. */
export interface LockedTurn extends Locked {
  /** The work row is still there: a turn that was run twice finds it gone. */
  pending: boolean
  /** The newest message that a person wrote: the visitor, or an agent who has answered him. */
  newestWordsSeq: number
}

/** Takes the lock, then reads who holds the conversation now and whether visitor or agent wrote meanwhile. */
export async function lockTurn(tx: TenantQuery, turn: TurnRef): Promise<LockedTurn | undefined> {
  const row = await lockRow(tx, turn.conversationId)
  if (row === undefined) return undefined
  const now = await tx.query<{ holder: Holder; pending: boolean; newest: number | null }>(
    `SELECT ${HOLDER} AS holder,
       EXISTS (SELECT 1 FROM turn t WHERE t.tenant_id = c.tenant_id AND t.conversation_id = c.id AND t.seq = $3) AS pending,
       (SELECT e.seq FROM event e WHERE e.tenant_id = c.tenant_id AND e.conversation_id = c.id AND e.kind = 'message'
          AND e.sender_kind IN ('visitor', 'agent') ORDER BY e.seq DESC LIMIT 1) AS newest
     FROM conversation c ${CURRENT_HANDOFF} WHERE c.tenant_id = $1 AND c.id = $2`,
    [tx.tenantId, turn.conversationId, turn.seq],
  )
  const { holder, pending, newest } = one(now)
  return { ...row, holder, pending, newestWordsSeq: newest ?? 0 }
}

/** Ends a turn: the dialog's new state, and away with the work rows up to this one, which its answer answers too. */
export async function finishTurn(tx: TenantQuery, turn: TurnRef, state: DialogState): Promise<void> {
  await tx.query(
    `WITH done AS (DELETE FROM turn WHERE tenant_id = $1 AND conversation_id = $2 AND seq <= $3)
     UPDATE conversation SET dialog_state = $4::jsonb, dialog_rev = dialog_rev + 1, language = $5
     WHERE tenant_id = $1 AND id = $2`,
    [tx.tenantId, turn.conversationId, turn.seq, json(state), state.language],
  )
}

/**
 * The visitor has the last word, and the bot owes the answer from now on: a work row for it, claimed for `claimSeconds`.
 * To be called under the conversation's lock. Returns its seq; undefined when nothing is owed.
 */
export async function oweAnswer(
  tx: TenantQuery,
  conversationId: string,
  claimSeconds: number,
): Promise<number | undefined> {
  const { rows } = await tx.query<{ seq: number }>(
    `INSERT INTO turn (tenant_id, conversation_id, seq, claimed_until)
     SELECT $1, $2, last.seq, now() + make_interval(secs => $3) FROM (
       SELECT seq, sender_kind FROM event WHERE tenant_id = $1 AND conversation_id = $2 AND kind = 'message'
       ORDER BY seq DESC LIMIT 1) last
     WHERE last.sender_kind = 'visitor'
     ON CONFLICT (tenant_id, conversation_id, seq) DO UPDATE SET claimed_until = excluded.claimed_until
     RETURNING seq`,
    [tx.tenantId, conversationId, claimSeconds],
  )
  return rows[0]?.seq
}

/** Removes one work row whose message a newer turn answers. */
export async function skipTurn(tx: TenantQuery, turn: TurnRef): Promise<void> {
  await tx.query('DELETE FROM turn WHERE tenant_id = $1 AND conversation_id = $2 AND seq = $3', [
    tx.tenantId,
    turn.conversationId,
    turn.seq,
  ])
}

/** A turn as the sweeper finds it. */
export interface OrphanTurn extends TurnRef {
  /** How often it was tried, this time included. */
  attempts: number
}

/** Claims turns whose process died (their claim has lapsed), oldest first. Safe with many sweepers. */
export async function claimOrphans(db: Db, limit: number, claimSeconds: number): Promise<OrphanTurn[]> {
  const { rows } = await db.query<{ tenant_id: string; conversation_id: string; seq: number; attempts: number }>(
    `UPDATE turn SET claimed_until = now() + make_interval(secs => $2), attempts = attempts + 1
     WHERE (tenant_id, conversation_id, seq) IN (
       SELECT tenant_id, conversation_id, seq FROM turn WHERE claimed_until < now()
       ORDER BY claimed_until LIMIT $1 FOR UPDATE SKIP LOCKED)
     RETURNING tenant_id, conversation_id, seq, attempts`,
    [limit, claimSeconds],
  )
  return rows.map(row => ({
    tenantId: row.tenant_id,
    conversationId: row.conversation_id,
    seq: row.seq,
    attempts: row.attempts,
  }))
}

/** Lets every claim lapse: for the start of the only process of an embedded database. */
export async function releaseClaims(db: Db): Promise<void> {
  await db.query("UPDATE turn SET claimed_until = now() - interval '1 second'")
}
