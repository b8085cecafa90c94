import type { RoutingSettings } from '../settings.ts'
import type { Demand, Filter } from '../strategy.ts'

/** Its team; after some seconds another team as well, or everybody. */
export const teamWithOverflow: Filter = (agents, handoff, now, settings) => {
  const teams = teamsOf(handoff, now, settings)
  return teams === undefined ? agents : agents.filter(agent => agent.teams.some(team => teams.includes(team)))
}

/** The teams that it asks now; undefined: everybody. */
function teamsOf(handoff: Demand, now: number, settings: RoutingSettings): readonly string[] | undefined {
  const { teamId } = handoff
  if (teamId === undefined) return undefined
  if (now < sharedFrom(handoff, settings)) return [teamId]
  const toTeamId = settings.overflow.find(one => one.teamId === teamId)?.toTeamId
  return toTeamId === undefined ? undefined : [teamId, toTeamId]
}

/** From when on it asks more than its own team, ms since 1970. */
export function sharedFrom({ teamId, teamSince }: Demand, { overflow, overflowSeconds }: RoutingSettings): number {
  return teamSince + (overflow.find(one => one.teamId === teamId)?.afterSeconds ?? overflowSeconds) * 1000
}
