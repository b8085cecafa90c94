/** Whom an estimate counts on where the routing lets agents take some only. */
import { expect, test } from 'vitest'
import { DEFAULT_ROUTING, type RoutingSettings } from '../../../src/handoff/routing/settings.ts'
import type { QueueRows } from '../../../src/handoff/waiting/waiting.store.ts'
import { placesIn } from '../../../src/handoff/waiting/waiting-room.ts'

const NOW = 1_800_000_000_000
const MINUTE = 60_000
const routing: RoutingSettings = { ...DEFAULT_ROUTING, strategy: 'least_loaded', overflowSeconds: 86_400 }

type Agents = QueueRows['agents']
const agent = (id: string, change: Partial<Agents[number]> = {}): Agents[number] => ({
  ...{ id, capacity: 1, running: [], teams: [], languages: ['zh', 'en'], skills: {} },
  ...change,
})
const queued = (conversationId: string, change: Partial<QueueRows['queued'][number]> = {}) => ({
  ...{ conversationId, inboxId: 'web', weight: 1, queuedAt: NOW, teamId: undefined, teamSince: NOW },
  ...{ language: undefined, skills: [], declinedBy: {} },
  ...change,
})
/** Forty that were taken at once and lasted so long. */
const past = (minutes: number, change: Partial<QueueRows['past'][number]> = {}, many = 40): QueueRows['past'] =>
  Array.from({ length: many }, (_, i) => {
    const queuedAt = NOW - (i + 2) * 100 * MINUTE
    const times = { queuedAt, assignedAt: queuedAt, closedAt: queuedAt + minutes * MINUTE }
    return { ...times, agentId: 'x', teamId: undefined, language: undefined, skills: [], ...change }
  })
const waits = (rows: Partial<QueueRows>) =>
  Object.fromEntries(
    [...placesIn({ now: NOW, queued: [], agents: [], past: past(10), routing, hours: {}, ...rows })].map(
      ([id, { wait }]) => [id, wait === undefined ? undefined : [wait.from, wait.to]],
    ),
  )

const oneOfEach = [agent('o', { teams: ['orders'] }), agent('r', { teams: ['repairs'], running: [NOW - 4 * MINUTE] })]

test('who wants a team waits for its agents, not for those who are free in another', () => {
  const wanted = [queued('repair', { teamId: 'repairs' }), queued('order', { teamId: 'orders' }), queued('any')]
  expect(waits({ agents: oneOfEach, queued: wanted })).toEqual({ repair: [6, 6], order: [0, 1], any: [10, 10] })
})

test('each team is measured by its own conversations, and by all while it has too few', () => {
  const wanted = [queued('repair', { teamId: 'repairs' })]
  const told = (many: number) =>
    waits({
      ...{ agents: oneOfEach, queued: wanted },
      past: [...past(10, { teamId: 'orders' }), ...past(30, { teamId: 'repairs' }, many)],
    })
  expect(told(20)).toEqual({ repair: [25, 30] })
  expect(told(1)).toEqual({ repair: [6, 6] })
})

test('after its time a team shares him with everybody', () => {
  const wanted = [queued('repair', { teamId: 'repairs', queuedAt: NOW - MINUTE, teamSince: NOW - MINUTE })]
  const agents = [agent('o', { teams: ['orders'] })]
  expect(waits({ agents, queued: wanted, routing: { ...routing, overflowSeconds: 240 } })).toEqual({ repair: [3, 3] })
})

test('says nothing to whom nobody who is there may take', () => {
  const wanted = [queued('tea', { skills: [{ skill: 'tea', level: 2 }] }), queued('any')]
  const agents = [agent('a', { skills: { tea: 1 } })]
  const tomorrow = { ...routing, anybodyAfterSeconds: 86_400 }
  expect(waits({ agents, queued: wanted, routing: tomorrow })).toEqual({ tea: undefined, any: [0, 1] })
})

test('a language is waited for until anybody will do, and a refusal until he is asked again', () => {
  const english = [agent('en', { languages: ['en'] })]
  expect(waits({ agents: english, queued: [queued('zh', { language: 'zh' })] })).toEqual({ zh: [2, 2] })
  const refused = queued('refused', { declinedBy: { en: NOW } })
  expect(waits({ agents: english, queued: [refused] })).toEqual({ refused: [1, 1] })
})

test('where agents take by hand, everybody may take all', () => {
  const wanted = [queued('repair', { teamId: 'repairs' })]
  const byHand: RoutingSettings = { ...routing, strategy: 'manual' }
  expect(waits({ agents: oneOfEach, queued: wanted, routing: byHand })).toEqual({ repair: [0, 1] })
})

test('an agent who leaves those of another team waiting may still hold as many as he may', () => {
  const waited = past(10, { teamId: 'repairs', agentId: 'r' }).map(one => ({
    ...one,
    queuedAt: one.assignedAt! - 90 * MINUTE,
  }))
  const agents = [agent('o', { teams: ['orders'], capacity: 2, running: [NOW - MINUTE] })]
  const orders = past(10, { teamId: 'orders', agentId: 'o' }).map(one => ({
    ...one,
    queuedAt: one.queuedAt + MINUTE,
    assignedAt: one.assignedAt! + MINUTE,
  }))
  const rows = { agents, queued: [queued('order', { teamId: 'orders' })], past: [...waited, ...orders] }
  expect(waits(rows)).toEqual({ order: [0, 1] })
})
