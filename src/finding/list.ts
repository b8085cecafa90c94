/** A page of one of the desk's lists. Two queries, however long it is. */
import { readSummaries } from '../conversation/summary.store.ts'
import type { TenantQuery } from '../db.ts'
import type { ConversationSummary } from '../protocol.ts'
import { type ListRequest, readIdPage } from './list.store.ts'

/** In the list's order. @throws InvalidInput `cursor_wrong`. */
export async function listConversations(
  db: TenantQuery,
  agentId: string,
  request: ListRequest,
): Promise<{ conversations: ConversationSummary[]; next: string | undefined }> {
  const { ids, next } = await readIdPage(db, agentId, request)
  const known = new Map((await readSummaries(db, ids)).map(one => [one.id, one]))
  return { conversations: ids.flatMap(id => known.get(id) ?? []), next }
}
