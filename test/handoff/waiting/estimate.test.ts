import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { estimateWaits, type WaitRange } from '../../../src/handoff/waiting/estimate.ts'
import type { PastHandoff, QueueFacts } from '../../../src/handoff/waiting/queue-facts.ts'

const NOW = 1_800_000_000_000
const ago = (seconds: number) => NOW - seconds * 1000

/** Taken at once, one after the other; each lasted as many seconds as said. */
function pastOf(seconds: readonly number[], agentId = 'a'): PastHandoff[] {
  let ended = NOW - 86_400_000
  return seconds.map(lasted => {
    const queuedAt = ended + 1000
    ended = queuedAt + lasted * 1000
    return { queuedAt, assignedAt: queuedAt, closedAt: ended, agentId }
  })
}

const steady = pastOf(Array(40).fill(600))
const facts = (change: Partial<QueueFacts>): QueueFacts => ({
  ...{ now: NOW, agents: [{ id: 'a', capacity: 1, running: [ago(120)] }], queued: [ago(0)], past: steady },
  ...change,
})

describe('the estimated wait', () => {
  test('is what is left of the conversations under way, when all last alike', () => {
    expect(estimateWaits(facts({ queued: [ago(20), ago(10), ago(0)] }))).toEqual([
      { from: 8, to: 8 },
      { from: 18, to: 18 },
      { from: 25, to: 30 },
    ])
  })

  test('is less than a minute where an agent is free', () => {
    expect(estimateWaits(facts({ agents: [{ id: 'a', capacity: 2, running: [ago(5)] }] }))).toEqual([
      { from: 0, to: 1 },
    ])
  })

  test('goes by what agents really hold: a free place that is not used is none', () => {
    const agents = [{ id: 'a', capacity: 5, running: [ago(540)] }]
    expect(estimateWaits(facts({ agents, queued: [ago(300), ago(0)] }))[1]).toEqual({ from: 11, to: 11 })
  })

  test('is shorter when those ahead tend to give up', () => {
    const impatient = [...steady, ...Array.from({ length: 40 }, () => gaveUpAfter(60))]
    const queued = Array.from({ length: 6 }, (_, i) => ago(60 - i))
    const last = (past: readonly PastHandoff[]) => estimateWaits(facts({ past, queued })).at(-1)!
    expect(last(impatient).to).toBeLessThan(last(steady).to)
  })

  test('says nothing when too little is measured, or nobody is there', () => {
    expect(estimateWaits(facts({ past: pastOf(Array(19).fill(600)) }))).toEqual([])
    expect(estimateWaits(facts({ agents: [] }))).toEqual([])
    expect(estimateWaits(facts({ queued: [] }))).toEqual([])
  })

  test('is never upside down, and is the same for the same facts', () => {
    const seconds = fc.integer({ min: 1, max: 7200 })
    const any = fc.record({
      past: fc.array(seconds, { minLength: 20, maxLength: 60 }).map(list => pastOf(list)),
      agents: fc.array(
        fc.record({
          id: fc.constantFrom('a', 'b', 'c'),
          capacity: fc.integer({ min: 0, max: 4 }),
          running: fc.array(seconds.map(ago), { maxLength: 6 }),
        }),
        { maxLength: 4 },
      ),
      queued: fc.array(seconds.map(ago), { maxLength: 12 }),
    })
    fc.assert(
      fc.property(any, some => {
        const waits = estimateWaits(facts(some), 40)
        expect(estimateWaits(facts(some), 40)).toEqual(waits)
        for (const { from, to } of waits as WaitRange[]) {
          expect(from).toBeGreaterThanOrEqual(0)
          expect(to).toBeGreaterThanOrEqual(Math.max(1, from))
        }
        expect(waits.length === 0 || waits.length === some.queued.length).toBe(true)
      }),
      { numRuns: 150 },
    )
  })
})

const gaveUpAfter = (seconds: number): PastHandoff => ({
  ...{ queuedAt: ago(5000), assignedAt: undefined, closedAt: ago(5000 - seconds), agentId: undefined },
})
