/**
 * Those who wait move up together: when a tenant's queue moves, one look at it serves all their sockets, at once and
 * then at most every second; and from time to time without a cause, for what a wait is expected to be changes by itself.
 */
import type { VisitorIdentity } from '../conversation/identity.ts'
import type { ConversationState } from '../protocol.ts'
import { createThrottle } from './throttle.ts'

/** What changes for those who wait. */
export type WaitingState = Pick<ConversationState, 'queuePosition' | 'wait' | 'closed'>

/** A socket of a visitor. */
export interface Waiting {
  visitor: VisitorIdentity
  waiting: boolean
  conversationId: string | undefined
  /** Undefined: he is not found in the queue. */
  showPlace(place: WaitingState | undefined): void
}

export interface QueueNewsDeps {
  sessions: Iterable<Waiting>
  /** By conversation, as the queue is now. */
  places(tenantId: string): Promise<ReadonlyMap<string, WaitingState>>
  onError(error: unknown): void
  /** Seams for tests. */
  pauseMs?: number
  againMs?: number
}

const PAUSE_MS = 1_000
const AGAIN_MS = 15_000

export interface QueueNews {
  /** Somebody left or joined the queue, or was moved in it. */
  changed(tenantId: string): void
  close(): void
}

export function createQueueNews(deps: QueueNewsDeps): QueueNews {
  const { sessions, places, onError, pauseMs = PAUSE_MS, againMs = AGAIN_MS } = deps
  const throttle = createThrottle(tell, { pauseMs, onError })
  const timer = setInterval(tellAll, againMs)
  timer.unref()

  const waitingOf = (tenantId: string) =>
    [...sessions].filter(session => session.waiting && session.visitor.tenantId === tenantId)

  function tellAll(): void {
    const tenants = [...sessions].filter(({ waiting }) => waiting).map(({ visitor }) => visitor.tenantId)
    for (const tenantId of new Set(tenants)) throttle.ask(tenantId)
  }

  /** Where nobody waits there is no pause either: who comes a moment later is told at once. */
  function changed(tenantId: string): void {
    if (waitingOf(tenantId).length > 0) throttle.ask(tenantId)
  }

  async function tell(tenantId: string): Promise<void> {
    const now = await places(tenantId)
    for (const session of waitingOf(tenantId)) session.showPlace(now.get(session.conversationId ?? ''))
  }

  return { changed, close: () => clearInterval(timer) }
}
