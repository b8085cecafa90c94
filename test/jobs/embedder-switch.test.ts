/** A process dies while it changes a sentence model; the next one goes on with it. */
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, test } from 'vitest'
import { addTenant } from '../../src/admin/tenants.ts'
import { createLocalBus } from '../../src/bus.ts'
import { openEmbedded } from '../../src/db/embedded.ts'
import type { EmbedderView } from '../../src/http/routes/embedder.ts'
import { insertSwitch } from '../../src/retrieval/embedder-switch.store.ts'
import { insertDocument } from '../../src/retrieval/knowledge.store.ts'
import { buildApp, PATIENCE_MS } from '../helpers/app.ts'
import { copyMigratedFolder } from '../helpers/migrated.ts'
import { FAQ, longArticle } from '../helpers/shop.ts'
import { writeTinyTransformer } from '../helpers/tiny-transformer.ts'

const DYING = fileURLToPath(new URL('./dying-switch.ts', import.meta.url))
const data = mkdtempSync(join(tmpdir(), 'yingda-killed-'))
afterAll(() => rmSync(data, { recursive: true, force: true }))

test('a switch whose process dies goes on with the next one, which takes over only when it is whole', async () => {
  writeTinyTransformer(join(data, 'models', 'tiny'), [FAQ[0]!.title, ...FAQ[0]!.similar])
  await copyMigratedFolder(join(data, 'pg'))
  const before = await openEmbedded(join(data, 'pg'))
  const home = await addTenant(before, 'Shop')
  await insertDocument(before.tenant(home.tenantId), longArticle(300))
  const { id } = await insertSwitch(before.tenant(home.tenantId), ['tiny'])
  await before.close()
  const dying = spawn(process.execPath, ['--import', 'tsx', DYING, data], { stdio: ['ignore', 'inherit', 'inherit'] })
  expect(await new Promise(resolve => dying.once('exit', (_, signal) => resolve(signal)))).toBe('SIGKILL')

  const db = await openEmbedded(join(data, 'pg'))
  const beside = { db, bus: createLocalBus(), home, other: home }
  const shop = await buildApp({ beside, alone: true, env: { YINGDA_DATA: data } })
  const owner = await shop.signIn('owner')
  const view = async () => (await owner.call('GET', '/embedder')).body as EmbedderView
  const written = async () => {
    const { rows } = await db.query<{ row: string }>(
      `SELECT passage_id || ' ' || part || ' ' || xmin AS row FROM passage_vector`,
    )
    return rows.map(({ row }) => row)
  }
  const left = await view()
  expect(left).toMatchObject({ chosen: null, inForce: { dims: 256 }, switch: { id, state: 'running' } })
  expect(left.switch!.done).toBeGreaterThan(0)
  expect(left.switch!.done).toBeLessThan(left.switch!.total)
  const embedded = await written()
  shop.app.switches.wake()
  await shop.app.switches.idle()
  await expect
    .poll(view, { timeout: PATIENCE_MS })
    .toMatchObject({ chosen: ['tiny'], inForce: { name: 'tiny' }, switch: { id, state: 'done' } })
  // What was embedded before was not embedded again.
  expect(await written()).toEqual(expect.arrayContaining(embedded))
  await shop.close()
  await db.close()
}, 60_000)
