import { expect, test } from 'vitest'
import { isUniqueViolation, one, QueryFailed } from '../../src/db.ts'
import { newId } from '../../src/id.ts'
import { describeOnEachDatabase, newTenant } from '../helpers/databases.ts'

describeOnEachDatabase('transactions', open => {
  const names = async (tenantId: string) =>
    (await open().query<{ name: string }>('SELECT name FROM tenant WHERE id = $1', [tenantId])).rows.map(
      row => row.name,
    )

  test('a transaction that returns is there, with what it returned', async () => {
    const id = newId()
    const result = await open().transaction(async tx => {
      await tx.query('INSERT INTO tenant (id, name) VALUES ($1, $2)', [id, 'kept'])
      return 42
    })
    expect(result).toBe(42)
    expect(await names(id)).toEqual(['kept'])
  })
  test('a transaction that throws leaves nothing, and throws its own error', async () => {
    const id = newId()
    const boom = new Error('boom')
    const work = open().transaction(async tx => {
      await tx.query('INSERT INTO tenant (id, name) VALUES ($1, $2)', [id, 'lost'])
      throw boom
    })
    await expect(work).rejects.toBe(boom)
    expect(await names(id)).toEqual([])
  })

  test('a refused statement ends the whole transaction', async () => {
    const id = newId()
    const work = open().transaction(async tx => {
      await tx.query('INSERT INTO tenant (id, name) VALUES ($1, $2)', [id, 'first'])
      await tx.query('INSERT INTO tenant (id, name) VALUES ($1, $2)', [id, 'second'])
    })
    await expect(work).rejects.toMatchObject({ sqlState: '23505', constraint: 'tenant_pkey' })
    expect(await names(id)).toEqual([])
  })
})
