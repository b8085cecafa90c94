/**
 * Brings the schema to the version of this code: numbered SQL files, forward only, each in one transaction, under a
 * lock row. A file that was changed after it ran, or a schema newer than the code, refuses to go on.
 */
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { type Db, one, type Query } from '../db.ts'
import { Conflict } from '../errors.ts'
import { attachAudit } from './audited-tables.ts'

export interface Migration {
  version: number
  name: string
  sql: string
  checksum: string
}

const FOLDER = new URL('../../migrations/', import.meta.url)
/** Key of the advisory lock, any number of our own. */
const PREPARING = 7_465_001
const FILE = /^(\d{4})_([a-z0-9_]+)\.sql$/

/** The migrations of this code, in order. */
export function readMigrations(folder: URL = FOLDER): Migration[] {
  return readdirSync(folder)
    .sort()
    .flatMap(file => {
      const [, version, name] = FILE.exec(file) ?? []
      if (version === undefined || name === undefined) return []
      const sql = readFileSync(new URL(file, folder), 'utf8')
      return [{ version: Number(version), name, sql, checksum: createHash('sha256').update(sql).digest('hex') }]
    })
}

/**
 * Runs what has not run yet; returns the versions that ran now.
 * @throws Conflict `migration_changed` or `schema_newer`.
 */
export async function migrate(db: Db, migrations: readonly Migration[] = readMigrations()): Promise<number[]> {
  await db.transaction(prepare)
  const ran: number[] = []
  for (const migration of migrations) {
    if (await db.transaction(tx => runOne(tx, migration, migrations))) ran.push(migration.version)
  }
  await attachAudit(db)
  return ran
}

/** The newest version that ran, 0 for an empty database. */
export async function schemaVersion(db: Query): Promise<number> {
  return one(await db.query<{ version: number }>('SELECT coalesce(max(version), 0)::int AS version FROM migration'))
    .version
}

async function prepare(tx: Query): Promise<void> {
  // CREATE TABLE IF NOT EXISTS is no lock: two servers that start at once on an empty database would collide in it.
  await tx.query('SELECT pg_advisory_xact_lock($1)', [PREPARING])
  await tx.query('CREATE TABLE IF NOT EXISTS migration_lock (id integer PRIMARY KEY CHECK (id = 1))')
  await tx.query('INSERT INTO migration_lock (id) VALUES (1) ON CONFLICT DO NOTHING')
  await tx.query(
    `CREATE TABLE IF NOT EXISTS migration (version integer PRIMARY KEY, name text NOT NULL, checksum text NOT NULL,
     applied_at timestamptz NOT NULL DEFAULT now())`,
  )
}

async function runOne(tx: Query, migration: Migration, all: readonly Migration[]): Promise<boolean> {
  await tx.query('SELECT id FROM migration_lock WHERE id = 1 FOR UPDATE')
  await refuseNewer(tx, all)
  const { rows } = await tx.query<{ checksum: string }>('SELECT checksum FROM migration WHERE version = $1', [
    migration.version,
  ])
  if (rows[0] !== undefined) {
    if (rows[0].checksum !== migration.checksum) throw changed(migration)
    return false
  }
  for (const statement of statements(migration.sql)) await tx.query(statement)
  await tx.query('INSERT INTO migration (version, name, checksum) VALUES ($1, $2, $3)', [
    migration.version,
    migration.name,
    migration.checksum,
  ])
  return true
}

async function refuseNewer(tx: Query, all: readonly Migration[]): Promise<void> {
  const newest = all.at(-1)?.version ?? 0
  const version = await schemaVersion(tx)
  if (version <= newest) return
  throw new Conflict('schema_newer', `The database has schema ${version}; this code knows ${newest}.`, {
    remedy: 'Start a Yingda at least as new as the one that made this database.',
  })
}

function changed(migration: Migration): Conflict {
  return new Conflict(
    'migration_changed',
    `Migration ${migration.version}_${migration.name} was changed after it ran.`,
    {
      remedy: 'Restore the file as it was; put the change into a new migration.',
    },
  )
}

/** Splits a file at the semicolons that end a line: a rule of ours for migrations, so that both drivers run them. */
function statements(sql: string): string[] {
  return sql
    .replace(/^\s*--.*$/gm, '')
    .split(/;\s*$/m)
    .map(one => one.trim())
    .filter(one => one !== '')
}
