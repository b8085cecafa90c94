/** What a strategy sees, and what it says. Values only: the same input gives the same agent. */
import type { NeededSkill, RoutingSettings } from './settings.ts'

/** What a conversation asks for. Times are milliseconds since 1970, by the database's clock. */
export interface Demand {
  queuedAt: number
  teamId: string | undefined
  /** Since when it asks for this team. */
  teamSince: number
  language: string | undefined
  skills: readonly NeededSkill[]
  /** Agents who declined it, let it lapse or gave it back, and when. */
  declinedBy: Readonly<Record<string, number>>
}

/** A conversation that waits. */
export interface WaitingHandoff extends Demand {
  id: string
  conversationId: string
  /** How much of an agent's capacity it takes. */
  weight: number
  priority: number
  /** Who served this visitor last. */
  lastAgentId: string | undefined
}

/** What decides whether an agent may be asked. */
export interface AbleAgent {
  id: string
  teams: readonly string[]
  languages: readonly string[]
  /** Skill -> level, 1 to 5. */
  skills: Readonly<Record<string, number>>
}

/** An agent who is connected and says that he is online. */
export interface PresentAgent extends AbleAgent {
  load: number
  capacity: number
  /** When something was last given to him; 0 for never. */
  givenAt: number
  /** When something last left him; 0 for never. */
  freedAt: number
}

/** Leaves out who must not be asked. */
export type Filter = <A extends AbleAgent>(
  agents: readonly A[],
  handoff: Demand,
  now: number,
  settings: RoutingSettings,
) => readonly A[]

/** Below zero when `a` is asked before `b`. */
export type Order = (a: PresentAgent, b: PresentAgent, handoff: WaitingHandoff) => number
