/**
 * How many conversations agents really hold at once. What they may hold is a setting, and often a generous one; what
 * they do is seen when others wait: an agent who takes one and leaves the next waiting holds as many as he will.
 */
import type { QueueFacts } from './queue-facts.ts'

/** Who has waited less was perhaps not yet seen. */
const WAITING_MS = 45_000
/** Before so many of an agent's takings while others waited, his colleagues' measure is taken. */
const TAKINGS_AT_LEAST = 4

/**
 * Of these agents together; never more than they may hold. `theirs`: those of the past that they might have taken; who
 * waits for others does not tell what they do.
 */
export function usedCapacity(
  { agents, past, queued }: Pick<QueueFacts, 'agents' | 'past' | 'queued'>,
  theirs: QueueFacts['past'] = past,
): number {
  const waits = [
    ...theirs.map(one => ({ from: one.queuedAt, to: one.assignedAt ?? one.closedAt })),
    ...queued.map(open),
  ]
  const served = past.filter(one => one.assignedAt !== undefined)
  const held = new Map<string, number[]>()
  for (const { agentId, assignedAt: at } of theirs) {
    if (agentId === undefined || at === undefined) continue
    if (!waits.some(({ from, to }) => from < at - WAITING_MS && to > at)) continue
    const running = agents.find(({ id }) => id === agentId)?.running ?? []
    const then =
      served.filter(one => one.agentId === agentId && one.assignedAt! <= at && one.closedAt > at).length +
      running.filter(since => since <= at).length
    held.set(agentId, [...(held.get(agentId) ?? []), then])
  }
  const used = new Map([...held].filter(([, counts]) => counts.length >= TAKINGS_AT_LEAST).map(usual))
  const typical = medianOf([...used.values()])
  return agents.reduce((sum, { id, capacity }) => sum + Math.min(capacity, used.get(id) ?? typical ?? capacity), 0)
}

const open = (from: number) => ({ from, to: Number.POSITIVE_INFINITY })

/** The most of the counts but for the highest few: one conversation that was left open is no habit. */
function usual([id, counts]: [string, number[]]): [string, number] {
  const sorted = counts.toSorted((a, b) => a - b)
  return [id, sorted[Math.floor((sorted.length - 1) * 0.8)]!]
}

function medianOf(values: readonly number[]): number | undefined {
  return values.toSorted((a, b) => a - b)[values.length >> 1]
}
