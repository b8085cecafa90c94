/** The doctor on the database: kind and safety, who holds it, schema, tenant, model. */
import { hostname } from 'node:os'
import { countOwners } from '../../src/admin/agent.store.ts'
import { listIntents, trainingLines } from '../../src/admin/intents.ts'
import { createTenantEmbedders } from '../../src/admin/tenant-embedder.ts'
import { findFirstTenant } from '../../src/admin/tenants.ts'
import type { Config } from '../../src/config.ts'
import { controlSocketPath } from '../../src/db/control-socket.ts'
import { type LockHolder, tryLock } from '../../src/db/data-lock.ts'
import { openDatabase } from '../../src/db/open.ts'
import { type Db, one, type TenantDb } from '../../src/db.ts'
import type { Embedder, EmbedderPool } from '../../src/embedder.ts'
import { YingdaError } from '../../src/errors.ts'
import { load } from '../../src/nlu/artifact.ts'
import { listModels, readModelBytes } from '../../src/nlu/model.store.ts'
import { chooseServed } from '../../src/nlu/served-model.ts'
import { hashLines } from '../../src/nlu/train.ts'
import { countKnowledge } from '../../src/retrieval/knowledge.store.ts'
import { currentSchema, hasDatabase, newestSchema } from '../workplace.ts'
import { type Finding, note, ok, problem } from './finding.ts'

/** `pool`: undefined when the embedder of the settings could not be opened. */
export interface DatabaseChecks {
  config: Config
  pool: EmbedderPool | undefined
}

export async function checkDatabase(checks: DatabaseChecks): Promise<Finding[]> {
  const { config } = checks
  const findings: Finding[] = []
  if (config.databaseUrl === undefined) findings.push(embeddedSafety())
  if (!hasDatabase(config)) {
    const says = `${config.dataDir} holds no database yet.`
    return [...findings, note('Data directory', says, 'npm start makes it; for another folder set YINGDA_DATA.')]
  }
  try {
    if (config.databaseUrl === undefined) findings.push(checkHolder(config))
    const database = await openDatabase(config, 'command')
    try {
      if (database.db.kind === 'postgres') findings.push(...(await checkPostgres(database.db, config)))
      findings.push(...(await checkContent(database.db, checks)))
    } finally {
      await database.close()
    }
  } catch (error) {
    findings.push(failed('Database', error))
  }
  return findings
}

const embeddedSafety = (): Finding =>
  note(
    'Database',
    'Embedded (PGlite): survives the death of the process at any moment, not a power cut of the machine.',
    'Fine for trying out and small sites with backups (npx yingda backup); otherwise set DATABASE_URL to PostgreSQL.',
  )

function checkHolder({ dataDir }: Config): Finding {
  const attempt = tryLock(dataDir, controlSocketPath(dataDir))
  if (attempt.kind === 'busy') return ok('Data directory', `${dataDir}, held by ${whoIs(attempt.holder)}.`)
  attempt.lock.release()
  return ok('Data directory', `${dataDir}, held by nobody: no server runs on it.`)
}

const whoIs = ({ pid, host }: LockHolder): string =>
  host === hostname() ? `process ${pid} of this machine` : `process ${pid} on ${host}`

async function checkPostgres(db: Db, config: Config): Promise<Finding[]> {
  const { rows } = await db.query<{ version: string; fsync: string; vector: string | null; bypasses: boolean }>(
    `SELECT current_setting('server_version') AS version, current_setting('fsync') AS fsync,
       (SELECT extversion FROM pg_extension WHERE extname = 'vector') AS vector,
       (SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user) AS bypasses`,
  )
  const { version, fsync, vector, bypasses } = rows[0]!
  const says = `PostgreSQL ${version} at ${new URL(config.databaseUrl ?? '').host}, pgvector ${vector ?? 'not enabled yet'}`
  return [
    fsync === 'on'
      ? ok('Database', `${says}; survives a power cut.`)
      : note('Database', `${says}; fsync is off: a power cut may lose data.`, 'Set fsync = on in postgresql.conf.'),
    bypasses
      ? note(
          'Tenant fence',
          'The role sees past row-level security: tenants are kept apart by the statements alone.',
          'With several tenants use a role that is neither superuser nor BYPASSRLS.',
        )
      : ok('Tenant fence', 'Row-level security holds for this role.'),
  ]
}

async function checkContent(db: Db, checks: DatabaseChecks): Promise<Finding[]> {
  const schema = await checkSchema(db)
  if (schema.state !== 'ok') return [schema]
  const home = await findFirstTenant(db)
  if (home === undefined) {
    return [schema, note('Tenant', 'There is none yet.', 'npm start makes one with the sample knowledge.')]
  }
  const tenant = db.tenant(home.tenantId)
  return [schema, ...(await checkBot(db, tenant, checks)), await checkOwners(tenant)]
}

