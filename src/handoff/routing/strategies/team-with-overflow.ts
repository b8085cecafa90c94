import type { RoutingSettings } from '../settings.ts'
import type { Filter, WaitingHandoff } from '../strategy.ts'

/** Its team; after some seconds another team as well, or everybody. */
export const teamWithOverflow: Filter = (agents, handoff, now, settings) => {
  const teams = teamsOf(handoff, now, settings)
  return teams === undefined ? agents : agents.filter(agent => agent.teams.some(team => teams.includes(team)))
}

/** The teams that it asks now; undefined: everybody. */
function teamsOf(handoff: WaitingHandoff, now: number, settings: RoutingSettings): readonly string[] | undefined {
  const { teamId, teamSince } = handoff
  if (teamId === undefined) return undefined
  const rule = settings.overflow.find(one => one.teamId === teamId)
  const seconds = rule?.afterSeconds ?? settings.overflowSeconds
  if (now - teamSince < seconds * 1000) return [teamId]
  return rule?.toTeamId === undefined ? undefined : [teamId, rule.toTeamId]
}
