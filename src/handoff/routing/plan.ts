/** The next offer of a tenant: the first of the queue for whom somebody is free. Pure. */
import { chooseAgent } from './choose-agent.ts'
import type { RoutingSettings } from './settings.ts'
import type { PresentAgent, WaitingHandoff } from './strategy.ts'

/** All that a tenant's next offer depends on. */
export interface Floor {
  /** In the queue's order. */
  waiting: readonly WaitingHandoff[]
  agents: readonly PresentAgent[]
  /** The database's clock, ms since 1970. */
  now: number
}

export interface PlannedOffer {
  handoff: WaitingHandoff
  agent: PresentAgent
}

/** Who waits for a team or a skill that is busy does not hold up those behind him. */
export function planOffer(floor: Floor, settings: RoutingSettings): PlannedOffer | undefined {
  if (settings.strategy === 'manual') return undefined
  for (const handoff of floor.waiting) {
    const agent = chooseAgent(handoff, floor.agents, floor.now, settings)
    if (agent !== undefined) return { handoff, agent }
  }
  return undefined
}

/** SQL: the order of the queue, for a handoff row `h`. */
export const QUEUE_ORDER = 'h.priority DESC, h.queued_at, h.id'
