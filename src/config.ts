/**
 * The settings of one process: read once from the environment, checked by one schema, frozen. A malformed value stops
 * the start with its name and the way out.
 */
import { resolve } from 'node:path'
import Type, { type Static, type TProperties, type TSchema } from 'typebox'
import { Compile } from 'typebox/compile'
import { InvalidInput } from './errors.ts'
import type { Limit } from './limits.ts'

const Env = Type.Object({
  PORT: Type.Integer({
    minimum: 0,
    maximum: 65535,
    default: 3000,
    description: 'Port to listen on; 0 takes a free one.',
  }),
  HOST: Type.String({ minLength: 1, default: '127.0.0.1', description: 'Address to listen on; 0.0.0.0 for all.' }),
  DATABASE_URL: Type.Optional(
    Type.String({
      pattern: '^postgres(ql)?://.+',
      description:
        'PostgreSQL with pgvector, as postgres://user:password@host:5432/database. Without it: the embedded database.',
    }),
  ),
  DATABASE_POOL: Type.Integer({ minimum: 2, maximum: 200, default: 10, description: 'Connections to PostgreSQL.' }),
  REDIS_URL: Type.Optional(
    Type.String({
      pattern: '^rediss?://.+',
      description:
        'Redis, as redis://host:6379: jobs reach the workers of all processes at once. Without it they look into the database every 5 s.',
    }),
  ),
  YINGDA_DATA: Type.String({
    minLength: 1,
    default: './data',
    description: 'Folder of the embedded database, and of what is kept of large knowledge for the next start.',
  }),
  YINGDA_EMBEDDER: Type.String({
    minLength: 1,
    default: 'built-in',
    description:
      'What turns sentences into vectors: built-in, none, or folders of models (ours or in transformers.js layout), comma separated: one, or one for each language beside one for both.',
  }),
  YINGDA_ORIGINS: Type.String({
    default: '',
    pattern: '^$|^https?://[^,\\s/]+(\\s*,\\s*https?://[^,\\s/]+)*$',
    description:
      'Sites that may embed any widget, comma separated: https://shop.example,https://www.shop.example. Empty: each inbox decides.',
  }),
  YINGDA_FETCH_PRIVATE: Type.String({
    default: '',
    description:
      'Hosts and networks inside that pages may be imported from, comma separated: wiki.intranet,10.1.0.0/16. Empty: public addresses only.',
  }),
  TRUST_PROXY: Type.String({
    default: 'false',
    pattern: '^(true|false|[0-9]+|[0-9a-fA-F.:/,\\s]+)$',
    description: 'Whose X-Forwarded-For to believe: false, true, a number of hops, or addresses of the proxies.',
  }),
  LOG_LEVEL: Type.Union(
    ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'].map(level => Type.Literal(level)),
    { default: 'warn', description: 'How much is logged, as JSON lines on standard error.' },
  ),
  LIMIT_VISITOR: Type.Integer({
    minimum: 1,
    default: 60,
    description: 'Messages a minute from one visitor; a third of it at once.',
  }),
  LIMIT_ADDRESS: Type.Integer({ minimum: 1, default: 600, description: 'Messages a minute from one address.' }),
  LIMIT_INBOX: Type.Integer({ minimum: 1, default: 12_000, description: 'Messages a minute into one inbox.' }),
  LIMIT_SESSIONS: Type.Integer({ minimum: 1, default: 120, description: 'New visitors a minute from one address.' }),
  YINGDA_AUDIT_DAYS: Type.Integer({
    minimum: 1,
    maximum: 36_500,
    default: 730,
    description: 'Days for which the audit log is kept.',
  }),
  YINGDA_TURN_TIMEOUT_MS: Type.Integer({
    minimum: 100,
    maximum: 60_000,
    default: 8_000,
    description: 'Longest time the bot may think about one message, in ms; then a person takes over.',
  }),
})
type Env = Static<typeof Env>

export interface Config {
  readonly port: number
  readonly host: string
  readonly databaseUrl: string | undefined
  readonly databasePool: number
  readonly redisUrl: string | undefined
  readonly dataDir: string
  /** Folders, or `built-in`; empty for none. */
  readonly embedder: readonly string[]
  readonly origins: readonly string[]
  /** Hosts and CIDR blocks. */
  readonly fetchPrivate: readonly string[]
  readonly trustProxy: boolean | number | string
  readonly logLevel: string
  readonly turnTimeoutMs: number
  readonly auditDays: number
  readonly limits: Readonly<Record<'visitor' | 'address' | 'inbox' | 'sessions', Limit>>
}

