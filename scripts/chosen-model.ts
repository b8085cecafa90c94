/** The sentence model that the bot uses: what there is, and the switch to another one, which a running server may do as well. */
import { setTimeout as pause } from 'node:timers/promises'
import { actingAlone } from '../src/acting.ts'
import { readChoice } from '../src/admin/tenant-embedder.ts'
import { createTraining } from '../src/admin/training.ts'
import { buildSwitches, demandUsable } from '../src/app/embedder-choice.ts'
import type { SentenceModel } from '../src/embedder.ts'
import { Unavailable } from '../src/errors.ts'
import { type EmbedderSwitch, insertSwitch, readNewestSwitch } from '../src/retrieval/embedder-switch.store.ts'
import { conclude, createProgress } from './terminal.ts'
import { inTenant, inTenantAs, withEmbedders } from './workplace.ts'

const LOOK_EVERY_MS = 100
/** The word for what YINGDA_EMBEDDER says. */
const DEFAULT = 'default'

export async function listModels(options: Record<string, unknown>): Promise<void> {
  await inTenant({ create: false }, place =>
    withEmbedders(place, async (embedders, pool) => {
      const chosen = (await readChoice(place.db.tenant(place.tenantId)))?.models ?? null
      const inForce = await embedders.lend(place.tenantId, async own => own && { name: own.name, dims: own.dims })
      const [models, defaults] = [await pool.models(), await pool.defaults()]
      conclude(options, { chosen, defaults, inForce: inForce ?? null, models }, () => [
        ...models.map(model => describe(model, (chosen ?? defaults).includes(model.name))),
        '',
        `In use: ${inForce === undefined ? 'none, words alone' : inForce.name} (${chosen === null ? 'by default' : 'chosen'}).`,
      ])
    }),
  )
}

function describe({ name, kind, languages, dims, bytes, problem }: SentenceModel, inUse: boolean): string {
  const speed = kind === 'static' ? 'microseconds a sentence' : 'milliseconds a sentence'
  const facts = [languages?.join(' + ') ?? 'several languages', `${dims} numbers`, speed]
  const size = `${(bytes / 1e6).toFixed(1)} MB`
  return `${inUse ? '*' : ' '} ${name}   ${problem ?? [...facts, size].join(', ')}`
}

/** Starts the switch, carries it out here unless the server does, and shows how far it is. */
export async function chooseModels(wanted: string, options: Record<string, unknown>): Promise<void> {
  const models = wanted === DEFAULT ? null : wanted.split(',').map(name => name.trim())
  await inTenantAs('model use', { create: false }, place =>
    withEmbedders(place, async (embedders, pool) => {
      const { db, bus, tenantId } = place
      const tenant = db.tenant(tenantId)
      await demandUsable(pool, models ?? [])
      await insertSwitch(tenant, models)
      const training = createTraining({ db, bus, embedders })
      const switches = buildSwitches({ db, bus, pool, embedders, training, onError: () => {} })
      actingAlone(switches.wake)
      const ended = await follow(async () => (await readNewestSwitch(tenant))!).finally(switches.stop)
      if (ended.state !== 'done') throw notDone(ended)
      const inForce = await embedders.lend(tenantId, async own => own?.name ?? 'none')
      conclude(options, { models, passages: ended.total, inForce }, () => [
        `${ended.total} passages embedded, intents trained; in service now: ${inForce}.`,
      ])
    }),
  )
}

async function follow(read: () => Promise<EmbedderSwitch>): Promise<EmbedderSwitch> {
  const progress = createProgress()
  try {
    for (;;) {
      const now = await read()
      if (now.state !== 'running') return now
      progress.show(...progressOf(now))
      await pause(LOOK_EVERY_MS)
    }
  } finally {
    progress.end()
  }
}

function progressOf({ stage, done, total, trained }: EmbedderSwitch): [share: number, what: string] {
  switch (stage) {
    case 'waiting':
      return [0, 'opening the model']
    case 'embedding':
      return [total === 0 ? 0 : done / total / 2, `embedding passages, ${done} of ${total}`]
    case 'training':
      return [0.5 + trained / 2, 'training the intents']
    default:
      return stage satisfies never
  }
}

function notDone({ state, error }: EmbedderSwitch): Unavailable {
  if (error === undefined)
    return new Unavailable('embedder_switch_cancelled', `The switch was ${state}; all is as it was.`)
  const { code, message, remedy } = error
  return new Unavailable(code, message, { ...(remedy !== undefined && { remedy }) })
}
