/**
 * How often somebody tried to sign in, counted in the database: all processes together let nine through in any minute,
 * and sixty in any hour. What tries is kept as a hash only.
 */
import { createHash } from 'node:crypto'
import type { Db } from '../db.ts'
import { TooMany } from '../errors.ts'

const A_MINUTE = 9
const AN_HOUR = 60

/** An account's e-mail, whether there is such an account or not; or an address. */
export interface Trier {
  scope: 'account' | 'address'
  name: string
}

/** Counts an attempt before it is looked at, so that many at once do not slip through. @throws TooMany `rate_limited`. */
export async function countAttempt(db: Db, trier: Trier): Promise<void> {
  const { rows } = await db.query(
    `INSERT INTO sign_in_attempt AS s (key, times) VALUES ($1, ARRAY[now()])
     ON CONFLICT (key) DO UPDATE SET times = now() || ${RECENT} WHERE ${FREE} RETURNING key`,
    [keyOf(trier)],
  )
  if (rows.length === 0) throw tooMany(trier.scope, await timeToWait(db, trier))
}

/** Until the oldest attempt that counts no longer does, ms. */
async function timeToWait(db: Db, trier: Trier): Promise<number> {
  const { rows } = await db.query<{ ms: number }>(
    `SELECT ceil(extract(epoch FROM greatest(times[${A_MINUTE}] + interval '1 minute', times[${AN_HOUR}] + interval '1 hour')
       - now()) * 1000)::int AS ms FROM sign_in_attempt WHERE key = $1`,
    [keyOf(trier)],
  )
  return Math.max(1_000, rows[0]?.ms ?? 0)
}

/** Takes the newest attempt back: who signed in should not wait because many of his colleagues did. */
export async function forgiveAttempt(db: Db, trier: Trier): Promise<void> {
  await db.query('UPDATE sign_in_attempt SET times = times[2:] WHERE key = $1', [keyOf(trier)])
}

/** Removes what no longer counts; returns how many. */
export async function sweepAttempts(db: Db): Promise<number> {
  const { count } = await db.query(
    `DELETE FROM sign_in_attempt WHERE times = '{}' OR times[1] < now() - interval '1 hour'`,
  )
  return count
}

/** SQL: the attempts of the last hour, the newest first. */
const RECENT = `coalesce((SELECT array_agg(t ORDER BY t DESC) FROM unnest(s.times) t WHERE t > now() - interval '1 hour'), '{}')`
const FREE = `(SELECT count(*) FILTER (WHERE t > now() - interval '1 minute') < ${A_MINUTE}
  AND count(*) FILTER (WHERE t > now() - interval '1 hour') < ${AN_HOUR} FROM unnest(s.times) t)`

const keyOf = ({ scope, name }: Trier): string =>
  createHash('sha256').update(`${scope}:${name.toLowerCase()}`).digest('hex')

function tooMany(scope: Trier['scope'], retryAfterMs: number): TooMany {
  return new TooMany('rate_limited', 'Too many attempts to sign in.', {
    remedy: `Wait ${Math.ceil(retryAfterMs / 1000)} s, then try again.`,
    params: { scope, retryAfterMs },
  })
}
