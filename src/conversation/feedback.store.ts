/** What visitors say of the bot's answers: helpful or not, the last word counts. */
import type { TenantQuery } from '../db.ts'
import { NotFound } from '../errors.ts'

export interface Feedback {
  conversationId: string
  /** Of the bot's message. */
  seq: number
  helpful: boolean
}

/** Only the bot's own answers, only in the visitor's own conversations. @throws NotFound `answer_not_found`. */
export async function storeFeedback(
  db: TenantQuery,
  contactId: string,
  { conversationId, seq, helpful }: Feedback,
): Promise<void> {
  const { count } = await db.query(
    `INSERT INTO answer_feedback (tenant_id, conversation_id, seq, helpful)
     SELECT e.tenant_id, e.conversation_id, e.seq, $5 FROM event e
     JOIN conversation c ON c.tenant_id = e.tenant_id AND c.id = e.conversation_id
     WHERE e.tenant_id = $1 AND e.conversation_id = $2 AND e.seq = $3 AND c.contact_id = $4
       AND e.kind = 'message' AND e.sender_kind = 'bot' AND e.provenance ->> 'decision' IN ('answer', 'intent')
     ON CONFLICT (tenant_id, conversation_id, seq) DO UPDATE SET helpful = excluded.helpful, at = now()`,
    [db.tenantId, conversationId, seq, contactId, helpful],
  )
  if (count === 0) throw new NotFound('answer_not_found', 'There is no such answer of the bot.', { value: seq })
}
