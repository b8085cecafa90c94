/**
 * One tenant from one sentence model to another, read top to bottom: embed all passages -> train the intents -> embed what
 * came meanwhile -> swap. Until the swap everything answers as before, for every process; it is one transaction.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { createBreath } from '../breath.ts'
import { type Db, isForeignKeyViolation, type TenantQuery } from '../db.ts'
import type { Embedder, HeldEmbedder } from '../embedder.ts'
import { YingdaError } from '../errors.ts'
import { type ClaimedSwitch, finishSwitch, type SwitchProgress } from '../retrieval/embedder-switch.store.ts'
import { countPassages, readPassagesById } from '../retrieval/passage.store.ts'
import { vectorTable } from '../retrieval/stored-vectors.ts'
import { dropOtherVectors, dropVectors, listUnembedded } from '../retrieval/vector.store.ts'
import type { VectorIndex, VectorRow } from '../retrieval/vector-index.ts'
import { embedPassage } from '../retrieval/vector-scores.ts'

/** Brings a trained model into service, or none where none is wanted, with what `alongside` stores. */
export type Swap = (alongside: (tx: TenantQuery) => Promise<void>) => Promise<void>

export interface SwitchOverDeps {
  db: Db
  /** The embedder that the tenant would have. @throws what makes the models unusable. */
  hold(tenantId: string, models: readonly string[] | null): Promise<HeldEmbedder>
  /**
   * Identities whose vectors are in use, or will be when a chosen model is missing; undefined where this process cannot
   * tell: one that lacks the model in force does not know its identity.
   */
  identitiesInUse(tenantId: string): Promise<string[] | undefined>
  /** @throws Conflict `training_runs`, errors of a training, the signal's reason. */
  train(
    tenantId: string,
    embedder: Embedder | undefined,
    options: { onProgress(share: number): void; signal: AbortSignal },
  ): Promise<Swap>
  /** Within the swap's transaction: what holds from now on. */
  choose(tx: TenantQuery, choice: { models: string[] | null; switchId: string }): Promise<void>
  /** After the swap: every process hears of it. */
  announce(tenantId: string): void
  /** Somebody cancelled, or the process ends: `signal.reason` is thrown. */
  signal: AbortSignal
  note(progress: SwitchProgress): void
}

/** Somebody wants the switch to end; what it has made goes. */
export class Cancelled extends Error {}

/** Passages of one statement: a process that is killed has embedded so many in vain. */
const AT_ONCE = 16
const TRAINING_AGAIN_MS = 1_000

/** @throws Cancelled, the signal's reason, and what makes the new model unusable. The one before goes on answering. */
export async function switchOver(deps: SwitchOverDeps, job: ClaimedSwitch): Promise<void> {
  const { tenantId, id, models, done, total } = job
  const db = deps.db.tenant(tenantId)
  deps.note({ stage: 'waiting', done, total, trained: 0, secondsLeft: undefined })
  const { embedder, release } = await deps.hold(tenantId, models)
  let used: string[] | undefined
  try {
    used = await deps.identitiesInUse(tenantId)
    const stored = embedder !== undefined && vectorTable(deps.db, tenantId, embedder) !== undefined
    if (stored && used) await dropOtherVectors(db, [...used, embedder.identity])
    await embedMissing(deps, tenantId, embedder, 0)
    const swap = await trainWhenFree(deps, tenantId, embedder)
    await embedMissing(deps, tenantId, embedder, 1)
    deps.signal.throwIfAborted()
    await swap(async tx => {
      if (!(await finishSwitch(tx, id))) throw new Cancelled()
      await deps.choose(tx, { models, switchId: id })
    })
    deps.announce(tenantId)
  } catch (error) {
    const cancelled = error instanceof Cancelled || deps.signal.reason instanceof Cancelled
    if (cancelled && embedder && used?.includes(embedder.identity) === false) await dropVectors(db, embedder.identity)
    throw error
  } finally {
    release()
  }
}

/**
 * Until every passage has its vectors, also those that come meanwhile. What is there from before a restart stays. Where
 * vectors are not stored, each process makes them in a moment when it hears of the swap.
 */
async function embedMissing(
  deps: SwitchOverDeps,
  tenantId: string,
  embedder: Embedder | undefined,
  trained: 0 | 1,
): Promise<void> {
  const db = deps.db.tenant(tenantId)
  const table = embedder && vectorTable(deps.db, tenantId, embedder)
  const total = await countPassages(db)
  const stage = trained === 1 ? 'training' : 'embedding'
  const note = (done: number, secondsLeft?: number) =>
    deps.note({ stage, done, total: Math.max(done, total), trained, secondsLeft })
  if (embedder === undefined || table === undefined) return note(total)
  const breathe = createBreath(deps.signal)
  const began = performance.now()
  const seen = new Set<string>()
  const before = Math.max(0, total - (await listUnembedded(db, embedder.identity)).length)
  for (;;) {
    // A passage without any text gets no vectors: it is not asked for twice.
    const missing = (await listUnembedded(db, embedder.identity)).filter(id => !seen.has(id))
    if (missing.length === 0) return note(total)
    for (let at = 0; at < missing.length; at += AT_ONCE) {
      const ids = missing.slice(at, at + AT_ONCE)
      const rows = []
      for (const passage of await readPassagesById(db, ids)) {
        deps.signal.throwIfAborted()
        rows.push(...(await embedPassage(embedder, passage)))
        await breathe()
      }
      // Where one of them was deleted meanwhile, the others are asked for again.
      if (!(await isPut(table, rows))) continue
      for (const id of ids) seen.add(id)
      const each = (performance.now() - began) / 1000 / seen.size
      note(before + seen.size, each * Math.max(0, missing.length - at - ids.length))
    }
  }
}

async function isPut(table: VectorIndex, rows: readonly VectorRow[]): Promise<boolean> {
  try {
    await table.put(rows)
    return true
  } catch (error) {
    if (isForeignKeyViolation(error)) return false
    throw error
  }
}

/** Somebody may be training in the console just now. */
async function trainWhenFree(deps: SwitchOverDeps, tenantId: string, embedder: Embedder | undefined): Promise<Swap> {
  const total = await countPassages(deps.db.tenant(tenantId))
  const began = performance.now()
  const onProgress = (trained: number) => {
    const spent = (performance.now() - began) / 1000
    const secondsLeft = trained > SURE_FROM ? (spent * (1 - trained)) / trained : undefined
    deps.note({ stage: 'training', done: total, total, trained, secondsLeft })
  }
  onProgress(0)
  for (;;) {
    try {
      return await deps.train(tenantId, embedder, { onProgress, signal: deps.signal })
    } catch (error) {
      if (!(error instanceof YingdaError && error.code === 'training_runs')) throw error
      await sleep(TRAINING_AGAIN_MS, undefined, { signal: deps.signal })
    }
  }
}

/** The steps of a training take differently long: before that it says nothing of the rest. */
const SURE_FROM = 0.3
