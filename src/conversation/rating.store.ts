/** What visitors were asked about how they were served, and what they answered: once each, for ever. */
import type { TenantQuery } from '../db.ts'

/** Who has served: the bot in a conversation, or an agent in a handoff. */
export type Served = { by: 'bot' } | { by: 'agent'; handoffId: string; agentId: string }

/** What is known of who answered in a conversation. */
export interface WhoAnswered {
  /** This agent has said something. */
  agent: boolean
  /** Any agent has. */
  anyAgent: boolean
  /** The bot has given an answer. */
  bot: boolean
  /** He was asked about the bot, or about this handoff, before. */
  askedBot: boolean
  askedHandoff: boolean
}

/** To be read under the conversation's lock. */
export async function readWhoAnswered(
  tx: TenantQuery,
  conversationId: string,
  of: { agentId: string; handoffId: string } | undefined,
): Promise<WhoAnswered> {
  const { rows } = await tx.query<WhoAnswered>(
    `SELECT
       coalesce(bool_or(sender_kind = 'agent' AND sender_id = $3), false) AS agent,
       coalesce(bool_or(sender_kind = 'agent'), false) AS "anyAgent",
       coalesce(bool_or(sender_kind = 'bot' AND provenance ->> 'decision' IN ('answer', 'intent')), false) AS bot,
       EXISTS (SELECT 1 FROM rating WHERE tenant_id = $1 AND conversation_id = $2 AND served_by = 'bot') AS "askedBot",
       EXISTS (SELECT 1 FROM rating WHERE tenant_id = $1 AND handoff_id = $4) AS "askedHandoff"
     FROM event WHERE tenant_id = $1 AND conversation_id = $2 AND kind = 'message'`,
    [tx.tenantId, conversationId, of?.agentId ?? null, of?.handoffId ?? null],
  )
  return rows[0]!
}

export async function insertAsked(tx: TenantQuery, conversationId: string, seq: number, served: Served): Promise<void> {
  const [handoffId, agentId] = served.by === 'bot' ? [null, null] : [served.handoffId, served.agentId]
  await tx.query(
    `INSERT INTO rating (tenant_id, conversation_id, asked_seq, served_by, handoff_id, agent_id)
     VALUES ($1, $2, $3, $4, $5, $6)`,
    [tx.tenantId, conversationId, seq, served.by, handoffId, agentId],
  )
}

/** Whether the question of this event has its answer; undefined when nothing was asked there. */
export async function readAsked(
  tx: TenantQuery,
  conversationId: string,
  askedSeq: number,
): Promise<{ rated: boolean } | undefined> {
  const { rows } = await tx.query<{ rated: boolean }>(
    `SELECT rated_at IS NOT NULL AS rated FROM rating WHERE tenant_id = $1 AND conversation_id = $2 AND asked_seq = $3`,
    [tx.tenantId, conversationId, askedSeq],
  )
  return rows[0]
}

export async function storeRating(
  tx: TenantQuery,
  conversationId: string,
  rating: { asked: number; score: number; words: string; seq: number },
): Promise<void> {
  await tx.query(
    `UPDATE rating SET score = $4, words = $5, rated_seq = $6, rated_at = now()
     WHERE tenant_id = $1 AND conversation_id = $2 AND asked_seq = $3 AND rated_at IS NULL`,
    [tx.tenantId, conversationId, rating.asked, rating.score, rating.words, rating.seq],
  )
}
