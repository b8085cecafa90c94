/** Trains a tenant's intents and puts the model in service. */
import type { Bus } from '../bus.ts'
import type { Db, TenantQuery } from '../db.ts'
import type { Embedder } from '../embedder.ts'
import { Conflict } from '../errors.ts'
import { isUpToDate } from '../nlu/artifact.ts'
import { activateModel, listModels, type StoredManifest } from '../nlu/model.store.ts'
import type { Manifest } from '../nlu/model.ts'
import type { TrainingReport } from '../nlu/report.ts'
import { ofLastIntents } from '../nlu/served-model.ts'
import type { TrainStep } from '../nlu/study.ts'
import { hashLines } from '../nlu/train.ts'
import { trainInThread } from '../nlu/training-thread.ts'
import { backgroundQuestions, KNOWLEDGE_QUESTION } from '../retrieval/background.ts'
import { readPassages } from '../retrieval/passage.store.ts'
import { listIntents, trainingLines } from './intents.ts'
import { demandChoice, type TenantEmbedders, type TenantHeld } from './tenant-embedder.ts'
import { listTenants } from './tenants.ts'

export interface TrainingDeps {
  db: Db
  bus: Bus
  /** Undefined: on words alone. */
  embedders: Pick<TenantEmbedders, 'lend'> | undefined
}

/** Trained, and not yet in service. */
export interface Trained {
  bytes: Uint8Array
  manifest: StoredManifest
  report: TrainingReport
}

export interface TrainingResult {
  hash: string
  manifest: StoredManifest
  report: TrainingReport
}

export type OnTraining = (done: number, step: TrainStep) => void

export type Training = ReturnType<typeof createTraining>

export function createTraining({ db, bus, embedders }: TrainingDeps) {
  const running = new Set<string>()
  const lend: TenantEmbedders['lend'] = (tenantId, work) =>
    embedders === undefined ? work(undefined, undefined) : embedders.lend(tenantId, work)

  /** @throws Conflict `training_runs` when this tenant's training runs already; InvalidInput `training_lines_invalid`. */
  async function run(tenantId: string, onProgress?: OnTraining): Promise<TrainingResult> {
    return lend(tenantId, (own, choice) => withEmbedder(tenantId, own, { choice, onProgress }))
  }

  /**
   * As `run`, for an embedder that the tenant does not have yet: `alongside` is stored together with the model, or not at
   * all. `choice`: what the tenant had chosen when the embedder was made. @throws also Conflict `embedder_changed`.
   */
  async function withEmbedder(
    tenantId: string,
    own: Embedder | undefined,
    options: {
      choice: TenantHeld['choice']
      onProgress?: OnTraining | undefined
      alongside?: (tx: TenantQuery) => Promise<void>
    },
  ): Promise<TrainingResult> {
    return alone(tenantId, async () => {
      const trained = await learn(tenantId, own, options)
      return putInService(tenantId, trained, async tx => {
        await demandChoice(tx, options.choice)
        await options.alongside?.(tx)
      })
    })
  }

  /** A model of the intents as they are now, with this embedder; nothing is stored. @throws as `run`, and the signal's reason. */
  async function prepare(
    tenantId: string,
    own: Embedder | undefined,
    options: { onProgress: OnTraining; signal: AbortSignal },
  ): Promise<Trained> {
    return alone(tenantId, () => learn(tenantId, own, options))
  }

  async function alone<T>(tenantId: string, work: () => Promise<T>): Promise<T> {
    if (running.has(tenantId))
      throw new Conflict('training_runs', 'A training is running already.', { remedy: 'Wait for it.' })
    running.add(tenantId)
    try {
      return await work()
    } finally {
      running.delete(tenantId)
    }
  }

  async function learn(
    tenantId: string,
    embedder: Embedder | undefined,
    { onProgress, signal }: { onProgress?: OnTraining | undefined; signal?: AbortSignal | undefined },
  ): Promise<Trained> {
    const tenant = db.tenant(tenantId)
    const lines = trainingLines(await listIntents(tenant))
    const background = backgroundQuestions(await readPassages(tenant))
    const {
      bytes,
      manifest: trained,
      report,
    } = await trainInThread([...lines, ...background.map(line => ({ ...line, aside: true }))], {
      embedder,
      ...(onProgress && { onProgress }),
      ...(signal && { signal }),
    })
    const manifest = { ...trained, ...ofIntents(trained), intentsHash: hashLines(lines) }
    return { bytes, manifest, report }
  }

  /** In one transaction with what `alongside` stores; then every process hears of it. */
  async function putInService(
    tenantId: string,
    { bytes, manifest, report }: Trained,
    alongside: (tx: TenantQuery) => Promise<void>,
  ): Promise<TrainingResult> {
    const hash = await db.tenant(tenantId).transaction(async tx => {
      await alongside(tx)
      return activateModel(tx, bytes, manifest)
    })
    bus.publish({ kind: 'model', tenantId })
    return { hash, manifest, report: { ...report, perIntent: report.perIntent.filter(isIntent) } }
  }

  /** True when the intents have changed since the model was trained. A new FAQ entry is no reason to train again. */
  async function isStale(tenantId: string, manifest: StoredManifest): Promise<boolean> {
    return hashLines(trainingLines(await listIntents(db.tenant(tenantId)))) !== manifest.intentsHash
  }

  /**
   * Trains again what another version or another embedder left behind, tenant after tenant; returns how many. Where a kept
   * model of the same intents does here, nothing: servers of one database that differ would take the model from each other.
   */
  async function refresh(): Promise<number> {
    let count = 0
    for (const tenantId of await listTenants(db)) {
      const models = await listModels(db.tenant(tenantId))
      const [active] = models
      if (active === undefined) continue
      count += await lend(tenantId, async (own, choice) => {
        if (ofLastIntents(models, active).some(({ manifest }) => isUpToDate(manifest, own))) return 0
        await withEmbedder(tenantId, own, { choice })
        return 1
      })
    }
    return count
  }

  return { run, withEmbedder, prepare, putInService, isStale, refresh }
}

/** The class of background questions is not one of the tenant's intents: people are not shown it. */
const isIntent = ({ name }: { name: string }): boolean => name !== KNOWLEDGE_QUESTION
const ofIntents = ({ intents }: Manifest) => ({ intents: intents.filter(name => isIntent({ name })) })
