/**
 * Tells the readers of all processes, through Redis, that there is something to read. BullMQ carries the ids of work
 * rows and nothing else: the table is the truth, so that losing Redis costs the seconds until the next sweep.
 */
import { setTimeout } from 'node:timers/promises'
import { Queue, Worker } from 'bullmq'
import { Redis } from 'ioredis'
import { Unavailable } from '../errors.ts'
import type { IngestionRef } from '../retrieval/ingestion.store.ts'

export interface RedisQueue {
  /** Resolves when Redis has it; rejects within two seconds when it has not. */
  add(ref: IngestionRef): Promise<void>
  close(): Promise<void>
}

export interface RedisQueueDeps {
  url: string
  /** One at a time a process. */
  run(ref: IngestionRef): Promise<void>
  onError(error: unknown): void
}

const NAME = 'yingda-ingestion'
const WAIT_MS = 2_000
/** Some are kept: who looks into Redis sees what was carried. */
const KEPT = { removeOnComplete: 100, removeOnFail: 100 }

export function createRedisQueue({ url, run, onError }: RedisQueueDeps): RedisQueue {
  const sending = new Redis(url, { maxRetriesPerRequest: 1, commandTimeout: WAIT_MS })
  // Waits for ever at a queue without work: BullMQ asks for it.
  const receiving = new Redis(url, { maxRetriesPerRequest: null })
  const queue = new Queue<IngestionRef>(NAME, { connection: sending, defaultJobOptions: KEPT })
  const worker = new Worker<IngestionRef>(NAME, async job => run(job.data), { connection: receiving })
  for (const redis of [sending, receiving]) redis.on('error', onError)
  queue.on('error', onError)
  worker.on('error', onError)
  return {
    add: async ref => void (await within(WAIT_MS, queue.add('read', ref))),
    async close() {
      // What it runs ends first; where Redis is gone there is nobody to say goodbye to.
      await within(WAIT_MS, Promise.all([worker.close(), queue.close()])).catch(onError)
      sending.disconnect()
      receiving.disconnect()
    },
  }
}

/** BullMQ waits for Redis to come back, for ever. */
async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  const timeout = new AbortController()
  const late = setTimeout(ms, undefined, { signal: timeout.signal }).then(() => {
    throw new Unavailable('redis_silent', `Redis did not answer within ${ms} ms.`, { remedy: 'See yingda doctor.' })
  })
  try {
    return await Promise.race([work, late])
  } finally {
    timeout.abort()
    work.catch(() => {})
    late.catch(() => {})
  }
}

/** Whether Redis answers; rejects with why it does not. */
export async function pingRedis(url: string): Promise<void> {
  const redis = new Redis(url, { lazyConnect: true, maxRetriesPerRequest: 0, retryStrategy: () => null })
  try {
    await redis.connect()
    await redis.ping()
  } finally {
    redis.disconnect()
  }
}
