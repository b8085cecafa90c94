/** The readers of this process: takes work rows of ingestion, one after the other, and does what `ingest` says. */
import type { Bus } from '../bus.ts'
import type { Db } from '../db.ts'
import { Unavailable, YingdaError } from '../errors.ts'
import {
  CLAIM_SECONDS,
  type Claimed,
  claimIngestion,
  endCancelled,
  failIngestion,
  finishIngestion,
  type IngestionRef,
  MOST_ATTEMPTS,
  noteProgress,
  releaseIngestion,
  type WorkStage,
} from '../retrieval/ingestion.store.ts'
import { type IngestDeps, ingest } from './ingest.ts'
import { createWorkLoop, type WorkLoop } from './work-loop.ts'

export interface IngestionDeps extends Pick<IngestDeps, 'parse' | 'split' | 'fetch'> {
  db: Db
  bus: Bus
  /** To be let go when the source was read. */
  vectorsOf(tenantId: string): Promise<(NonNullable<IngestDeps['vectors']> & { release(): void }) | undefined>
  onError(error: unknown): void
}

export interface Ingestion extends WorkLoop {
  /** Runs this row, if nobody else does; resolves when it ended. */
  run(ref: IngestionRef): Promise<void>
  /** What is under way stops where it is; another process, or the next start, goes on with it. */
  stop(): Promise<void>
}

/** Progress is written no more often than this: a row a page would be a row a millisecond. */
const NOTE_EVERY_MS = 300
/** Well within a claim. */
const RENEW_EVERY_MS = (CLAIM_SECONDS * 1000) / 4

class Cancelled extends Error {}
class Stopped extends Error {}

export function createIngestion(deps: IngestionDeps): Ingestion {
  const ending = new AbortController()

  async function work(ref?: IngestionRef): Promise<boolean> {
    const job = await claimIngestion(deps.db, ref)
    if (job !== undefined) await runOne(deps, job, ending.signal)
    return job !== undefined
  }
  const loop = createWorkLoop(() => work(), deps.onError)

  return {
    ...loop,
    run: async ref => void (await work(ref)),
    async stop() {
      ending.abort(new Stopped())
      await loop.stop()
    },
  }
}

async function runOne(deps: IngestionDeps, job: Claimed, ending: AbortSignal): Promise<void> {
  const db = deps.db.tenant(job.tenantId)
  if (job.attempts > MOST_ATTEMPTS) return failIngestion(db, job.id, crashed())
  const cancelling = new AbortController()
  const signal = AbortSignal.any([ending, cancelling.signal])
  const progress = createProgress(deps, job, () => cancelling.abort(new Cancelled()))
  let vectors: Awaited<ReturnType<IngestionDeps['vectorsOf']>>
  try {
    const { parse, split, fetch } = deps
    vectors = await deps.vectorsOf(job.tenantId)
    const result = await ingest({ db, parse, split, fetch, vectors, signal, note: progress.note }, job)
    await progress.end()
    await finishIngestion(db, job.id, result)
  } catch (error) {
    await progress.end()
    await endBadly(deps, job, signal.aborted ? signal.reason : error)
  } finally {
    vectors?.release()
    deps.bus.publish({ kind: 'knowledge', tenantId: job.tenantId })
  }
}

/** What stopped with the process, or with its database, is left for the next one. */
async function endBadly(deps: IngestionDeps, job: Claimed, error: unknown): Promise<void> {
  const db = deps.db.tenant(job.tenantId)
  if (error instanceof Stopped) return releaseIngestion(db, job.id)
  if (error instanceof Cancelled) return endCancelled(db, job.id)
  if (error instanceof YingdaError && error.code !== 'query_failed') return failIngestion(db, job.id, error)
  deps.onError(error)
  if (job.attempts >= MOST_ATTEMPTS) return failIngestion(db, job.id, broken())
}

/** Writes the last thing noted, now and then, which also keeps the claim; tells when somebody wants it to end. */
function createProgress({ db, onError }: IngestionDeps, job: Claimed, onCancel: () => void) {
  let last: { stage: WorkStage; share: number; detail?: string | undefined } = { stage: 'queued', share: 0 }
  let noted = 0
  let writing: Promise<void> = Promise.resolve()
  const write = () => {
    noted = Date.now()
    writing = writing
      .then(() => noteProgress(db.tenant(job.tenantId), job.id, last))
      .then(({ cancelled }) => {
        if (cancelled) onCancel()
      })
      .catch(onError)
  }
  const timer = setInterval(write, RENEW_EVERY_MS).unref()
  return {
    note(stage: WorkStage, share: number, detail?: string) {
      last = { stage, share, detail }
      if (Date.now() - noted >= NOTE_EVERY_MS) write()
    },
    async end() {
      clearInterval(timer)
      await writing
    },
  }
}

const crashed = (): Unavailable =>
  new Unavailable('ingestion_crashed', `The server stopped ${MOST_ATTEMPTS} times while it read this source.`, {
    remedy: 'Try again; if it stops again, leave this file out and tell us about it.',
  })

const broken = (): Unavailable =>
  new Unavailable('ingestion_broken', 'Reading this source went wrong here, not in the file.', {
    remedy: 'Try again; if it stays, the log of the server says what happened.',
  })
