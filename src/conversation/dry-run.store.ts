/** The rows of dry runs, and of the conversations that they replay. */
import { type Db, json, type TenantQuery } from '../db.ts'
import type { HandoverSettings } from '../dialog/handover/settings.ts'
import type { BusinessHours } from '../handoff/waiting/business-hours.ts'
import { newId } from '../id.ts'
import type { Content, HandoffReason } from '../message.ts'
import type { Page } from '../protocol.ts'

/** Which run, across tenants. */
export interface DryRunRef {
  tenantId: string
  id: string
}

export interface ClaimedDryRun extends DryRunRef {
  settings: HandoverSettings
  days: number
  attempts: number
}

/** A message at which a conversation would go to a person, and why. */
export interface HandedAt {
  seq: number
  reason: HandoffReason
  /** The company's own rule. */
  rule?: { id: string; name: string }
}

export interface Difference extends HandedAt {
  conversationId: string
}

export interface DryRunResult {
  conversations: number
  /** Visitors' messages that were replayed. */
  messages: number
  /** Conversations handed over by the rules in force, and by the tried ones. */
  before: number
  after: number
  /** Handed over only by the tried ones; only by those in force; by both, but for another reason. The newest of each. */
  more: { count: number; first: Difference[] }
  fewer: { count: number; first: Difference[] }
  other: { count: number; first: Difference[] }
  /** Conversations in which a tried rule asks the visitor first. */
  asked: number
}

export interface DryRun {
  id: string
  state: 'running' | 'done' | 'cancelled' | 'failed'
  days: number
  done: number
  total: number
  createdAt: string
  finishedAt?: string
  settings: HandoverSettings
  result?: DryRunResult
}

/** A claim of a process that died is free again after so long; a live one renews it with its progress. */
export const CLAIM_SECONDS = 20
/** One that brings its process down is not tried for ever. */
export const MOST_ATTEMPTS = 3
/** The newest conversations, at most. */
export const MOST_CONVERSATIONS = 2000
/** Of one conversation; a chat of a thousand lines tells no more. */
const MOST_MESSAGES = 40
const RUNS_KEPT = 20

/** Starts a run; one that is running ends: its question is a new one now. */
export async function insertDryRun(db: TenantQuery, settings: HandoverSettings, days: number): Promise<DryRunRef> {
  await cancelDryRun(db)
  const id = newId()
  await db.query('INSERT INTO dry_run (tenant_id, id, settings, days) VALUES ($1, $2, $3::jsonb, $4)', [
    db.tenantId,
    id,
    json(settings),
    days,
  ])
  await db.query(
    `DELETE FROM dry_run WHERE tenant_id = $1 AND id NOT IN
       (SELECT id FROM dry_run WHERE tenant_id = $1 ORDER BY id DESC LIMIT ${RUNS_KEPT})`,
    [db.tenantId],
  )
  return { tenantId: db.tenantId, id }
}

/** Whoever works on it notices at his next progress. */
export async function cancelDryRun(db: TenantQuery): Promise<void> {
  await db.query(
    `UPDATE dry_run SET state = 'cancelled', finished_at = now() WHERE tenant_id = $1 AND state = 'running'`,
    [db.tenantId],
  )
}

/** The oldest run that nobody works on. Safe with many processes. */
export async function claimDryRun(db: Db): Promise<ClaimedDryRun | undefined> {
  const { rows } = await db.query<{
    tenant_id: string
    id: string
    settings: HandoverSettings
    days: number
    attempts: number
  }>(
    `UPDATE dry_run SET claimed_until = now() + make_interval(secs => ${CLAIM_SECONDS}), attempts = attempts + 1
     WHERE (tenant_id, id) = (SELECT tenant_id, id FROM dry_run WHERE state = 'running' AND claimed_until < now()
       ORDER BY attempts, created_at, id LIMIT 1 FOR UPDATE SKIP LOCKED)
     RETURNING tenant_id, id, settings, days, attempts`,
  )
  const row = rows[0]
  return row && { tenantId: row.tenant_id, id: row.id, settings: row.settings, days: row.days, attempts: row.attempts }
}

/** Claims of the process before are void: it shares the database with nobody. */
export async function releaseDryRuns(db: Db): Promise<void> {
  await db.query(`UPDATE dry_run SET claimed_until = '-infinity' WHERE state = 'running'`)
}

/** Left for the next process: this one ends. */
export async function releaseDryRun(db: TenantQuery, id: string): Promise<void> {
  await db.query(
    `UPDATE dry_run SET claimed_until = '-infinity', attempts = attempts - 1
     WHERE tenant_id = $1 AND id = $2 AND state = 'running'`,
    [db.tenantId, id],
  )
}

/** Renews the claim; false when the run was cancelled. */
export async function noteDryRun(db: TenantQuery, id: string, done: number, total: number): Promise<boolean> {
  const { count } = await db.query(
    `UPDATE dry_run SET done = $3, total = $4, claimed_until = now() + make_interval(secs => ${CLAIM_SECONDS})
     WHERE tenant_id = $1 AND id = $2 AND state = 'running'`,
    [db.tenantId, id, done, total],
  )
  return count > 0
}

