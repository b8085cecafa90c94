import { expect, test } from 'vitest'
import { isUniqueViolation, QueryFailed } from '../../src/db.ts'
import { newId } from '../../src/id.ts'
import { describeOnEachDatabase, newTenant } from '../helpers/databases.ts'

const INSERT = 'INSERT INTO tenant (id, name) VALUES ($1, $2)'

describeOnEachDatabase('transactions', open => {
  const names = async (id: string) =>
    (await open().query<{ name: string }>('SELECT name FROM tenant WHERE id = $1', [id])).rows.map(row => row.name)

  test('a transaction that returns is there, with what it returned', async () => {
    const id = newId()
    const result = await open().transaction(async tx => {
      await tx.query(INSERT, [id, 'kept'])
      return 42
    })
    expect(result).toBe(42)
    expect(await names(id)).toEqual(['kept'])
  })

  test('a transaction that throws leaves nothing, and throws its own error', async () => {
    const id = newId()
    const boom = new Error('boom')
    const work = open().transaction(async tx => {
      await tx.query(INSERT, [id, 'lost'])
      throw boom
    })
    await expect(work).rejects.toBe(boom)
    expect(await names(id)).toEqual([])
  })

  test('a refused statement undoes the whole transaction', async () => {
    const id = newId()
    const work = open().transaction(async tx => {
      await tx.query(INSERT, [id, 'first'])
      await tx.query(INSERT, [id, 'second'])
    })
    await expect(work).rejects.toMatchObject({ sqlState: '23505', constraint: 'tenant_pkey' })
    expect(await names(id)).toEqual([])
  })

  test('a refused statement whose error was swallowed is not taken for a commit', async () => {
    const id = newId()
    const work = open().transaction(async tx => {
      await tx.query(INSERT, [id, 'first'])
      await tx.query(INSERT, [id, 'second']).catch(() => {})
      return 'all is well'
    })
    await expect(work).rejects.toMatchObject({ sqlState: '25P02' })
    expect(await names(id)).toEqual([])
  })

  test('a savepoint lets a transaction go on after a refused statement', async () => {
    const id = newId()
    await open().transaction(async tx => {
      await tx.query(INSERT, [id, 'first'])
      await tx.query('SAVEPOINT before_second')
      await tx.query(INSERT, [id, 'second']).catch(() => tx.query('ROLLBACK TO SAVEPOINT before_second'))
    })
    expect(await names(id)).toEqual(['first'])
  })

  test('what a transaction wrote is seen by itself at once, by others after the commit', async () => {
    const id = newId()
    let outside: Promise<string[]> | undefined
    const inside = await open().transaction(async tx => {
      await tx.query(INSERT, [id, 'inside'])
      // Embedded there is one backend, so that the outside query waits for the commit; PostgreSQL answers at once.
      outside = names(id)
      if (open().kind === 'postgres') expect(await outside).toEqual([])
      return (await tx.query('SELECT 1 FROM tenant WHERE id = $1', [id])).count
    })
    expect(inside).toBe(1)
    if (open().kind === 'embedded') expect(await outside).toEqual(['inside'])
    expect(await names(id)).toEqual(['inside'])
  })

  test('transactions at the same time do not mix their statements', async () => {
    const ids = Array.from({ length: 20 }, newId)
    const results = await Promise.allSettled(
      ids.map((id, i) =>
        open().transaction(async tx => {
          await tx.query(INSERT, [id, `number ${i}`])
          await tx.query('SELECT 1')
          if (i % 2 === 1) throw new Error('odd')
        }),
      ),
    )
    expect(results.map(result => result.status)).toEqual(ids.map((_, i) => (i % 2 === 1 ? 'rejected' : 'fulfilled')))
    const { rows } = await open().query<{ id: string }>(
      'SELECT id FROM tenant WHERE id = ANY ($1::uuid[]) ORDER BY id',
      [ids],
    )
    expect(rows.map(row => row.id)).toEqual(ids.filter((_, i) => i % 2 === 0).sort())
  })

  test("a tenant's database names its tenant, in its transactions too", async () => {
    const tenant = open().tenant(await newTenant(open()))
    expect(await tenant.transaction(async tx => tx.tenantId)).toBe(tenant.tenantId)
  })

  test('a refused statement outside a transaction says what and where', async () => {
    const id = await newTenant(open())
    const refused = await open()
      .query(INSERT, [id, 'again'])
      .catch(error => error)
    expect(refused).toBeInstanceOf(QueryFailed)
    expect(refused).toMatchObject({ sqlState: '23505', constraint: 'tenant_pkey', kind: 'unavailable' })
    expect(isUniqueViolation(refused)).toBe(true)
    expect(isUniqueViolation(refused, 'tenant_pkey')).toBe(true)
    expect(isUniqueViolation(refused, 'agent_email')).toBe(false)
    await expect(open().query('SELECT nonsense')).rejects.toMatchObject({ sqlState: '42703' })
    await expect(open().query('SELEC 1')).rejects.toMatchObject({ sqlState: '42601' })
  })

  test('a counted statement tells how many rows it changed or returned', async () => {
    const ids = [await newTenant(open()), await newTenant(open())]
    const update = "UPDATE tenant SET name = 'renamed' WHERE id = ANY ($1::uuid[])"
    expect((await open().query(update, [ids])).count).toBe(2)
    expect((await open().query(`${update} RETURNING id`, [ids])).count).toBe(2)
    expect((await open().query('SELECT id FROM tenant WHERE id = ANY ($1::uuid[])', [ids])).count).toBe(2)
    expect((await open().query(update, [[newId()]])).count).toBe(0)
    expect((await open().query('DELETE FROM tenant WHERE id = ANY ($1::uuid[])', [ids])).count).toBe(2)
  })
})
