/** What the estimated wait is made of. */

/** A handoff that is over, times in ms since 1970; without `assignedAt` its visitor gave up waiting. */
export interface PastHandoff {
  queuedAt: number
  assignedAt: number | undefined
  closedAt: number
  /** Who had it. */
  agentId: string | undefined
}

/** An agent who is online. */
export interface AgentAtWork {
  id: string
  /** How many conversations he may hold at once. */
  capacity: number
  /** Since when each conversation that he holds is his. */
  running: readonly number[]
  /** Where the routing lets agents take some only; without it he may take all. */
  reach?: Reach
}

export interface Reach {
  /** By place in the queue: from when on he may take it, ms since 1970; Infinity: never. */
  from: readonly number[]
  /** By place in `past`: whether he might have taken it. */
  past: readonly boolean[]
}

/** A tenant's queue at one moment. */
export interface QueueFacts {
  /** ms since 1970 */
  now: number
  agents: readonly AgentAtWork[]
  /** Since when each one waits, in the queue's order. */
  queued: readonly number[]
  /** Recent ones, in the order in which they ended. */
  past: readonly PastHandoff[]
}
