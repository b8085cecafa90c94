/** What this machine offers the tests beside Node: PostgreSQL with pgvector, Chromium, Redis. */
import { existsSync } from 'node:fs'
import { connect } from 'node:net'
import pg from 'pg'

const DEFAULT_DATABASE_URL = 'postgres://yingda_app:yingda_app@127.0.0.1:5432/yingda_test'
const CHROMIUM = '/usr/bin/chromium'
const PROBE_TIMEOUT_MS = 3_000

/** `value` is the address or path of a service that was found; `why` says what is missing and what to do. */
export type Finding = { found: true; value: string } | { found: false; why: string }
export interface Services {
  postgres: Finding
  chromium: Finding
  redis: Finding
}

export async function findServices(env: NodeJS.ProcessEnv = process.env): Promise<Services> {
  const [postgres, redis] = await Promise.all([findPostgres(env), findRedis(env)])
  return { postgres, chromium: findChromium(env), redis }
}

/**
 * An empty database, whose role may create databases: each test file works on a copy of its own.
 * @throws Error when YINGDA_TEST_DATABASE_URL is set, not empty, and cannot be used: what was asked for is never skipped.
 */
async function findPostgres(env: NodeJS.ProcessEnv): Promise<Finding> {
  const asked = env.YINGDA_TEST_DATABASE_URL || undefined
  const url = asked ?? DEFAULT_DATABASE_URL
  const wrong = await whatIsWrong(url)
  if (wrong === undefined) return { found: true, value: url }
  const why = `${new URL(url).host}${new URL(url).pathname}: ${wrong}`
  if (asked !== undefined) throw new Error(`YINGDA_TEST_DATABASE_URL cannot be used. ${why}`)
  return { found: false, why: `${why} (scripts/ci/start-services.sh makes it)` }
}

async function whatIsWrong(url: string): Promise<string | undefined> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: PROBE_TIMEOUT_MS })
  client.on('error', () => {})
  try {
    await client.connect()
    const { rows } = await client.query<{ vector: boolean; createdb: boolean; used: boolean }>(
      `SELECT EXISTS (SELECT FROM pg_extension WHERE extname = 'vector') AS vector,
              (SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user) AS createdb,
              to_regclass('public.tenant') IS NOT NULL AS used`,
    )
    if (!rows[0]?.vector) return 'the extension vector is not there: CREATE EXTENSION vector, as a superuser'
    if (!rows[0].createdb) return 'its role may not create databases: ALTER ROLE … CREATEDB'
    if (rows[0].used) return 'it holds tables: the tests copy an empty database'
    return undefined
  } catch (error) {
    return error instanceof Error ? error.message || String((error as NodeJS.ErrnoException).code) : String(error)
  } finally {
    await client.end().catch(() => {})
  }
}

function findChromium(env: NodeJS.ProcessEnv): Finding {
  const path = env.YINGDA_TEST_CHROMIUM ?? CHROMIUM
  if (existsSync(path)) return { found: true, value: path }
  return { found: false, why: `${path} is not there (apt-get install chromium fonts-noto-cjk)` }
}

function findRedis(env: NodeJS.ProcessEnv): Promise<Finding> {
  const url = new URL(env.YINGDA_TEST_REDIS_URL ?? 'redis://127.0.0.1:6379')
  return new Promise(resolve => {
    const socket = connect({ host: url.hostname, port: Number(url.port || 6379), timeout: PROBE_TIMEOUT_MS })
    const end = (finding: Finding) => {
      socket.destroy()
      resolve(finding)
    }
    const silent = () => end({ found: false, why: `${url.host} does not answer (apt-get install redis-server)` })
    socket.on('connect', () => socket.write('PING\r\n'))
    socket.on('data', () => end({ found: true, value: url.href }))
    socket.on('timeout', silent)
    socket.on('error', silent)
  })
}
