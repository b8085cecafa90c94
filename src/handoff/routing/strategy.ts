/** What a strategy sees, and what it says. Values only: the same input gives the same agent. */
import type { NeededSkill, RoutingSettings } from './settings.ts'

/** A conversation that waits. Times are milliseconds since 1970, by the database's clock. */
export interface WaitingHandoff {
  id: string
  conversationId: string
  /** How much of an agent's capacity it takes. */
  weight: number
  priority: number
  queuedAt: number
  teamId: string | undefined
  /** Since when it asks for this team. */
  teamSince: number
  language: string | undefined
  skills: readonly NeededSkill[]
  /** Agents who declined it, let it lapse or gave it back, and when. */
  declinedBy: Readonly<Record<string, number>>
  /** Who served this visitor last. */
  lastAgentId: string | undefined
}

/** An agent who is connected and says that he is online. */
export interface PresentAgent {
  id: string
  load: number
  capacity: number
  teams: readonly string[]
  languages: readonly string[]
  /** Skill -> level, 1 to 5. */
  skills: Readonly<Record<string, number>>
  /** When something was last given to him; 0 for never. */
  givenAt: number
  /** When something last left him; 0 for never. */
  freedAt: number
}

/** Leaves out who must not be asked. */
export type Filter = (
  agents: readonly PresentAgent[],
  handoff: WaitingHandoff,
  now: number,
  settings: RoutingSettings,
) => readonly PresentAgent[]

/** Below zero when `a` is asked before `b`. */
export type Order = (a: PresentAgent, b: PresentAgent, handoff: WaitingHandoff) => number