/** Settings whose values may hold a password. */
const SECRET = new Set(['DATABASE_URL', 'REDIS_URL'])
const checker = Compile(Env)
const properties = Env.properties as TProperties

/**
 * Reads the configuration from an environment (names as in `describeConfig`).
 * @throws InvalidInput `bad_setting` naming the variable, its value and what is allowed.
 */
export function readConfig(env: Record<string, string | undefined>): Config {
  const raw: Record<string, unknown> = {}
  for (const [name, schema] of Object.entries(properties)) {
    const given = env[name]?.trim()
    raw[name] = given === undefined || given === '' ? defaultOf(schema) : isInteger(schema) ? toInteger(given) : given
    if (raw[name] === undefined) delete raw[name]
  }
  if (!checker.Check(raw)) throw badSetting(raw)
  return Object.freeze(toConfig(raw as Env))
}

/** Every setting with its default and meaning, for `--help` and the docs. */
export function describeConfig(): { name: string; fallback: string; description: string }[] {
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    fallback: String(defaultOf(schema) ?? ''),
    description: descriptionOf(schema),
  }))
}

function toConfig(env: Env): Config {
  return {
    port: env.PORT,
    host: env.HOST,
    databaseUrl: env.DATABASE_URL,
    databasePool: env.DATABASE_POOL,
    redisUrl: env.REDIS_URL,
    dataDir: resolve(env.YINGDA_DATA),
    embedder: embeddersOf(env.YINGDA_EMBEDDER),
    origins: listOf(env.YINGDA_ORIGINS),
    fetchPrivate: listOf(env.YINGDA_FETCH_PRIVATE),
    trustProxy: readTrustProxy(env.TRUST_PROXY),
    logLevel: env.LOG_LEVEL,
    turnTimeoutMs: env.YINGDA_TURN_TIMEOUT_MS,
    auditDays: env.YINGDA_AUDIT_DAYS,
    limits: {
      visitor: perMinute(env.LIMIT_VISITOR),
      address: perMinute(env.LIMIT_ADDRESS),
      inbox: perMinute(env.LIMIT_INBOX),
      sessions: perMinute(env.LIMIT_SESSIONS),
    },
  }
}

function badSetting(raw: Record<string, unknown>): InvalidInput {
  const error = checker.Errors(raw)[0]
  const name = error?.instancePath.slice(1).split('/')[0] ?? ''
  const schema = properties[name]
  const shown = SECRET.has(name) ? '(hidden: it may hold a password)' : JSON.stringify(raw[name])
  return new InvalidInput('bad_setting', `${name}=${shown} cannot be used: it ${error?.message ?? 'is malformed'}.`, {
    remedy: schema === undefined ? 'See yingda start --help.' : `${name}: ${descriptionOf(schema)}`,
    params: { name },
  })
}

function embeddersOf(value: string): readonly string[] {
  if (value === 'none') return Object.freeze([])
  return Object.freeze(listOf(value).map(one => (one === 'built-in' ? one : resolve(one))))
}

function listOf(value: string): readonly string[] {
  return Object.freeze(
    value
      .split(',')
      .map(one => one.trim())
      .filter(one => one !== ''),
  )
}

function readTrustProxy(value: string): boolean | number | string {
  if (value === 'true' || value === 'false') return value === 'true'
  return /^[0-9]+$/.test(value) ? Number(value) : value
}

const perMinute = (count: number): Limit => ({ burst: Math.ceil(count / 3), perMinute: count })
const meta = (schema: TSchema): { type?: string; default?: unknown; description?: string } => schema as object
const isInteger = (schema: TSchema): boolean => meta(schema).type === 'integer'
const defaultOf = (schema: TSchema): unknown => meta(schema).default
const descriptionOf = (schema: TSchema): string => meta(schema).description ?? ''
const toInteger = (text: string): number | string => (/^-?[0-9]+$/.test(text) ? Number(text) : text)
