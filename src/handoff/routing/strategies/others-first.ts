import type { Filter } from '../strategy.ts'

/** Who declined is not asked while somebody else is there, free or not; alone, he is asked again after a while. */
export const othersFirst: Filter = (agents, { declinedBy }, now, { askAgainSeconds }) => {
  const others = agents.filter(agent => declinedBy[agent.id] === undefined)
  if (others.length > 0) return others
  return agents.filter(agent => now - (declinedBy[agent.id] ?? now) >= askAgainSeconds * 1000)
}
