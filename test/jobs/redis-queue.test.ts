import { Redis } from 'ioredis'
import { afterAll, beforeEach, describe, expect, inject, it } from 'vitest'
import { createRedisQueue, pingRedis } from '../../src/jobs/redis-queue.ts'
import type { IngestionRef } from '../../src/retrieval/ingestion.store.ts'

const { redis } = inject('services')

describe.skipIf(!redis.found)('the queue in Redis', () => {
  // A database of its own: what others have left in theirs would be carried too.
  const url = redis.found ? new URL('/15', redis.value).href : ''

  async function flush(): Promise<void> {
    const client = new Redis(url)
    await client.flushdb()
    client.disconnect()
  }
  beforeEach(flush)
  afterAll(flush)

  it('carries ids to one of its workers', async () => {
    const ran: IngestionRef[] = []
    let all = () => {}
    const done = new Promise<void>(resolve => {
      all = resolve
    })
    const worker = () =>
      createRedisQueue({
        url,
        onError: () => {},
        async run(ref) {
          ran.push(ref)
          if (ran.length === 20) all()
        },
      })
    const queues = [worker(), worker()]
    const refs = Array.from({ length: 20 }, (_, i) => ({ tenantId: `t${i % 3}`, id: `i${i}` }))
    await Promise.all(refs.map((ref, i) => queues[i % 2]!.add(ref)))
    await done
    await Promise.all(queues.map(queue => queue.close()))
    const ids = (all: IngestionRef[]) => all.map(ref => ref.id).sort()
    expect(ids(ran)).toEqual(ids(refs))
    await pingRedis(url)
  })

  it('says within seconds when Redis does not answer', async () => {
    const queue = createRedisQueue({ url: 'redis://127.0.0.1:1', run: async () => {}, onError: () => {} })
    await expect(queue.add({ tenantId: 't', id: 'i' })).rejects.toThrow()
    await queue.close()
    await expect(pingRedis('redis://127.0.0.1:1')).rejects.toThrow()
  }, 15_000)
})