async function checkSchema(db: Db): Promise<Finding> {
  const [version, newest] = [await currentSchema(db), newestSchema()]
  if (version === newest) return ok('Schema', `Version ${version}, as this code needs it.`)
  if (version === 0) return note('Schema', 'There is none yet: the database is empty.', 'npm start makes it.')
  if (version < newest) {
    return problem(
      'Schema',
      `Version ${version}; this code needs ${newest}.`,
      'npx yingda migrate (npm start does it too)',
    )
  }
  return problem(
    'Schema',
    `Version ${version}; this code knows ${newest}.`,
    'Use a Yingda at least as new as the database.',
  )
}

/** Undefined where the embedder could not be opened. */
type Opened = { embedder: Embedder | undefined } | undefined

async function checkKnowledge(tenant: TenantDb, db: Db, opened: Opened): Promise<Finding> {
  const { documents, passages } = await countKnowledge(tenant)
  if (documents === 0) return note('Knowledge', 'There is none: the bot can only hand over.', 'npx yingda import PATH')
  const by = ['words', ...(opened?.embedder === undefined ? [] : [await vectorsOf(tenant, db, opened.embedder)])]
  return ok('Knowledge', `${documents} documents, ${passages} passages, searched by ${by.join(' and ')}.`)
}

async function vectorsOf(tenant: TenantDb, db: Db, { identity, instant }: Embedder): Promise<string> {
  if (instant) return 'vectors, made in memory'
  const { n } = one(
    await tenant.query<{ n: number }>(
      'SELECT count(*)::int AS n FROM passage_vector WHERE tenant_id = $1 AND identity = $2',
      [tenant.tenantId, identity],
    ),
  )
  return `${n} vectors (${db.kind === 'postgres' ? 'pgvector' : 'in memory'})`
}

/** Knowledge and intents with the sentence model that the company has chosen, and that one itself where it cannot be used. */
async function checkBot(db: Db, tenant: TenantDb, { pool }: DatabaseChecks): Promise<Finding[]> {
  const check = async (opened: Opened) => [await checkKnowledge(tenant, db, opened), await checkModel(tenant, opened)]
  if (pool === undefined) return check(undefined)
  const missing: Finding[] = []
  const onMissing = (_tenantId: string, models: readonly string[], error: unknown) => {
    const says = `${models.join(' + ')} was chosen and cannot be used here; the embedder of the settings takes its place.`
    missing.push({ ...failed('Chosen embedder', error), says: `${says} ${failed('', error).says}` })
  }
  const embedders = createTenantEmbedders({ db, pool, onMissing })
  const findings = await embedders.lend(tenant.tenantId, embedder => check({ embedder }))
  return [...findings, ...missing]
}

async function checkModel(tenant: TenantDb, opened: Opened): Promise<Finding> {
  const models = await listModels(tenant)
  const model = opened === undefined ? models[0] : chooseServed(models, opened.embedder).wanted
  const bytes = model && (await readModelBytes(tenant, model.hash))
  if (model === undefined || bytes === undefined) {
    return note('Model', 'There is none: the bot knows no intents.', 'npx yingda train')
  }
  const { intents, utterances, scores, intentsHash, createdAt } = model.manifest
  const says = `${intents.length} intents, ${utterances} utterances, ${(100 * scores.accuracy).toFixed(1)} % in cross-validation, trained ${createdAt.slice(0, 10)}`
  if (opened === undefined)
    return note('Model', `${says}; not tried without its embedder.`, 'See the line of the embedder.')
  try {
    load(bytes, opened.embedder)
  } catch (error) {
    return failed('Model', error)
  }
  if (hashLines(trainingLines(await listIntents(tenant))) === intentsHash) return ok('Model', `${says}.`)
  return note('Model', `${says}; the intents have changed since.`, 'npx yingda train --only-database')
}

async function checkOwners(tenant: TenantDb): Promise<Finding> {
  const owners = await countOwners(tenant)
  if (owners > 0) return ok('Agents', `${owners} ${owners === 1 ? 'owner' : 'owners'} can sign in.`)
  return note('Agents', 'No owner can sign in.', 'npx yingda user add EMAIL --role owner')
}

/** An error as a finding: what it says, and its way out. */
export function failed(name: string, error: unknown): Finding {
  const message = error instanceof Error ? error.message : String(error)
  const remedy = error instanceof YingdaError ? error.remedy : undefined
  return problem(name, message, remedy ?? 'Run it again with --debug and report what it prints.')
}
