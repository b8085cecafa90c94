/** What nobody goes on with is closed, and the visitor is told why; when he writes again, a new conversation opens. */
import type { TenantDb } from '../db.ts'
import { isInactive, readShownAgent } from './inactivity.store.ts'
import type { Resolve } from './resolve.ts'
import type { DeskDeps, UnderLock } from './under-lock.ts'

export function createInactivity(deps: Pick<DeskDeps, 'askAfterClosing'>, resolve: Resolve, underLock: UnderLock) {
  /** Changes nothing when somebody has written, or closed it, since it was found. */
  function closeInactive(db: TenantDb, conversationId: string): Promise<void> {
    return underLock(db, conversationId, async (tx, _conversation, current) => {
      if (!(await isInactive(tx, conversationId))) return
      const agent = current?.agentId === undefined ? undefined : await readShownAgent(tx, current.agentId)
      await resolve(tx, conversationId, current, undefined, 'inactivity')
      await deps.askAfterClosing(tx, conversationId, current && agent && { id: current.id, agent })
    })
  }

  return { closeInactive }
}
