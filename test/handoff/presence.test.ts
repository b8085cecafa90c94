import { expect, test } from 'vitest'
import { insertAgent } from '../../src/admin/agent.store.ts'
import type { Db } from '../../src/db.ts'
import { connectPresence, heartbeat, PRESENCE_SECONDS } from '../../src/handoff/presence.store.ts'
import { newId } from '../../src/id.ts'
import { describeOnEachDatabase, newTenant } from '../helpers/databases.ts'

describeOnEachDatabase('presence', open => {
  async function connected(): Promise<string> {
    const db = open().tenant(await newTenant(open()))
    const agent = { name: 'A', email: `${newId()}@example.com`, role: 'agent' as const, capacity: 5 }
    const { id } = await insertAgent(db, agent, 'none')
    const connection = newId()
    await connectPresence(db, connection, id)
    return connection
  }

  async function secondsLeft(db: Db, id: string): Promise<number> {
    const { rows } = await db.query<{ left: number }>(
      `SELECT extract(epoch FROM expires_at - now())::float8 AS left FROM presence WHERE id = $1`,
      [id],
    )
    return Math.round(rows[0]!.left)
  }

  test('a connection is prolonged from the moment when it was last heard: a dead machine keeps nothing longer than a lease', async () => {
    const [lively, silent] = [await connected(), await connected()]
    expect(
      await heartbeat(open(), [
        { id: lively, silentMs: 0 },
        { id: silent, silentMs: 30_000 },
      ]),
    ).toEqual([])
    expect(await secondsLeft(open(), lively)).toBe(PRESENCE_SECONDS)
    expect(await secondsLeft(open(), silent)).toBe(PRESENCE_SECONDS - 30)
  })

  test('a connection that was silent for a whole lease is neither prolonged nor recorded anew', async () => {
    const gone = newId()
    const silent = await connected()
    expect(
      await heartbeat(open(), [
        { id: gone, silentMs: 100 },
        { id: silent, silentMs: PRESENCE_SECONDS * 1000 + 1 },
      ]),
    ).toEqual([gone])
    expect(await secondsLeft(open(), silent)).toBeLessThanOrEqual(PRESENCE_SECONDS)
  })
})
