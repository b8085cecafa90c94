/** The end of a conversation, whoever brings it: its handoff is closed, who held it has room again, and both are told. */
import type { TenantQuery } from '../db.ts'
import type { Handoff, HandoffRows } from './handoff.store.ts'
import type { Actor, DeskDeps } from './under-lock.ts'

export type Resolve = (
  tx: TenantQuery,
  conversationId: string,
  current: Handoff | undefined,
  /** Undefined: the system. */
  by: Actor | undefined,
  reason?: 'inactivity',
) => Promise<void>

/** Under the conversation's lock. */
export function createResolve(deps: Pick<DeskDeps, 'say' | 'setStatus'>, rows: HandoffRows): Resolve {
  return async (tx, conversationId, current, by, reason) => {
    if (current !== undefined) {
      await rows.closeHandoff(tx, current.id, 'resolved')
      if (current.agentId !== undefined) await rows.releaseCapacity(tx, current.agentId, current.weight)
      await deps.say(tx, conversationId, by, { kind: 'handoff_changed', state: 'closed' })
    }
    const why = reason === undefined ? {} : { reason }
    await deps.say(tx, conversationId, by, { kind: 'status_changed', status: 'resolved', ...why })
    await deps.setStatus(tx, conversationId, 'resolved')
  }
}
