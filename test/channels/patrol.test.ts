import { describe, expect, test } from 'vitest'
import { type Newest, type Patrolled, REREAD_MS, startPatrol } from '../../src/channels/patrol.ts'

interface Fake extends Patrolled {
  refreshed: number
}

function fakeSession(tenantId: string, contactId: string, seq: number): Fake {
  const session: Fake = {
    visitor: { tenantId, inboxId: 'inbox', contactId },
    refreshed: 0,
    isBehind: (newest, online) => online || (newest?.lastSeq ?? 0) > seq,
    refresh: () => void session.refreshed++,
  }
  return session
}

/** Looks once a second for so long. */
async function lookFor(patrol: { look(now: number): Promise<void> }, from: number, until: number): Promise<void> {
  for (let now = from; now <= until; now += 1000) await patrol.look(now)
}

function patrolOver(sessions: Iterable<Fake>, rows: Record<string, number>, random = () => 0.5) {
  const asked: { tenantId: string; contactIds: readonly string[] }[] = []
  const patrol = startPatrol({
    sessions,
    async newest(tenantId, contactIds) {
      asked.push({ tenantId, contactIds })
      const found = contactIds.filter(id => rows[id] !== undefined)
      return new Map(found.map((id): [string, Newest] => [id, { conversationId: id, lastSeq: rows[id]! }]))
    },
    agentsOnline: async () => false,
    onError(error) {
      throw error
    },
    random,
  })
  patrol.close()
  return { patrol, asked }
}

describe('the patrol', () => {
  test('refreshes a socket that missed a hint within 30 s, and leaves the others alone', async () => {
    const behind = fakeSession('t', 'behind', 1)
    const level = fakeSession('t', 'level', 2)
    const { patrol } = patrolOver([behind, level], { behind: 2, level: 2 })
    await lookFor(patrol, 0, REREAD_MS)
    expect([behind.refreshed, level.refreshed]).toEqual([1, 0])
  })

  test('looks after all at once when hints may have been missed', async () => {
    const sessions = [fakeSession('t', 'behind', 1), fakeSession('t', 'level', 2), fakeSession('u', 'behind', 1)]
    const { patrol, asked } = patrolOver(sessions, { behind: 2, level: 2 })
    await patrol.lookAtAll()
    expect(sessions.map(({ refreshed }) => refreshed)).toEqual([1, 0, 1])
    expect(asked).toHaveLength(2)
  })

  test('asks once for all of a tenant that are due, and never mixes tenants', async () => {
    const sessions = ['a', 'b', 'c'].map(id => fakeSession('one', id, 0))
    sessions.push(fakeSession('two', 'd', 0))
    const { patrol, asked } = patrolOver(sessions, {})
    await lookFor(patrol, 0, 20_000)
    expect(asked).toEqual([
      { tenantId: 'one', contactIds: ['a', 'b', 'c'] },
      { tenantId: 'two', contactIds: ['d'] },
    ])
  })

  test('spreads sockets that came together over the 30 s', async () => {
    const sessions = Array.from({ length: 300 }, (_, i) => fakeSession('t', `c${i}`, 0))
    let drawn = 0
    const { patrol, asked } = patrolOver(sessions, {}, () => drawn++ / 300)
    await lookFor(patrol, 0, 10 * REREAD_MS)
    expect(Math.max(...asked.map(each => each.contactIds.length))).toBeLessThanOrEqual(11)
    expect(asked.flatMap(each => each.contactIds)).toHaveLength(10 * 300)
  })
})
