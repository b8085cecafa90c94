/**
 * PostgreSQL behind the face of `db.ts`. Row-level security is the second fence between tenants: each connection
 * carries the tenant it works for in the setting `yingda.tenant_id` ('*' for the system itself), and the policies of
 * the first migration compare it. It holds only where the role is neither superuser nor BYPASSRLS.
 */
import pg from 'pg'
import type { Db, Query, Rows, TenantDb } from '../db.ts'
import { QueryFailed } from '../db.ts'
import { Unavailable } from '../errors.ts'
import { statementName } from './statements.ts'
import { parserOf } from './values.ts'

const CONNECT_TIMEOUT_MS = 5_000
const STATEMENT_TIMEOUT_MS = 30_000
const EVERY_TENANT = '*'

/** A PostgreSQL database and its address, which the bus needs for LISTEN. */
export interface PostgresDb extends Db {
  readonly url: string
}

/**
 * Opens a pool and tries one connection.
 * @throws Unavailable `database_unreachable` naming the host, without the password.
 */
export async function openPostgres(url: string, poolSize: number): Promise<PostgresDb> {
  const pool = new pg.Pool({
    connectionString: url,
    max: poolSize,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    application_name: 'yingda',
    types: { getTypeParser: parserOf },
  })
  // An idle connection that the server closed is replaced by the pool; without a listener it would end the process.
  pool.on('error', () => {})
  // The same for one that is lost while it is lent out, between two statements: the next statement on it fails.
  pool.on('connect', client => client.on('error', () => {}))
  try {
    await pool.query('SELECT 1')
  } catch (error) {
    await pool.end()
    throw unreachable(url, error)
  }
  return createPostgresDb(pool, url)
}

function createPostgresDb(pool: pg.Pool, url: string): PostgresDb {
  const tenantOf = new WeakMap<pg.PoolClient, string>()

  async function withClient<T>(tenantId: string, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
    const client = await pool.connect().catch(error => {
      throw unreachable(url, error)
    })
    let lost: Error | undefined
    try {
      if (tenantOf.get(client) !== tenantId) {
        await client.query("SELECT set_config('yingda.tenant_id', $1, false)", [tenantId])
        tenantOf.set(client, tenantId)
      }
      return await work(client)
    } catch (error) {
      if (isConnectionLost(error)) lost = error
      throw error
    } finally {
      client.release(lost)
    }
  }

  const query = <R>(tenantId: string, sql: string, params?: readonly unknown[]): Promise<Rows<R>> =>
    withClient(tenantId, client => run<R>(client, sql, params))

  const transaction = <T>(tenantId: string, work: (tx: Query) => Promise<T>): Promise<T> =>
    withClient(tenantId, client => inTransaction(client, work))

  return {
    kind: 'postgres',
    url,
    query: (sql, params) => query(EVERY_TENANT, sql, params),
    transaction: work => transaction(EVERY_TENANT, work),
    tenant: (tenantId): TenantDb => ({
      tenantId,
      query: (sql, params) => query(tenantId, sql, params),
      transaction: work => transaction(tenantId, tx => work({ ...tx, tenantId })),
    }),
    close: () => pool.end(),
  }
}

async function inTransaction<T>(client: pg.PoolClient, work: (tx: Query) => Promise<T>): Promise<T> {
  await execute(client, 'BEGIN')
  try {
    const result = await work({ query: (sql, params) => run(client, sql, params) })
    // COMMIT after a refused statement whose error was swallowed rolls back, and says so in its tag only.
    if ((await execute(client, 'COMMIT')).command !== 'COMMIT') throw new QueryFailed(NOT_COMMITTED, '25P02')
    return result
  } catch (error) {
    await execute(client, 'ROLLBACK').catch(() => {})
    throw error
  }
}

const NOT_COMMITTED = 'the transaction was rolled back: one of its statements had been refused'

async function run<R>(client: pg.PoolClient, sql: string, params?: readonly unknown[]): Promise<Rows<R>> {
  const result = await execute(client, sql, params)
  return { rows: result.rows as R[], count: result.rowCount ?? 0 }
}

/** One statement, never several: the extended protocol refuses them, with and without parameters. */
async function execute(client: pg.PoolClient, sql: string, params?: readonly unknown[]): Promise<pg.QueryResult> {
  const name = statementName(sql)
  const values = params as unknown[] | undefined
  const statement = { text: sql, values, queryMode: 'extended', ...(name === undefined ? {} : { name }) }
  try {
    return await client.query(statement as pg.QueryConfig)
  } catch (error) {
    const { message, code, constraint } = error as pg.DatabaseError
    throw new QueryFailed(message, code ?? CONNECTION_LOST, constraint, error)
  }
}

const CONNECTION_LOST = '08006'
const LOST_STATES = new Set([CONNECTION_LOST, '57P01', '57P02', '57P03', 'ECONNRESET', 'EPIPE'])

function isConnectionLost(error: unknown): error is QueryFailed {
  return error instanceof QueryFailed && LOST_STATES.has(error.sqlState)
}

function unreachable(url: string, cause: unknown): Unavailable {
  const { host, pathname } = new URL(url)
  const reason = cause instanceof Error ? cause.message : String(cause)
  return new Unavailable('database_unreachable', `PostgreSQL at ${host}${pathname} does not answer: ${reason}`, {
    remedy: 'Check DATABASE_URL, and that the server runs and lets this machine in.',
    cause,
  })
}
