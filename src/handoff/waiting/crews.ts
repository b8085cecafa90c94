/**
 * Agents who may take the same of those who wait. For an estimate they are alike: their places are one pool, and what
 * was measured of the conversations that they might have taken stands for all of them. Pure.
 */
import type { AgentAtWork, PastHandoff, QueueFacts } from './queue-facts.ts'

export interface Crew {
  agents: readonly AgentAtWork[]
  /** By place in the queue: in how many seconds they may take it; 0: now, Infinity: never. */
  opens: readonly number[]
  /** Of the recent ones, those that they might have taken. */
  past: readonly PastHandoff[]
}

/** Where everybody may take all, one. Who may take nothing is in none. */
export function crewsOf({ now, agents, queued, past }: QueueFacts): Crew[] {
  const alike = new Map<string, AgentAtWork[]>()
  for (const agent of agents) {
    const key = agent.reach?.from.join() ?? ''
    alike.set(key, [...(alike.get(key) ?? []), agent])
  }
  return [...alike.values()].flatMap(members => {
    const from = members[0]!.reach?.from
    const opens = queued.map((_, i) => Math.max(0, ((from?.[i] ?? now) - now) / 1000))
    if (opens.every(seconds => seconds === Infinity)) return []
    const theirs = past.filter((_, i) => members.some(({ reach }) => reach?.past[i] ?? true))
    return [{ agents: members, opens, past: theirs }]
  })
}
