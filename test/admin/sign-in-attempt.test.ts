/** Attempts to sign in, counted by the database for all who ask it. */
import { expect, test } from 'vitest'
import { countAttempt, forgiveAttempt, sweepAttempts, type Trier } from '../../src/admin/sign-in-attempt.store.ts'
import { newId } from '../../src/id.ts'
import { describeOnEachDatabase } from '../helpers/databases.ts'

describeOnEachDatabase('attempts to sign in', open => {
  const trier = (): Trier => ({ scope: 'account', name: `${newId()}@Example.com` })
  const tries = async (who: Trier, count: number) => {
    const all = await Promise.allSettled(Array.from({ length: count }, () => countAttempt(open(), who)))
    return all.filter(one => one.status === 'fulfilled').length
  }
  const age = (seconds: number) =>
    open().query(
      `UPDATE sign_in_attempt SET times = (SELECT array_agg(t - make_interval(secs => $1) ORDER BY t DESC) FROM unnest(times) t)`,
      [seconds],
    )

  test('are nine in a minute, also of many at once, and say how long to wait', async () => {
    const who = trier()
    expect(await tries(who, 40)).toBe(9)
    const refusal = await countAttempt(open(), who).catch(error => error)
    expect(refusal).toMatchObject({ code: 'rate_limited', kind: 'too_many' })
    expect(refusal.params.retryAfterMs).toBeGreaterThan(50_000)
    expect(refusal.params.retryAfterMs).toBeLessThanOrEqual(60_000)
  })

  test('are free again after a minute, and sixty in an hour', async () => {
    const who = trier()
    let allowed = 0
    for (let minute = 0; minute < 8; minute++) {
      allowed += await tries(who, 12)
      await age(61)
    }
    expect(allowed).toBe(60)
    const refusal = await countAttempt(open(), who).catch(error => error)
    expect(refusal.params.retryAfterMs).toBeGreaterThan(40 * 60_000)
    await age(3600)
    expect(await tries(who, 12)).toBe(9)
  })

  test('are counted alike in any case of letters, and given back to who signed in', async () => {
    const who = trier()
    await tries(who, 5)
    expect(await tries({ ...who, name: who.name.toUpperCase() }, 10)).toBe(4)
    await forgiveAttempt(open(), who)
    expect(await tries(who, 3)).toBe(1)
  })

  test('leave nothing behind after an hour, and no e-mail at any time', async () => {
    const who = trier()
    await tries(who, 1)
    const { rows } = await open().query('SELECT key FROM sign_in_attempt')
    expect(JSON.stringify(rows)).not.toContain('@')
    await age(7200)
    expect(await sweepAttempts(open())).toBeGreaterThan(0)
    expect((await open().query('SELECT 1 FROM sign_in_attempt')).count).toBe(0)
  })
})