export async function endDryRun(
  db: TenantQuery,
  id: string,
  state: 'done' | 'failed',
  result?: DryRunResult,
): Promise<void> {
  await db.query(
    `UPDATE dry_run SET state = $3, result = $4::jsonb, finished_at = now(),
       done = CASE WHEN $3 = 'done' THEN total ELSE done END
     WHERE tenant_id = $1 AND id = $2 AND state = 'running'`,
    [db.tenantId, id, state, result === undefined ? null : json(result)],
  )
}

export async function readNewestDryRun(db: TenantQuery): Promise<DryRun | undefined> {
  const { rows } = await db.query<{
    id: string
    state: DryRun['state']
    days: number
    done: number
    total: number
    created_at: Date
    finished_at: Date | null
    settings: HandoverSettings
    result: DryRunResult | null
  }>(
    `SELECT id, state, days, done, total, created_at, finished_at, settings, result FROM dry_run
     WHERE tenant_id = $1 ORDER BY id DESC LIMIT 1`,
    [db.tenantId],
  )
  const row = rows[0]
  if (row === undefined) return undefined
  const { id, state, days, done, total, settings } = row
  return {
    id,
    state,
    days,
    done,
    total,
    settings,
    createdAt: row.created_at.toISOString(),
    ...(row.finished_at === null ? {} : { finishedAt: row.finished_at.toISOString() }),
    ...(row.result === null ? {} : { result: row.result }),
  }
}

/** The words of messages, by `conversation seq`; an erased one is missing. */
export async function readWords(db: TenantQuery, places: readonly Difference[]): Promise<Map<string, string>> {
  const { rows } = await db.query<{ conversation_id: string; seq: number; text: string | null }>(
    `SELECT e.conversation_id, e.seq, left(e.body -> 'content' ->> 'text', 200) AS text
     FROM unnest($2::uuid[], $3::int[]) AS place (conversation_id, seq)
     JOIN event e ON e.tenant_id = $1 AND e.conversation_id = place.conversation_id AND e.seq = place.seq`,
    [db.tenantId, places.map(place => place.conversationId), places.map(place => place.seq)],
  )
  return new Map(rows.map(row => [`${row.conversation_id} ${row.seq}`, row.text ?? '']))
}

/** A conversation as it is replayed: what the visitor said before an agent joined. */
export interface Recorded {
  conversationId: string
  inboxId: string
  page: Page | undefined
  /** Of its inbox, as they are now; undefined: always open. */
  hours: BusinessHours | undefined
  /** `at` in ISO 8601. */
  messages: { seq: number; content: Content; at: string }[]
}

export async function countRecorded(db: TenantQuery, days: number): Promise<number> {
  const { rows } = await db.query<{ count: number }>(
    `SELECT count(*)::int AS count FROM (SELECT 1 FROM conversation
       WHERE tenant_id = $1 AND created_at > now() - make_interval(days => $2) LIMIT ${MOST_CONVERSATIONS}) c`,
    [db.tenantId, days],
  )
  return rows[0]?.count ?? 0
}

/** The next ones, newest first, of those that are older than `before`. Ids are UUIDv7, so they sort by time. */
export async function readRecorded(
  db: TenantQuery,
  days: number,
  before: string | undefined,
  limit: number,
): Promise<Recorded[]> {
  const { rows } = await db.query<{
    id: string
    inbox_id: string
    page: Page | null
    hours: BusinessHours | null
    messages: Recorded['messages'] | null
  }>(
    `SELECT c.id, c.inbox_id, c.page, i.settings -> 'businessHours' AS hours, (
       SELECT json_agg(json_build_object('seq', m.seq, 'content', m.content, 'at', m.at) ORDER BY m.seq) FROM (
         SELECT e.seq, e.body -> 'content' AS content, e.at FROM event e
         WHERE e.tenant_id = c.tenant_id AND e.conversation_id = c.id AND e.kind = 'message'
           AND e.sender_kind = 'visitor' AND e.body -> 'content' ->> 'text' IS NOT NULL
           AND e.seq < coalesce((SELECT min(a.seq) FROM event a WHERE a.tenant_id = c.tenant_id
             AND a.conversation_id = c.id AND a.kind = 'handoff_changed' AND a.body ->> 'state' = 'assigned'), 2147483647)
         ORDER BY e.seq LIMIT ${MOST_MESSAGES}) m) AS messages
     FROM conversation c JOIN inbox i ON i.tenant_id = c.tenant_id AND i.id = c.inbox_id
     WHERE c.tenant_id = $1 AND c.created_at > now() - make_interval(days => $2) AND ($3::uuid IS NULL OR c.id < $3)
     ORDER BY c.id DESC LIMIT $4`,
    [db.tenantId, days, before ?? null, limit],
  )
  return rows.map(row => ({
    conversationId: row.id,
    inboxId: row.inbox_id,
    page: row.page ?? undefined,
    hours: row.hours ?? undefined,
    messages: row.messages ?? [],
  }))
}
