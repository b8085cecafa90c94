/**
 * How much one visitor, one address and one inbox may send: token buckets (a burst, refilled steadily). In memory of
 * each process: a limit protects this process, it keeps no books.
 */
import { TooMany } from './errors.ts'

export interface Limit {
  /** Tokens in a full bucket: what may come at once. */
  burst: number
  /** Tokens that come back each minute. */
  perMinute: number
}

export interface Limiter {
  /** Takes one token for `key`. @throws TooMany `rate_limited` with `params.retryAfterMs`. */
  take(key: string): void
}

interface Bucket {
  tokens: number
  at: number
}

/** Full buckets say nothing: beyond so many keys they are forgotten. */
const KEYS_AT_MOST = 10_000

export function createLimiter(
  scope: 'visitor' | 'address' | 'inbox',
  limit: Limit,
  now: () => number = Date.now,
): Limiter {
  const buckets = new Map<string, Bucket>()
  const perMs = limit.perMinute / 60_000

  function forgetFull(time: number): void {
    for (const [key, bucket] of buckets) {
      if (bucket.tokens + (time - bucket.at) * perMs >= limit.burst) buckets.delete(key)
    }
  }

  return {
    take(key) {
      const time = now()
      if (buckets.size > KEYS_AT_MOST) forgetFull(time)
      const bucket = buckets.get(key) ?? { tokens: limit.burst, at: time }
      const tokens = Math.min(limit.burst, bucket.tokens + (time - bucket.at) * perMs)
      if (tokens < 1) throw tooMany(scope, Math.ceil((1 - tokens) / perMs))
      buckets.set(key, { tokens: tokens - 1, at: time })
    },
  }
}

function tooMany(scope: string, retryAfterMs: number): TooMany {
  return new TooMany('rate_limited', `Too many messages from this ${scope}.`, {
    remedy: `Wait ${Math.ceil(retryAfterMs / 1000)} s, then send it again.`,
    params: { scope, retryAfterMs },
  })
}
