/** Builds what changes a tenant's sentence model: the switches of this process, and the use cases behind the routes. */
import { actingAlone } from '../acting.ts'
import { readChoice, type TenantEmbedders, writeChoice } from '../admin/tenant-embedder.ts'
import type { Training } from '../admin/training.ts'
import type { Bus } from '../bus.ts'
import type { Db } from '../db.ts'
import type { Embedder, EmbedderPool } from '../embedder.ts'
import { unknownModel } from '../embedding/pool.ts'
import { InvalidInput, YingdaError } from '../errors.ts'
import type { EmbedderRoutesDeps, EmbedderView } from '../http/routes/embedder.ts'
import { createEmbedderSwitches } from '../jobs/embedder-switches.ts'
import type { Swap } from '../jobs/switch-over.ts'
import type { WorkLoop } from '../jobs/work-loop.ts'
import { isUpToDate } from '../nlu/artifact.ts'
import { readActiveModel } from '../nlu/model.store.ts'
import { cancelSwitch, insertSwitch, readNewestSwitch } from '../retrieval/embedder-switch.store.ts'

export interface SwitchesDeps {
  db: Db
  bus: Bus
  pool: EmbedderPool
  embedders: TenantEmbedders
  training: Training
  onError(error: unknown): void
}

export function buildSwitches({ db, bus, pool, embedders, training, onError }: SwitchesDeps): WorkLoop {
  /** Of the default too: it takes the place of a chosen model that is gone. */
  async function identitiesInUse(tenantId: string): Promise<string[] | undefined> {
    const held = [await embedders.hold(tenantId), await pool.hold(null)]
    for (const { release } of held) release()
    if ((await embedders.problemOf(tenantId)) !== undefined) return undefined
    return held.flatMap(({ embedder }) => (embedder === undefined ? [] : [embedder.identity]))
  }

  /** Who has no model yet, or one that fits, only changes his choice. */
  async function train(
    tenantId: string,
    embedder: Embedder | undefined,
    { onProgress, signal }: { onProgress(share: number): void; signal: AbortSignal },
  ): Promise<Swap> {
    const tenant = db.tenant(tenantId)
    const active = await readActiveModel(tenant)
    if (active === undefined || isUpToDate(active.manifest, embedder)) return work => tenant.transaction(work)
    const trained = await training.prepare(tenantId, embedder, { onProgress, signal })
    return async alongside => void (await training.putInService(tenantId, trained, alongside))
  }

  return createEmbedderSwitches({
    db,
    hold: embedders.holdModels,
    identitiesInUse,
    train,
    choose: writeChoice,
    announce: tenantId => bus.publish({ kind: 'knowledge', tenantId }),
    onError,
  })
}

export interface ChoiceDeps extends Pick<SwitchesDeps, 'db' | 'pool' | 'embedders'> {
  switches: Pick<WorkLoop, 'wake'>
  conversations: { bots: { get(tenantId: string): Promise<{ embedder: EmbedderView['inForce'] | undefined }> } }
}

export function buildEmbedderChoice({ db, pool, embedders, switches, conversations }: ChoiceDeps): EmbedderRoutesDeps {
  async function read(tenantId: string): Promise<EmbedderView> {
    const tenant = db.tenant(tenantId)
    const inForce = (await conversations.bots.get(tenantId)).embedder ?? null
    const problem = await embedders.problemOf(tenantId)
    return {
      chosen: (await readChoice(tenant))?.models ?? null,
      defaults: await pool.defaults(),
      models: await pool.models(),
      inForce,
      problem: problem === undefined ? null : { models: problem.models, ...wordsOf(problem.error) },
      switch: (await readNewestSwitch(tenant)) ?? null,
    }
  }

  return {
    read,
    async choose(tenantId, models) {
      await demandUsable(pool, models ?? [])
      await insertSwitch(db.tenant(tenantId), models)
      // The engine's own work from here on.
      actingAlone(switches.wake)
      return read(tenantId)
    },
    async cancel(tenantId) {
      await cancelSwitch(db.tenant(tenantId))
      return read(tenantId)
    },
  }
}

/** @throws InvalidInput `embedder_unknown` or `embedder_unusable`, naming the first that is. */
export async function demandUsable(pool: EmbedderPool, names: readonly string[]): Promise<void> {
  const models = await pool.models()
  for (const name of names) {
    const found = models.find(model => model.name === name)
    if (found === undefined) throw unknownModel(name, models)
    if (found.problem !== undefined) throw unusable(name, found.problem)
  }
}

function wordsOf(error: unknown): { code: string; message: string } {
  if (error instanceof YingdaError) return { code: error.code, message: error.message }
  return { code: 'embedder_switch_broken', message: error instanceof Error ? error.message : String(error) }
}

const unusable = (name: string, problem: string): InvalidInput =>
  new InvalidInput('embedder_unusable', `The sentence model “${name}” cannot be used. ${problem}`, {
    remedy: 'Fetch it again: yingda model pull goes on where it was cut off.',
    value: name,
    params: { name },
  })
