/** A page of one of the desk's lists. Two queries, however long it is; of mentions three. */
import { readSummaries } from '../conversation/summary.store.ts'
import type { TenantQuery } from '../db.ts'
import type { ConversationSummary } from '../protocol.ts'
import { findUnreadMentions, type ListRequest, readIdPage } from './list.store.ts'

export interface ListPage {
  conversations: ConversationSummary[]
  /** The cursor of the page after. */
  next?: string
  /** Of mentions: in which of them a note names him that he has not read. */
  mentioned?: string[]
}

/** In the list's order. @throws InvalidInput `cursor_wrong`. */
export async function listConversations(db: TenantQuery, agentId: string, request: ListRequest): Promise<ListPage> {
  const { ids, next } = await readIdPage(db, agentId, request)
  const known = new Map((await readSummaries(db, ids)).map(one => [one.id, one]))
  return {
    conversations: ids.flatMap(id => known.get(id) ?? []),
    ...(next === undefined ? {} : { next }),
    ...(request.view === 'mentions' ? { mentioned: await findUnreadMentions(db, agentId, ids) } : {}),
  }
}
