import { describe, expect, inject, test } from 'vitest'
import { type Migration, migrate, readMigrations, schemaVersion } from '../../src/db/migrate.ts'
import { openPostgres } from '../../src/db/postgres.ts'
import type { Db } from '../../src/db.ts'
import { describeOnEachDatabase, openEmptyDatabase } from '../helpers/databases.ts'

/** Starting PGlite takes seconds, and longer on a busy machine. */
const OPEN_TIMEOUT_MS = 60_000
const migration = (version: number, sql: string, checksum = `of ${sql}`): Migration => ({
  version,
  name: `m${version}`,
  sql,
  checksum,
})

test('the shipped migrations are numbered without a gap', () => {
  const versions = readMigrations().map(one => one.version)
  expect(versions.length).toBeGreaterThan(0)
  expect(versions).toEqual(versions.map((_, i) => i + 1))
})

describeOnEachDatabase('the shipped schema', open => {
  test('is at its newest version, and migrating again does nothing', async () => {
    expect(await schemaVersion(open())).toBe(readMigrations().at(-1)?.version)
    expect(await migrate(open())).toEqual([])
  })

  test('fences every table that has a tenant', async () => {
    const { rows } = await open().query(
      `SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant_id'
       WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace
         AND NOT (c.relrowsecurity AND c.relforcerowsecurity
                  AND EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid))`,
    )
    expect(rows).toEqual([])
  })

  test('has the tenant first in every key of a table that has one', async () => {
    const { rows } = await open().query(
      `SELECT c.conrelid::regclass::text AS table_name, c.conname FROM pg_constraint c
       JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attname = 'tenant_id'
       WHERE c.contype IN ('p', 'f') AND c.conkey[1] <> a.attnum`,
    )
    expect(rows).toEqual([])
  })
})

describe.each(['embedded', 'postgres'] as const)('migrations (%s)', kind => {
  test.skipIf(kind === 'postgres' && !inject('services').postgres.found)(
    'run once, in order, each as a whole, and refuse what does not fit',
    async () => {
      const database = await openEmptyDatabase(kind)
      try {
        await story(database.db)
      } finally {
        await database.close()
      }
    },
    OPEN_TIMEOUT_MS,
  )
})

async function story(db: Db): Promise<void> {
  const first = migration(1, "CREATE TABLE a (t text);\n-- a comment;\nINSERT INTO a VALUES ('x; y');\n")
  const second = migration(2, "INSERT INTO a VALUES ('second');")
  expect(await migrate(db, [first])).toEqual([1])
  expect(await migrate(db, [first, second])).toEqual([2])
  expect(await migrate(db, [first, second])).toEqual([])
  expect(await schemaVersion(db)).toBe(2)
  expect(await rowsOf(db)).toEqual(['second', 'x; y'])

  // One failing statement leaves nothing of its file, and keeps the ones before.
  const third = migration(3, "INSERT INTO a VALUES ('third');")
  const broken = migration(4, "INSERT INTO a VALUES ('fourth');\nCREATE TABLE a (t text);")
  await expect(migrate(db, [first, second, third, broken])).rejects.toMatchObject({ sqlState: '42P07' })
  expect(await rowsOf(db)).toEqual(['second', 'third', 'x; y'])
  expect(await schemaVersion(db)).toBe(3)

  // A file that changed after it ran.
  const edited = { ...second, checksum: 'another' }
  await expect(migrate(db, [first, edited, third])).rejects.toMatchObject({
    code: 'migration_changed',
    message: expect.stringContaining('2_m2'),
    remedy: expect.any(String),
  })

  // A schema that is newer than the code.
  await expect(migrate(db, [first, second])).rejects.toMatchObject({
    code: 'schema_newer',
    message: expect.stringMatching(/schema 3.*knows 2/),
    remedy: expect.any(String),
  })
  expect(await rowsOf(db)).toEqual(['second', 'third', 'x; y'])
}

async function rowsOf(db: Db): Promise<string[]> {
  return (await db.query<{ t: string }>('SELECT t FROM a ORDER BY t')).rows.map(row => row.t)
}

test.skipIf(!inject('services').postgres.found)(
  'servers that start at once migrate an empty database once',
  async () => {
    for (let round = 0; round < 3; round++) {
      const database = await openEmptyDatabase('postgres')
      const others = await Promise.all(Array.from({ length: 3 }, () => openPostgres(database.url ?? '', 2)))
      try {
        const ran = await Promise.all([database.db, ...others].map(db => migrate(db)))
        expect(ran.flat().sort((a, b) => a - b)).toEqual(readMigrations().map(one => one.version))
      } finally {
        await Promise.all(others.map(db => db.close()))
        await database.close()
      }
    }
  },
)
