/**
 * Visitors see whether anybody is there. Agents come and go all the time, and nearly always somebody stays: one question
 * a tenant and second tells, and only those who show something else hear of it.
 */
import type { VisitorIdentity } from '../conversation/identity.ts'
import { createThrottle } from './throttle.ts'

/** A socket of a visitor. */
export interface Onlooker {
  visitor: VisitorIdentity
  showOnline(agentsOnline: boolean): void
}

export interface OnlineNewsDeps {
  sessions: Iterable<Onlooker>
  agentsOnline(tenantId: string): Promise<boolean>
  onError(error: unknown): void
  /** Seam for tests. */
  pauseMs?: number
}

const PAUSE_MS = 1_000

export function createOnlineNews({ sessions, agentsOnline, onError, pauseMs = PAUSE_MS }: OnlineNewsDeps) {
  const onlookersOf = (tenantId: string) => [...sessions].filter(({ visitor }) => visitor.tenantId === tenantId)

  async function tell(tenantId: string): Promise<void> {
    const online = await agentsOnline(tenantId)
    for (const onlooker of onlookersOf(tenantId)) onlooker.showOnline(online)
  }

  const throttle = createThrottle(tell, { pauseMs, onError })
  return {
    /** An agent of the tenant came, went, or said something else of himself. */
    changed(tenantId: string): void {
      if (onlookersOf(tenantId).length > 0) throttle.ask(tenantId)
    },
  }
}
