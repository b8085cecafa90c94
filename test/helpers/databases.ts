/**
 * The same tests on both engines: PGlite, and PostgreSQL, each a copy of a migrated database that belongs to the test
 * file. Opening PGlite costs a second, so each engine is opened once a file; give each test a tenant of its own.
 */
import { afterAll, beforeAll, describe, inject } from 'vitest'
import { openEmbedded } from '../../src/db/embedded.ts'
import { openPostgres } from '../../src/db/postgres.ts'
import type { Db } from '../../src/db.ts'
import { newId } from '../../src/id.ts'
import { copyDatabase, type DatabaseCopy } from './copies.ts'
import { copyMigrated, openMigratedEmbedded } from './migrated.ts'

export interface TestDatabase {
  db: Db
  /** Address of the file's own copy; undefined for PGlite. */
  url: string | undefined
  close(): Promise<void>
}

type Kind = Db['kind']
const OPEN_TIMEOUT_MS = 60_000
const POOL_SIZE = 5
const opened = new Map<Kind, Promise<TestDatabase>>()

/**
 * Runs the tests that `define` declares on each engine, migrated; PostgreSQL is skipped where there is none. `open`
 * gives the database and is called inside tests and hooks, never while tests are declared.
 */
export function describeOnEachDatabase(name: string, define: (open: () => Db, kind: Kind) => void): void {
  for (const kind of ['embedded', 'postgres'] as const) {
    describe.skipIf(kind === 'postgres' && !inject('services').postgres.found)(`${name} (${kind})`, () => {
      let database: TestDatabase | undefined
      beforeAll(async () => {
        database = await sharedInFile(kind)
      }, OPEN_TIMEOUT_MS)
      define(() => {
        if (database === undefined) throw new Error('open() is for tests and hooks')
        return database.db
      }, kind)
    })
  }
  // One hook a call: the last one to run finds nothing left to close.
  afterAll(closeShared, OPEN_TIMEOUT_MS)
}

/** A new tenant; nothing else in the database belongs to it. */
export async function newTenant(db: Db, name = 'Test tenant'): Promise<string> {
  const id = newId()
  await db.query('INSERT INTO tenant (id, name) VALUES ($1, $2)', [id, name])
  return id
}

/** A database of its own for a test that cannot share one: empty, not migrated. The caller closes it. */
export async function openEmptyDatabase(kind: Kind): Promise<TestDatabase> {
  if (kind === 'embedded') return embedded(await openEmbedded(undefined))
  return onPostgres(await copyDatabase(testDatabaseUrl(), inject('runId')))
}

async function openMigrated(kind: Kind): Promise<TestDatabase> {
  if (kind === 'embedded') return embedded(await openMigratedEmbedded())
  return onPostgres(await copyMigrated(testDatabaseUrl()))
}

const embedded = (db: Db): TestDatabase => ({ db, url: undefined, close: () => db.close() })

async function onPostgres(copy: DatabaseCopy): Promise<TestDatabase> {
  const db = await openPostgres(copy.url, POOL_SIZE)
  return {
    db,
    url: copy.url,
    async close() {
      await db.close()
      await copy.drop()
    },
  }
}

/** Address of the empty PostgreSQL database that is copied; only where one was found. */
export function testDatabaseUrl(): string {
  const { postgres } = inject('services')
  if (!postgres.found) throw new Error(postgres.why)
  return postgres.value
}

function sharedInFile(kind: Kind): Promise<TestDatabase> {
  const database = opened.get(kind) ?? openMigrated(kind)
  opened.set(kind, database)
  return database
}

async function closeShared(): Promise<void> {
  const databases = await Promise.allSettled(opened.values())
  opened.clear()
  for (const database of databases) if (database.status === 'fulfilled') await database.value.close()
}
