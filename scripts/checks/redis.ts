/** The doctor on Redis: where it is asked for, jobs go through it. */
import type { Config } from '../../src/config.ts'
import { type Finding, note, ok } from './finding.ts'

export async function checkRedis({ redisUrl }: Config): Promise<Finding> {
  if (redisUrl === undefined) return ok('Redis', 'Not asked for: jobs are looked for in the database.')
  const { pingRedis } = await import('../../src/jobs/redis-queue.ts')
  const { host } = new URL(redisUrl)
  try {
    await pingRedis(redisUrl)
    return ok('Redis', `Answers at ${host}: jobs reach all processes at once.`)
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    return note(
      'Redis',
      `Does not answer at ${host}: ${why}`,
      'Jobs still run, a few seconds later. Start Redis, or check REDIS_URL.',
    )
  }
}
