/** Whom a waiting conversation is offered to. Pure: to add a strategy, write its file and name it here. */
import type { RoutingSettings, StrategyName } from './settings.ts'
import { bySkillAndLanguage } from './strategies/by-skill-and-language.ts'
import { lastAgentFirst } from './strategies/last-agent-first.ts'
import { leastLoaded } from './strategies/least-loaded.ts'
import { longestIdle } from './strategies/longest-idle.ts'
import { manual } from './strategies/manual.ts'
import { othersFirst } from './strategies/others-first.ts'
import { roundRobin } from './strategies/round-robin.ts'
import { teamWithOverflow } from './strategies/team-with-overflow.ts'
import type { AbleAgent, Demand, Filter, Order, PresentAgent, WaitingHandoff } from './strategy.ts'

/** In this order: who declined counts among those who fit. */
const FILTERS: readonly Filter[] = [teamWithOverflow, bySkillAndLanguage, othersFirst]

const ORDERS: Record<Exclude<StrategyName, 'manual'>, Order> = {
  least_loaded: leastLoaded,
  longest_idle: longestIdle,
  round_robin: roundRobin,
}

/**
 * The agent who is asked next, or undefined when none who fits is free. `agents` are all who are present, free or not;
 * `now` in milliseconds since 1970.
 */
export function chooseAgent(
  handoff: WaitingHandoff,
  agents: readonly PresentAgent[],
  now: number,
  settings: RoutingSettings,
): PresentAgent | undefined {
  if (settings.strategy === 'manual') return manual()
  const order = ORDERS[settings.strategy]
  const before = (a: PresentAgent, b: PresentAgent) =>
    (settings.lastAgentFirst ? lastAgentFirst(a, b, handoff) : 0) || order(a, b, handoff) || (a.id < b.id ? -1 : 1)
  return fitting(handoff, agents, now, settings)
    .filter(agent => agent.load + handoff.weight <= agent.capacity)
    .toSorted(before)[0]
}

/** Who may be asked at all, free or not. */
export function fitting<A extends AbleAgent>(
  handoff: Demand,
  agents: readonly A[],
  now: number,
  settings: RoutingSettings,
): readonly A[] {
  return FILTERS.reduce<readonly A[]>((left, filter) => filter(left, handoff, now, settings), agents)
}
