/** What the database itself writes down of a change: who, what, before and after, in the change's own transaction. */
import { beforeAll, expect, test } from 'vitest'
import { type Actor, actingAlone, actingAs, namingActors } from '../../src/acting.ts'
import { AUDITED_APART, AUDITED_TABLES, attachAudit, NOT_AUDITED } from '../../src/db/audited-tables.ts'
import { type Db, json, type TenantDb } from '../../src/db.ts'
import { newId } from '../../src/id.ts'
import { describeOnEachDatabase, newTenant } from '../helpers/databases.ts'

const ACTOR: Actor = {
  kind: 'agent',
  id: newId(),
  name: '小梅',
  address: '192.0.2.1',
  route: 'PUT /x',
  request: newId(),
}
const ADD = `INSERT INTO agent (tenant_id, id, name, email, role, password_hash) VALUES ($1, $2, $3, $4, 'agent', 'scrypt$secret')`

interface Row {
  actor: Actor
  action: string
  subject: string
  subject_id: string
  label: string | null
  before: Record<string, unknown> | null
  after: Record<string, unknown> | null
}

describeOnEachDatabase('the audit log', open => {
  let db: Db
  let tenant: TenantDb
  let agentId: string

  beforeAll(async () => {
    db = namingActors(open())
    tenant = db.tenant(await newTenant(open()))
    agentId = newId()
  })

  const rows = async () =>
    (await open().query<Row>('SELECT * FROM audit_log WHERE tenant_id = $1 ORDER BY at, id', [tenant.tenantId])).rows
  const news = async (work: () => Promise<unknown>) => {
    const before = (await rows()).length
    await work()
    return (await rows()).slice(before)
  }
  const add = () => tenant.query(ADD, [tenant.tenantId, agentId, '小王', `${agentId}@example.com`])
  const change = (sql: string, params: unknown[] = []) =>
    tenant.query(`UPDATE agent SET ${sql} WHERE tenant_id = $1 AND id = $2`, [tenant.tenantId, agentId, ...params])

  test('knows every table that has a tenant', async () => {
    const { rows } = await open().query<{ name: string }>(
      `SELECT c.relname::text AS name FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant_id'
       WHERE c.relkind = 'r' AND c.relnamespace = current_schema()::regnamespace`,
    )
    const known = [...Object.keys(AUDITED_TABLES), ...Object.keys(AUDITED_APART), ...Object.keys(NOT_AUDITED)]
    expect(rows.map(row => row.name).filter(name => !known.includes(name))).toEqual([])
  })

  test('hides every column that sounds like a secret', async () => {
    const { rows } = await open().query<{ table: string; column: string }>(
      `SELECT table_name::text AS table, column_name::text AS column FROM information_schema.columns
       WHERE table_schema = current_schema() AND table_name = ANY($1) AND column_name ~ '(_key|secret|token|hash|password|bytes)'`,
      [Object.keys(AUDITED_TABLES)],
    )
    const starred = /(hash|secret|token|password|identity_key)/
    const plain = rows.filter(({ table, column }) => !AUDITED_TABLES[table]!.includes(column) && !starred.test(column))
    expect(plain).toEqual([])
  })

  test('is attached once', async () => {
    expect(await attachAudit(open())).toEqual([])
  })

  test('says nothing where nobody is at work', async () => {
    expect(await news(add)).toEqual([])
    expect(await news(() => actingAs(ACTOR, () => actingAlone(() => change('capacity = 4'))))).toEqual([])
  })

  test('holds who, what, and the columns that changed, before and after', async () => {
    const [row, ...others] = await news(() => actingAs(ACTOR, () => change(`name = '老王', capacity = 9, load = 3`)))
    expect(others).toEqual([])
    expect(row).toMatchObject({
      actor: ACTOR,
      action: 'change',
      subject: 'agent',
      subject_id: agentId,
      label: '老王',
      before: { name: '小王', capacity: 4 },
      after: { name: '老王', capacity: 9 },
    })
    expect(row?.after).not.toHaveProperty('load')
  })

  test('holds no secret, but that it was changed', async () => {
    const [row] = await news(() => actingAs(ACTOR, () => change(`password_hash = 'another secret'`)))
    expect([row?.before, row?.after]).toEqual([{ password_hash: '***' }, { password_hash: '***' }])
    expect(JSON.stringify(await rows())).not.toMatch(/scrypt|another secret/)
  })

  test('says nothing of a change that changes nothing, or of counters only', async () => {
    expect(await news(() => actingAs(ACTOR, () => change('name = name, load = 2')))).toEqual([])
  })

  test('loses what its transaction loses', async () => {
    const failing = () =>
      actingAs(ACTOR, () =>
        tenant.transaction(async tx => {
          await tx.query('UPDATE agent SET capacity = 1 WHERE tenant_id = $1', [tenant.tenantId])
          throw new Error('no')
        }),
      ).catch(() => {})
    expect(await news(failing)).toEqual([])
  })

  test('names nobody after the end of the act, nor on the next use of the connection', async () => {
    const late = () =>
      actingAs(ACTOR, async end => {
        await change('capacity = 2')
        end()
        await change('capacity = 3')
      })
    expect(await news(late)).toHaveLength(1)
    expect(await news(() => Promise.all(Array.from({ length: 8 }, (_, i) => change(`capacity = ${i + 10}`))))).toEqual(
      [],
    )
  })

  test('cuts what is long, and tells additions from removals', async () => {
    const key = `k${newId()}`
    const setting = () =>
      tenant.query('INSERT INTO setting (tenant_id, key, value) VALUES ($1, $2, $3::jsonb)', [
        tenant.tenantId,
        key,
        json({ text: 'x'.repeat(20_000) }),
      ])
    const [added] = await news(() => actingAs(ACTOR, setting))
    expect(added).toMatchObject({ action: 'add', subject: 'setting', subject_id: key, label: key, before: null })
    expect(JSON.stringify(added).length).toBeLessThan(8_000)
    const removal = () => tenant.query('DELETE FROM setting WHERE tenant_id = $1 AND key = $2', [tenant.tenantId, key])
    expect(await news(() => actingAs(ACTOR, removal))).toMatchObject([{ action: 'remove', after: null }])
  })

  test('is not changed by anybody', async () => {
    await expect(
      open().query(`UPDATE audit_log SET label = 'x' WHERE tenant_id = $1`, [tenant.tenantId]),
    ).rejects.toMatchObject({
      sqlState: '42501',
    })
  })
})
