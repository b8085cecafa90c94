/** Trains a tenant's intents and puts the model in service. */
import type { Bus } from '../bus.ts'
import type { Db, TenantQuery } from '../db.ts'
import type { Embedder } from '../embedder.ts'
import { Conflict } from '../errors.ts'
import { isUpToDate } from '../nlu/artifact.ts'
import { activateModel, readActiveModel, type StoredManifest } from '../nlu/model.store.ts'
import type { Manifest } from '../nlu/model.ts'
import type { TrainingReport } from '../nlu/report.ts'
import type { TrainStep } from '../nlu/study.ts'
import { hashLines } from '../nlu/train.ts'
import { trainInThread } from '../nlu/training-thread.ts'
import { backgroundQuestions, KNOWLEDGE_QUESTION } from '../retrieval/background.ts'
import { readPassages } from '../retrieval/passage.store.ts'
import { listIntents, trainingLines } from './intents.ts'
import { tenantEmbedder } from './tenant-embedder.ts'
import { listTenants } from './tenants.ts'

export interface TrainingDeps {
  db: Db
  bus: Bus
  embedder: Embedder | undefined
}

export interface TrainingResult {
  hash: string
  manifest: StoredManifest
  report: TrainingReport
}

export type OnTraining = (done: number, step: TrainStep) => void

export type Training = ReturnType<typeof createTraining>

export function createTraining({ db, bus, embedder }: TrainingDeps) {
  const running = new Set<string>()

  /** @throws Conflict `training_runs` when this tenant's training runs already; InvalidInput `training_lines_invalid`. */
  async function run(tenantId: string, onProgress?: OnTraining): Promise<TrainingResult> {
    return withEmbedder(tenantId, await tenantEmbedder(db, tenantId, embedder), { onProgress })
  }

  /** As `run`, for an embedder that the tenant does not have yet: `alongside` is stored together with the model, or not at all. */
  async function withEmbedder(
    tenantId: string,
    own: Embedder | undefined,
    { onProgress, alongside }: { onProgress?: OnTraining | undefined; alongside?: (tx: TenantQuery) => Promise<void> },
  ): Promise<TrainingResult> {
    if (running.has(tenantId))
      throw new Conflict('training_runs', 'A training is running already.', { remedy: 'Wait for it.' })
    running.add(tenantId)
    try {
      const tenant = db.tenant(tenantId)
      const lines = trainingLines(await listIntents(tenant))
      const background = backgroundQuestions(await readPassages(tenant))
      const options = { embedder: own, ...(onProgress === undefined ? {} : { onProgress }) }
      const {
        bytes,
        manifest: trained,
        report,
      } = await trainInThread([...lines, ...background.map(line => ({ ...line, aside: true }))], options)
      const manifest = { ...trained, ...ofIntents(trained), intentsHash: hashLines(lines) }
      const hash = await tenant.transaction(async tx => {
        await alongside?.(tx)
        return activateModel(tx, bytes, manifest)
      })
      bus.publish({ kind: 'model', tenantId })
      return { hash, manifest, report: { ...report, perIntent: report.perIntent.filter(isIntent) } }
    } finally {
      running.delete(tenantId)
    }
  }

  /** True when the intents have changed since the model was trained. A new FAQ entry is no reason to train again. */
  async function isStale(tenantId: string, manifest: StoredManifest): Promise<boolean> {
    return hashLines(trainingLines(await listIntents(db.tenant(tenantId)))) !== manifest.intentsHash
  }

  /** Trains again what another version or another embedder left behind, tenant after tenant; returns how many. */
  async function refresh(): Promise<number> {
    let count = 0
    for (const tenantId of await listTenants(db)) {
      const active = await readActiveModel(db.tenant(tenantId))
      const own = await tenantEmbedder(db, tenantId, embedder)
      if (active === undefined || isUpToDate(active.manifest, own)) continue
      await run(tenantId)
      count++
    }
    return count
  }

  return { run, withEmbedder, isStale, refresh }
}

/** The class of background questions is not one of the tenant's intents: people are not shown it. */
const isIntent = ({ name }: { name: string }): boolean => name !== KNOWLEDGE_QUESTION
const ofIntents = ({ intents }: Manifest) => ({ intents: intents.filter(name => isIntent({ name })) })
