/** What commands work on: the database that the settings name, directly or through the server that holds it. */
import { existsSync } from 'node:fs'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { actingAs, namingActors } from '../src/acting.ts'
import { createTenantEmbedders, type TenantEmbedders } from '../src/admin/tenant-embedder.ts'
import { addTenant, findFirstTenant, type TenantHome } from '../src/admin/tenants.ts'
import { type Config, readConfig } from '../src/config.ts'
import { migrate, readMigrations, schemaVersion } from '../src/db/migrate.ts'
import { type OpenDatabase, openDatabase } from '../src/db/open.ts'
import type { Query } from '../src/db.ts'
import type { Embedder, EmbedderPool } from '../src/embedder.ts'
import { createEmbedderPool } from '../src/embedding/pool.ts'
import { Conflict, NotFound, Unavailable } from '../src/errors.ts'
import { newId } from '../src/id.ts'
import { say } from './terminal.ts'

export interface Workplace extends OpenDatabase {
  config: Config
}

export interface Needs {
  /** Make database, schema and tenant where there are none; otherwise their absence is refused. */
  create: boolean
}

/**
 * Opens the database for as long as `work` runs; its schema is as it is.
 * @throws Unavailable `database_missing` when there is none and none shall be made.
 */
export async function inDatabase<T>({ create }: Needs, work: (place: Workplace) => Promise<T>): Promise<T> {
  const config = readConfig(process.env)
  if (!create && !hasDatabase(config)) throw missing(config.dataDir)
  const database = await openDatabase(config, 'command')
  try {
    return await work({ ...database, config })
  } finally {
    await database.close()
  }
}

/** The same with the schema of this code. @throws Conflict `schema_behind` or `schema_newer`. */
export async function inSchema<T>(needs: Needs, work: (place: Workplace) => Promise<T>): Promise<T> {
  return inDatabase(needs, async place => {
    const version = await currentSchema(place.db)
    if (version === 0 && needs.create) await migrate(place.db)
    else if (version < newestSchema()) throw behind(version)
    else if (version > newestSchema()) throw newer(version)
    return work(place)
  })
}

/** The same with the first tenant. @throws NotFound `tenant_missing`. */
export async function inTenant<T>(needs: Needs, work: (place: Workplace & TenantHome) => Promise<T>): Promise<T> {
  return inSchema(needs, async place => {
    const home = (await findFirstTenant(place.db)) ?? (needs.create ? await addTenant(place.db, 'Qinghe') : undefined)
    if (home === undefined) throw noTenant()
    return work({ ...place, ...home })
  })
}

/** The same; what is changed in it stands in the audit log under the command's name. */
export async function inTenantAs<T>(
  command: string,
  needs: Needs,
  work: (place: Workplace & TenantHome) => Promise<T>,
): Promise<T> {
  return inTenant(needs, place => {
    const actor = { kind: 'command' as const, name: userInfo().username, route: `yingda ${command}`, request: newId() }
    return actingAs(actor, () => work({ ...place, db: namingActors(place.db) }))
  })
}

/** The embedders of the settings and of what tenants have chosen, for as long as `work` runs. */
export async function withEmbedders<T>(
  { config, db }: Pick<Workplace, 'config' | 'db'>,
  work: (embedders: TenantEmbedders, pool: EmbedderPool) => Promise<T>,
): Promise<T> {
  const pool = poolOf(config)
  const onMissing = (_tenantId: string, models: readonly string[], error: unknown) =>
    say(`${models.join(' + ')} cannot be used here, the default one takes its place: ${messageOf(error)}`)
  try {
    return await work(createTenantEmbedders({ db, pool, onMissing }), pool)
  } finally {
    await pool.close()
  }
}

/** The embedder of the settings, for as long as `work` runs; undefined where there is none. For what belongs to no tenant. */
export async function withDefaultEmbedder<T>(
  config: Config,
  work: (embedder: Embedder | undefined) => Promise<T>,
): Promise<T> {
  const pool = poolOf(config)
  try {
    return await work((await pool.hold(null)).embedder)
  } finally {
    await pool.close()
  }
}

/** The models that this machine has. */
export const poolOf = (config: Config): EmbedderPool =>
  createEmbedderPool({ configured: config.embedder, modelsDir: join(config.dataDir, 'models') })

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

/** True for PostgreSQL, and where the embedded database has been made. */
export const hasDatabase = (config: Config): boolean =>
  config.databaseUrl !== undefined || existsSync(join(config.dataDir, 'pg'))

/** The schema's version; 0 for an empty database. */
export async function currentSchema(db: Query): Promise<number> {
  const { rows } = await db.query<{ there: boolean }>("SELECT to_regclass('migration') IS NOT NULL AS there")
  return rows[0]?.there === true ? schemaVersion(db) : 0
}

/** The version that this code makes. */
export const newestSchema = (): number => readMigrations().at(-1)?.version ?? 0

const missing = (dataDir: string): Unavailable =>
  new Unavailable('database_missing', `There is no database in ${dataDir} yet.`, {
    remedy: 'npm start makes it; for another folder set YINGDA_DATA, for PostgreSQL set DATABASE_URL.',
  })

const behind = (version: number): Conflict =>
  new Conflict('schema_behind', `The database has schema ${version}; this code needs ${newestSchema()}.`, {
    remedy: 'Bring it up to date: npx yingda migrate',
  })

const newer = (version: number): Conflict =>
  new Conflict('schema_newer', `The database has schema ${version}; this code knows ${newestSchema()}.`, {
    remedy: 'Use a Yingda at least as new as the one that made this database.',
  })

const noTenant = (): NotFound =>
  new NotFound('tenant_missing', 'There is no tenant in this database yet.', {
    remedy: 'npm start makes one with the sample; npx yingda import PATH makes one with your own knowledge.',
  })
