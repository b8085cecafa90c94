/** What nobody goes on with is closed, and the visitor is told why; when he writes again, a new conversation opens. */
import type { TenantDb } from '../db.ts'
import type { HandoffRows } from './handoff.store.ts'
import { isInactive, readShownAgent } from './inactivity.store.ts'
import type { DeskDeps, UnderLock } from './under-lock.ts'

export function createInactivity(deps: DeskDeps, rows: HandoffRows, underLock: UnderLock) {
  /** Changes nothing when somebody has written, or closed it, since it was found. */
  function closeInactive(db: TenantDb, conversationId: string): Promise<void> {
    return underLock(db, conversationId, async (tx, _conversation, current) => {
      if (!(await isInactive(tx, conversationId))) return
      const agent = current?.agentId === undefined ? undefined : await readShownAgent(tx, current.agentId)
      if (current !== undefined) {
        await rows.closeHandoff(tx, current.id, 'resolved')
        if (agent !== undefined) await rows.releaseCapacity(tx, agent.id, current.weight)
        await deps.say(tx, conversationId, undefined, { kind: 'handoff_changed', state: 'closed' })
      }
      const body = { kind: 'status_changed', status: 'resolved', reason: 'inactivity' } as const
      await deps.say(tx, conversationId, undefined, body)
      await deps.setStatus(tx, conversationId, 'resolved')
      await deps.askAfterClosing(tx, conversationId, current && agent && { id: current.id, agent })
    })
  }

  return { closeInactive }
}
