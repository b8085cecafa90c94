import { expect, test } from 'vitest'
import type { PastHandoff } from '../../../src/handoff/waiting/queue-facts.ts'
import { usedCapacity } from '../../../src/handoff/waiting/used-capacity.ts'

const MINUTE = 60_000
/** Taken every five minutes, ten minutes each: two at once. Each waited for so many minutes. */
const twoAtOnce = (agentId: string, waited: number): PastHandoff[] =>
  Array.from({ length: 12 }, (_, i) => {
    const assignedAt = (100 + i * 5) * MINUTE
    return { queuedAt: assignedAt - waited * MINUTE, assignedAt, closedAt: assignedAt + 10 * MINUTE - 1, agentId }
  })
const agent = (id: string, capacity = 5) => ({ id, capacity, running: [] })

test('an agent who takes two and leaves others waiting holds two', () => {
  expect(usedCapacity({ agents: [agent('a')], past: twoAtOnce('a', 12), queued: [] })).toBe(2)
})

test('where nobody waited, what he may hold counts', () => {
  expect(usedCapacity({ agents: [agent('a')], past: twoAtOnce('a', 0), queued: [] })).toBe(5)
})

test('who is new is taken to hold as many as his colleagues, and nobody more than he may', () => {
  const past = twoAtOnce('a', 12)
  expect(usedCapacity({ agents: [agent('a'), agent('new')], past, queued: [] })).toBe(4)
  expect(usedCapacity({ agents: [agent('a'), agent('new', 1)], past, queued: [] })).toBe(3)
})
