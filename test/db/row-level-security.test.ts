/** The second fence between tenants: what a statement that forgets its tenant can reach on PostgreSQL. */
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { migrate } from '../../src/db/migrate.ts'
import { type Db, json, one } from '../../src/db.ts'
import { newId } from '../../src/id.ts'
import { newTenant, openEmptyDatabase, type TestDatabase } from '../helpers/databases.ts'

const INSERT = "INSERT INTO inbox (tenant_id, id, name, channel, settings) VALUES ($1, $2, $3, 'web_chat', $4)"

describe.skipIf(!inject('services').postgres.found)('row-level security', () => {
  let database: TestDatabase
  let db: Db
  let ours: string
  let theirs: string

  beforeAll(async () => {
    database = await openEmptyDatabase('postgres')
    db = database.db
    await migrate(db)
    ours = await newTenant(db, 'ours')
    theirs = await newTenant(db, 'theirs')
    await db.tenant(ours).query(INSERT, [ours, newId(), 'our inbox', json({})])
    await db.tenant(theirs).query(INSERT, [theirs, newId(), 'their inbox', json({})])
  })
  afterAll(() => database.close())

  const names = async (tenantId: string) =>
    (await db.tenant(tenantId).query<{ name: string }>('SELECT name FROM inbox ORDER BY name')).rows.map(
      row => row.name,
    )

  test('holds here: the role of the tests is no superuser', async () => {
    const sql = 'SELECT rolsuper OR rolbypassrls AS free FROM pg_roles WHERE rolname = current_user'
    expect(one(await db.query<{ free: boolean }>(sql)).free, 'use a role that is neither superuser nor BYPASSRLS').toBe(
      false,
    )
  })

  test('a query that forgets the tenant reads its own rows only', async () => {
    expect(await names(ours)).toEqual(['our inbox'])
    expect(await names(theirs)).toEqual(['their inbox'])
    const asked = await db.tenant(ours).query('SELECT 1 FROM inbox WHERE tenant_id = $1', [theirs])
    expect(asked.count).toBe(0)
  })

  test('a change that forgets the tenant changes its own rows only', async () => {
    const tenant = db.tenant(ours)
    expect((await tenant.query("UPDATE inbox SET settings = '1'")).count).toBe(1)
    expect((await tenant.query('DELETE FROM inbox WHERE tenant_id = $1', [theirs])).count).toBe(0)
    expect(await names(theirs)).toEqual(['their inbox'])
  })

  test("a row of another tenant cannot be written, nor one's own given away", async () => {
    const tenant = db.tenant(ours)
    await expect(tenant.query(INSERT, [theirs, newId(), 'smuggled', json({})])).rejects.toMatchObject({
      sqlState: '42501',
    })
    await expect(tenant.query('UPDATE inbox SET tenant_id = $1', [theirs])).rejects.toMatchObject({ sqlState: '42501' })
    expect(await names(theirs)).toEqual(['their inbox'])
  })

  test('the fence stands in transactions, and while many tenants share the connections', async () => {
    const seen = await Promise.all(
      Array.from({ length: 60 }, (_, i) => {
        const tenantId = i % 2 === 0 ? ours : theirs
        const tenant = db.tenant(tenantId)
        const ask = (query: { query: Db['query'] }) => query.query<{ tenant_id: string }>('SELECT tenant_id FROM inbox')
        return (i % 3 === 0 ? tenant.transaction(ask) : ask(tenant)).then(({ rows }) =>
          rows.every(row => row.tenant_id === tenantId),
        )
      }),
    )
    expect(seen).toEqual(Array(60).fill(true))
  })

  test('a tenant that failed in a transaction leaves no trace on its connection', async () => {
    await db
      .tenant(theirs)
      .transaction(tx => tx.query('SELECT nonsense'))
      .catch(() => {})
    for (let i = 0; i < 10; i++) expect(await names(ours)).toEqual(['our inbox'])
  })

  test('the system itself sees every tenant', async () => {
    expect((await db.query('SELECT 1 FROM inbox')).count).toBe(2)
  })

  test('a connection that names no tenant sees nothing', async () => {
    const seen = await db.transaction(async tx => {
      await tx.query("SELECT set_config('yingda.tenant_id', '', true)")
      return (await tx.query('SELECT 1 FROM inbox')).count
    })
    expect(seen).toBe(0)
  })
})
