/** A process that carries out the switch it finds, and dies of SIGKILL as soon as some passages are embedded. */
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { createTenantEmbedders } from '../../src/admin/tenant-embedder.ts'
import { createTraining } from '../../src/admin/training.ts'
import { buildSwitches } from '../../src/app/embedder-choice.ts'
import { createLocalBus } from '../../src/bus.ts'
import { openEmbedded } from '../../src/db/embedded.ts'
import { createEmbedderPool } from '../../src/embedding/pool.ts'

const data = process.argv[2]!
const db = await openEmbedded(join(data, 'pg'))
const bus = createLocalBus()
const pool = createEmbedderPool({ configured: ['built-in'], modelsDir: join(data, 'models') })
const embedders = createTenantEmbedders({ db, pool, onMissing() {} })
const training = createTraining({ db, bus, embedders })
buildSwitches({ db, bus, pool, embedders, training, onError: console.error }).wake()
for (;;) {
  const { rows } = await db.query<{ done: number }>('SELECT done FROM embedder_switch')
  if (rows[0]!.done > 0) process.kill(process.pid, 'SIGKILL')
  await sleep(5)
}
