/** The models of a process: open once, whoever shares them, and closed when nobody does. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, expect, test } from 'vitest'
import { createEmbedderPool } from '../../src/embedding/pool.ts'
import { writeTinyTransformer } from '../helpers/tiny-transformer.ts'

const folder = mkdtempSync(join(tmpdir(), 'yingda-pool-'))
const modelsDir = join(folder, 'models')
const IDLE_MS = 60
writeTinyTransformer(join(modelsDir, 'owner/tiny'), ['hello'])
writeTinyTransformer(join(folder, 'elsewhere/tiny'), ['hello'], 2)
const pool = createEmbedderPool({ configured: [join(folder, 'elsewhere/tiny')], modelsDir, idleMs: IDLE_MS })
afterAll(async () => {
  await pool.close()
  rmSync(folder, { recursive: true })
})

test('a model is open once for all who hold it, and anew when nobody did for a while', async () => {
  const [one, two] = await Promise.all([pool.hold(['owner/tiny']), pool.hold(['owner/tiny'])])
  expect(two.embedder).toBe(one.embedder)
  one.release()
  one.release()
  await sleep(2 * IDLE_MS)
  const three = await pool.hold(['owner/tiny'])
  expect(three.embedder).toBe(two.embedder)
  two.release()
  three.release()
  // Who was replaced ends what he has begun.
  expect((await three.embedder!.embed(['hello'], 'query'))[0]).toHaveLength(32)
  await expect
    .poll(async () => {
      const again = await pool.hold(['owner/tiny'])
      again.release()
      await sleep(2 * IDLE_MS)
      return again.embedder === three.embedder
    })
    .toBe(false)
})

test('joined models share what is open, and are another embedder in another order of things', async () => {
  const [alone, both, other] = [
    await pool.hold(['owner/tiny']),
    await pool.hold(['owner/tiny', 'tiny']),
    await pool.hold(null),
  ]
  expect(both.embedder!.dims).toBe(64)
  const identities = [alone, both, other].map(({ embedder }) => embedder!.identity)
  expect(new Set(identities).size).toBe(3)
  for (const { release } of [alone, both, other]) release()
})

test('the default is what the setting names; without one, words alone', async () => {
  expect(await pool.defaults()).toEqual(['tiny'])
  expect((await pool.models()).map(({ name, origin }) => `${name} ${origin}`)).toEqual([
    'built-in built-in',
    'owner/tiny pulled',
    'tiny configured',
  ])
  const none = createEmbedderPool({ configured: [], modelsDir: join(folder, 'nowhere') })
  expect([await none.defaults(), (await none.hold(null)).embedder]).toEqual([[], undefined])
})

test('a folder is no name, even where a model stands in it', async () => {
  for (const name of [join(folder, 'elsewhere/tiny'), join(modelsDir, 'owner/tiny'), 'owner/../owner/tiny', 'owner'])
    await expect(pool.hold([name])).rejects.toMatchObject({ code: 'embedder_unknown', value: name })
})

test('one that cannot be opened is said by its name, and tried again when it was put right', async () => {
  const damaged = join(modelsDir, 'owner/late')
  mkdirSync(damaged)
  writeFileSync(join(damaged, 'config.json'), '{')
  await expect(pool.hold(['owner/late'])).rejects.toMatchObject({ code: 'embedder_directory_invalid' })
  await expect(pool.hold(['owner/late'])).rejects.not.toThrow(folder)
  writeTinyTransformer(damaged, ['hello'], 3)
  const held = await pool.hold(['owner/late'])
  expect(held.embedder?.name).toBe('late')
  held.release()
})
