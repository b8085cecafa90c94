/** The embedder moved by a tenant's own knowledge and utterances: stored as what it changes, used by everything of the tenant. */
import type { Bus } from '../bus.ts'
import type { Db, TenantQuery } from '../db.ts'
import type { Embedder } from '../embedder.ts'
import { InvalidInput } from '../errors.ts'
import { bodyParts } from '../retrieval/body-parts.ts'
import { readPassages } from '../retrieval/passage.store.ts'
import { askedQuestions } from '../retrieval/passage.ts'
import { listIntents } from './intents.ts'
import type { TenantEmbedders, TenantHeld } from './tenant-embedder.ts'
import type { Training, TrainingResult } from './training.ts'

export interface AdaptationDeps {
  db: Db
  bus: Bus
  embedders: Pick<TenantEmbedders, 'lendBase'>
  training: Training
}

/** With fewer groups of texts there is nothing to learn from. */
const LEAST_GROUPS = 20
/** Parts of a long answer that stand for it. */
const PARTS = 6
/** Wordings of one question or intent that are taken: more would outweigh the others. */
const WORDINGS = 40

export interface Adapted {
  /** Texts that were learned from, and bytes of what they changed; absent when the adaptation was removed. */
  learned?: { texts: number; bytes: number }
  trained: TrainingResult
}

type OnAdapting = (share: number, step: 'adapting' | 'training') => void

/** Adapting changes every vector of the tenant: its intents are trained with the new ones, and both go into service together. */
export function createAdaptation({ db, bus, embedders, training }: AdaptationDeps) {
  async function trainWith(
    tenantId: string,
    { own, choice }: { own: Embedder | undefined; choice: TenantHeld['choice'] },
    store: (tx: TenantQuery) => Promise<void>,
    progress: OnAdapting,
  ): Promise<TrainingResult> {
    const trained = await training.withEmbedder(tenantId, own, {
      choice,
      onProgress: share => progress(share, 'training'),
      alongside: store,
    })
    bus.publish({ kind: 'knowledge', tenantId })
    return trained
  }

  async function learn(
    tenantId: string,
    embedder: Embedder | undefined,
    choice: TenantHeld['choice'],
    progress: OnAdapting,
  ): Promise<Adapted> {
    if (embedder?.learn === undefined || embedder.adapted === undefined) throw notAdaptable(embedder)
    const groups = await groupsOf(db.tenant(tenantId))
    const texts = groups.reduce((sum, group) => sum + group.length, 0)
    const bytes = await embedder.learn(groups, share => progress(share, 'adapting'))
    const base = embedder.identity
    const store = async (tx: TenantQuery) => {
      await tx.query(
        `INSERT INTO embedder_adaptation (tenant_id, base, bytes, texts) VALUES ($1, $2, $3, $4)
         ON CONFLICT (tenant_id) DO UPDATE
           SET base = excluded.base, bytes = excluded.bytes, texts = excluded.texts, created_at = now()`,
        [tenantId, base, bytes, texts],
      )
    }
    const trained = await trainWith(tenantId, { own: await embedder.adapted(bytes), choice }, store, progress)
    return { learned: { texts, bytes: bytes.length }, trained }
  }

  return {
    /** @throws InvalidInput `embedder_not_adaptable` or `too_few_texts`; Conflict `training_runs`. */
    run: (tenantId: string, progress: OnAdapting = () => {}): Promise<Adapted> =>
      embedders.lendBase(tenantId, (base, choice) => learn(tenantId, base, choice, progress)),

    /** Back to the embedder as it comes. */
    async remove(tenantId: string, progress: OnAdapting = () => {}): Promise<Adapted> {
      const store = async (tx: TenantQuery) => {
        await tx.query('DELETE FROM embedder_adaptation WHERE tenant_id = $1', [tenantId])
      }
      return embedders.lendBase(tenantId, async (own, choice) => ({
        trained: await trainWith(tenantId, { own, choice }, store, progress),
      }))
    },
  }
}

function notAdaptable(embedder: Embedder | undefined): InvalidInput {
  const name = embedder?.name ?? 'none'
  return new InvalidInput('embedder_not_adaptable', `The embedder ${name} cannot be adapted.`, {
    remedy: 'Use the built-in one alone: yingda model use built-in',
    value: name,
  })
}

/** What means the same to this company: the questions of an entry with the parts of its answer, the utterances of an intent. */
async function groupsOf(tenant: TenantQuery): Promise<string[][]> {
  const passages = (await readPassages(tenant)).map(passage => [
    ...askedQuestions(passage).slice(0, WORDINGS),
    ...bodyParts(passage.text).slice(0, PARTS),
  ])
  const intents = (await listIntents(tenant)).map(({ utterances: { zh, en } }) => [
    ...zh.slice(0, WORDINGS),
    ...en.slice(0, WORDINGS),
  ])
  const groups = [...passages, ...intents].filter(group => group.length > 1)
  if (groups.length >= LEAST_GROUPS) return groups
  throw new InvalidInput(
    'too_few_texts',
    `There are ${groups.length} entries and intents to adapt to, at least ${LEAST_GROUPS} are needed.`,
    {
      remedy: 'Import knowledge first.',
      params: { groups: groups.length },
    },
  )
}
