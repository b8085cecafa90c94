/**
 * An agent takes back a message within two minutes. Its words leave the event's own row, so that nobody who reads
 * events gets them any more, now or later; supervisors find them in `recalled_message`.
 */
import type { TenantDb } from '../db.ts'
import { Conflict, Forbidden, NotFound } from '../errors.ts'
import { conversationNotFound } from '../handoff/under-lock.ts'
import { findEventAnew, lock } from './conversation.store.ts'
import { blankMessage, readForRecall } from './recall.store.ts'
import { sayFromDesk } from './say.ts'

export const RECALL_SECONDS = 120

/**
 * Undefined when it was taken back before: nothing happened now.
 * @throws NotFound `message_not_found`; Forbidden `not_your_message`; Conflict `recall_too_late`.
 */
export async function recall(
  db: TenantDb,
  conversationId: string,
  agent: { id: string; name: string },
  seq: number,
): Promise<{ contactId: string } | undefined> {
  return db.transaction(async tx => {
    const locked = await lock(tx, conversationId)
    if (locked === undefined) throw conversationNotFound(conversationId)
    const message = await readForRecall(tx, conversationId, seq, RECALL_SECONDS)
    if (message === undefined) throw notFound(seq)
    if (message.senderKind !== 'agent' || message.senderId !== agent.id) throw notYours(seq)
    if (message.recalled) return undefined
    if (!message.fresh) throw tooLate()
    await blankMessage(tx, conversationId, seq, agent.id)
    await findEventAnew(tx, conversationId, seq)
    await sayFromDesk(tx, conversationId, agent, { kind: 'recalled', seq })
    return { contactId: locked.contactId }
  })
}

const notFound = (seq: number): NotFound =>
  new NotFound('message_not_found', 'There is no such message.', { value: seq })

const notYours = (seq: number): Forbidden =>
  new Forbidden('not_your_message', 'Only your own messages can be taken back.', { value: seq })

const tooLate = (): Conflict =>
  new Conflict('recall_too_late', 'A message can be taken back for two minutes.', {
    remedy: 'Send another one that puts it right.',
    params: { seconds: RECALL_SECONDS },
  })
