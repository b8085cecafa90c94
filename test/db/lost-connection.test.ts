/** PostgreSQL restarts, or an administrator ends a connection: one transaction fails, the process goes on. */
import { setTimeout as pause } from 'node:timers/promises'
import { describe, expect, inject, test } from 'vitest'
import { one } from '../../src/db.ts'
import { openEmptyDatabase } from '../helpers/databases.ts'

describe.skipIf(!inject('services').postgres.found)('a connection that is lost', () => {
  test('between two statements of a transaction fails that transaction only', async () => {
    const database = await openEmptyDatabase('postgres')
    const { db } = database
    const lost = db.transaction(async tx => {
      const { pid } = one(await tx.query<{ pid: number }>('SELECT pg_backend_pid() AS pid'))
      await db.query('SELECT pg_terminate_backend($1)', [pid])
      await pause(100)
      await tx.query('SELECT 1')
    })
    await expect(lost).rejects.toMatchObject({ code: 'query_failed' })
    expect(one(await db.query<{ n: number }>('SELECT 1 AS n')).n).toBe(1)
    await database.close()
  })
})
