/** Answers that were suggested to agents, and what became of each: offered, put into the reply, sent. */
import { json, type TenantQuery } from '../db.ts'
import { NotFound } from '../errors.ts'
import { newId } from '../id.ts'
import type { Content, SenderKind } from '../message.ts'
import { CURRENT_HANDOFF } from './conversation.store.ts'

/** Where a suggested answer comes from. */
export interface SuggestionSource {
  kind: 'faq' | 'article' | 'intent'
  title: string
  documentId?: string
  passageId?: string
  url?: string
  intent?: string
}

export interface Suggestion extends SuggestionSource {
  id: string
  /** From 1, best first. */
  position: number
  /** Plain text. */
  text: string
  /** Probability that it answers, 0 to 1. */
  confidence: number
}

export type NewSuggestion = Omit<Suggestion, 'id' | 'position'>

export interface Said {
  seq: number
  kind: SenderKind
  content: Content
}

/** Enough to find what is not answered yet and what it follows on. */
const SAID_AT_MOST = 30

/** A conversation's last messages, oldest first, and who holds it; undefined when there is none. */
export async function readSaid(
  db: TenantQuery,
  conversationId: string,
): Promise<{ agentId: string | undefined; language: string | undefined; said: Said[] } | undefined> {
  const { rows } = await db.query<{ agent_id: string | null; language: string | null; said: Said[] | null }>(
    `SELECT CASE WHEN h.state = 'assigned' THEN h.agent_id END AS agent_id, c.language,
       (SELECT json_agg(json_build_object('seq', m.seq, 'kind', m.sender_kind, 'content', m.body -> 'content') ORDER BY m.seq)
        FROM (SELECT e.seq, e.sender_kind, e.body FROM event e WHERE e.tenant_id = c.tenant_id
          AND e.conversation_id = c.id AND e.kind = 'message' ORDER BY e.seq DESC LIMIT ${SAID_AT_MOST}) m) AS said
     FROM conversation c ${CURRENT_HANDOFF} WHERE c.tenant_id = $1 AND c.id = $2`,
    [db.tenantId, conversationId],
  )
  const row = rows[0]
  return row && { agentId: row.agent_id ?? undefined, language: row.language ?? undefined, said: row.said ?? [] }
}

interface SuggestionRow {
  id: string
  position: number
  source: SuggestionSource
  text: string
  confidence: number
}

/** What was offered to an agent for a visitor's message, in order. */
export async function readSuggestions(
  db: TenantQuery,
  conversationId: string,
  agentId: string,
  seq: number,
): Promise<Suggestion[]> {
  const { rows } = await db.query<SuggestionRow>(
    `SELECT id, position, source, text, confidence FROM suggestion
     WHERE tenant_id = $1 AND conversation_id = $2 AND agent_id = $3 AND seq = $4 ORDER BY position`,
    [db.tenantId, conversationId, agentId, seq],
  )
  return rows.map(({ source, ...row }) => ({ ...row, ...source }))
}

/** Stores what is offered; what another tab of the same agent was offered meanwhile stays. */
export async function storeSuggestions(
  db: TenantQuery,
  conversationId: string,
  agentId: string,
  seq: number,
  suggestions: readonly NewSuggestion[],
): Promise<void> {
  const rows = suggestions.map(({ text, confidence, ...source }, i) => ({
    id: newId(),
    position: i + 1,
    source,
    text,
    confidence,
  }))
  await db.query(
    `INSERT INTO suggestion (tenant_id, id, conversation_id, agent_id, seq, position, source, text, confidence)
     SELECT $1, s.id, $2, $3, $4, s.position, s.source, s.text, s.confidence
     FROM jsonb_to_recordset($5::jsonb) AS s(id uuid, position integer, source jsonb, text text, confidence real)
     ON CONFLICT DO NOTHING`,
    [db.tenantId, conversationId, agentId, seq, json(rows)],
  )
}

/** The agent put it into his reply; the first time counts. @throws NotFound `suggestion_not_found`. */
export async function markInserted(
  db: TenantQuery,
  conversationId: string,
  agentId: string,
  suggestionId: string,
): Promise<void> {
  const { count } = await db.query(
    `UPDATE suggestion SET inserted_at = coalesce(inserted_at, now())
     WHERE tenant_id = $1 AND id = $2 AND conversation_id = $3 AND agent_id = $4`,
    [db.tenantId, suggestionId, conversationId, agentId],
  )
  if (count === 0) {
    throw new NotFound('suggestion_not_found', 'There is no such suggestion.', { value: suggestionId })
  }
}

/** A reply that began with it was sent, in the reply's own transaction; nothing happens when it is not the agent's. */
export async function markSent(
  tx: TenantQuery,
  conversationId: string,
  agentId: string,
  suggestionId: string,
  sent: { seq: number; text: string },
): Promise<void> {
  await tx.query(
    `UPDATE suggestion SET inserted_at = coalesce(inserted_at, now()), sent_at = now(), sent_seq = $5, edited = text <> $6
     WHERE tenant_id = $1 AND id = $2 AND conversation_id = $3 AND agent_id = $4 AND sent_at IS NULL`,
    [tx.tenantId, suggestionId, conversationId, agentId, sent.seq, sent.text],
  )
}
