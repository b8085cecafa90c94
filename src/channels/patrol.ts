/**
 * Makes up for lost hints: each visitor's socket is looked after again every 30 s. The sockets take turns, and one
 * statement asks for all whose turn it is: a thousand idle ones cost a few milliseconds a second, never a stall.
 */
import type { VisitorIdentity } from '../conversation/identity.ts'

/** Where a contact's newest conversation ends. */
export interface Newest {
  conversationId: string
  lastSeq: number
}

/** A socket that follows a contact. */
export interface Patrolled {
  visitor: VisitorIdentity
  /** Whether it lacks something of this, or shows something else about the agents. */
  isBehind(newest: Newest | undefined, agentsOnline: boolean): boolean
  refresh(): void
}

export interface PatrolDeps<S extends Patrolled> {
  sessions: Iterable<S>
  /** By contact; without an entry where he has no conversation. */
  newest(tenantId: string, contactIds: readonly string[]): Promise<ReadonlyMap<string, Newest>>
  agentsOnline(tenantId: string): Promise<boolean>
  onError(error: unknown): void
  /** Seam for tests. */
  random?: () => number
}

export const REREAD_MS = 30_000
const LOOK_MS = 1_000
/** Sockets that one statement asks for. */
const AT_ONCE = 1_000

export interface Patrol {
  /** Looks after the sockets that are due at this time; called every second. */
  look(now: number): Promise<void>
  /** Looks after all of them: hints may have been missed. */
  lookAtAll(): Promise<void>
  close(): void
}

export function startPatrol<S extends Patrolled>(deps: PatrolDeps<S>): Patrol {
  const dueAt = new WeakMap<S, number>()
  const random = deps.random ?? Math.random
  const timer = setInterval(() => void look(performance.now()).catch(deps.onError), LOOK_MS)
  timer.unref()

  /** A new socket's first turn comes at a moment of its own, so that those who came together do not stay together. */
  function isDue(session: S, now: number): boolean {
    const due = dueAt.get(session)
    if (due !== undefined && due > now) return false
    dueAt.set(session, now + REREAD_MS * (due === undefined ? random() : 1))
    return due !== undefined
  }

  const look = (now: number) => lookAfter([...deps.sessions].filter(session => isDue(session, now)))

  async function lookAfter(chosen: Iterable<S>): Promise<void> {
    const byTenant = new Map<string, S[]>()
    for (const session of chosen) {
      const { tenantId } = session.visitor
      const due = byTenant.get(tenantId)
      if (due) due.push(session)
      else byTenant.set(tenantId, [session])
    }
    for (const [tenantId, sessions] of byTenant) {
      for (let at = 0; at < sessions.length; at += AT_ONCE) await compare(tenantId, sessions.slice(at, at + AT_ONCE))
    }
  }

  async function compare(tenantId: string, sessions: readonly S[]): Promise<void> {
    const online = await deps.agentsOnline(tenantId)
    const newest = await deps.newest(
      tenantId,
      sessions.map(session => session.visitor.contactId),
    )
    for (const session of sessions) {
      if (session.isBehind(newest.get(session.visitor.contactId), online)) session.refresh()
    }
  }

  return { look, lookAtAll: () => lookAfter(deps.sessions), close: () => clearInterval(timer) }
}
