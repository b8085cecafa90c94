/** The desk tells the dialog what happened to its conversation; the dialog moves, and may say a sentence. */
import type { TenantQuery } from '../db.ts'
import type { HandoffMove } from '../handoff/under-lock.ts'
import type { Bot } from './bot.ts'
import { answerContent, provenanceOf } from './content.ts'
import { lock, saveDialogState } from './conversation.store.ts'
import { sayAsBot } from './say.ts'

/** To be called under the conversation's lock. */
export async function moveDialog(
  tx: TenantQuery,
  conversationId: string,
  happened: HandoffMove,
  bot: Bot,
): Promise<void> {
  const locked = await lock(tx, conversationId)
  if (locked === undefined) return
  const { state, decision } = bot.decide(locked.dialogState ?? bot.initialState(undefined), { kind: happened })
  if (decision.kind !== 'silent') await sayAsBot(tx, conversationId, answerContent(decision), provenanceOf(decision))
  await saveDialogState(tx, conversationId, state)
}
