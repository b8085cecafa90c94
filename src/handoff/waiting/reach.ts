/**
 * Who may take whom, by the routing's own filters: now, and later, when a team shares what it has not taken, skills are
 * not asked for any more, or who declined is asked again. Pure.
 */
import { fitting } from '../routing/choose-agent.ts'
import type { RoutingSettings } from '../routing/settings.ts'
import { sharedFrom } from '../routing/strategies/team-with-overflow.ts'
import type { AbleAgent, Demand } from '../routing/strategy.ts'
import type { Reach } from './queue-facts.ts'

/** What one that is over asked for when it came. */
export type PastDemand = Pick<Demand, 'queuedAt' | 'teamId' | 'language' | 'skills'>

/** What may be taken only later than this is as if it never might: by then, others will be at the desks. */
const LOOKED_AHEAD_MS = 2 * 3_600_000

/** By agent. Where agents take by hand, each may take all: undefined. */
export function reachOf(
  agents: readonly AbleAgent[],
  queued: readonly Demand[],
  past: readonly PastDemand[],
  settings: RoutingSettings,
  now: number,
): ReadonlyMap<string, Reach> | undefined {
  if (settings.strategy === 'manual') return undefined
  const reach = new Map(agents.map(({ id }) => [id, { from: queued.map(() => Infinity), past: past.map(() => false) }]))
  queued.forEach((demand, i) => {
    for (const at of moments(demand, settings, now)) {
      for (const { id } of fitting(demand, agents, at, settings)) reach.get(id)!.from[i] = at
    }
  })
  // Many asked for the same.
  const known = new Map<string, readonly AbleAgent[]>()
  past.forEach((one, i) => {
    const key = JSON.stringify([one.teamId, one.language, one.skills])
    const demand = { ...one, teamSince: one.queuedAt, declinedBy: {} }
    const able = known.get(key) ?? fitting(demand, agents, one.queuedAt, settings)
    known.set(key, able)
    for (const { id } of able) reach.get(id)!.past[i] = true
  })
  return reach
}

/** When the answer may change; the latest first. */
function moments(demand: Demand, settings: RoutingSettings, now: number): number[] {
  const later = [
    ...(demand.teamId === undefined ? [] : [sharedFrom(demand, settings)]),
    demand.queuedAt + settings.anybodyAfterSeconds * 1000,
    ...Object.values(demand.declinedBy).map(at => at + settings.askAgainSeconds * 1000),
  ]
  return [...later.filter(at => at > now && at <= now + LOOKED_AHEAD_MS).sort((a, b) => b - a), now]
}
