/** The switches of sentence models that this process carries out, one after the other; the chat goes on beside them. */
import type { Db } from '../db.ts'
import { Unavailable, YingdaError } from '../errors.ts'
import {
  CLAIM_SECONDS,
  type ClaimedSwitch,
  claimSwitch,
  failSwitch,
  MOST_ATTEMPTS,
  noteSwitch,
  releaseSwitch,
  type SwitchProgress,
} from '../retrieval/embedder-switch.store.ts'
import { Cancelled, type SwitchOverDeps, switchOver } from './switch-over.ts'
import { createWorkLoop, type WorkLoop } from './work-loop.ts'

export interface EmbedderSwitchesDeps extends Omit<SwitchOverDeps, 'signal' | 'note'> {
  db: Db
  onError(error: unknown): void
}

/** How often progress is written, which also shows whether somebody has cancelled. */
const NOTE_EVERY_MS = 500
/** Well within a claim, where nothing is to be noted. */
const RENEW_EVERY_MS = (CLAIM_SECONDS * 1000) / 10

class Stopped extends Error {}

export function createEmbedderSwitches(deps: EmbedderSwitchesDeps): WorkLoop {
  const ending = new AbortController()
  const loop = createWorkLoop(async () => {
    const job = await claimSwitch(deps.db)
    if (job !== undefined) await runOne(deps, job, ending.signal)
    return job !== undefined
  }, deps.onError)

  return {
    ...loop,
    /** What is under way stops where it is; another process, or the next start, goes on with it. */
    async stop() {
      ending.abort(new Stopped())
      await loop.stop()
    },
  }
}

async function runOne(deps: EmbedderSwitchesDeps, job: ClaimedSwitch, ending: AbortSignal): Promise<void> {
  const db = deps.db.tenant(job.tenantId)
  if (job.attempts > MOST_ATTEMPTS) return failSwitch(db, job.id, crashed())
  const cancelling = new AbortController()
  const signal = AbortSignal.any([ending, cancelling.signal])
  const progress = createProgress(deps, job, () => cancelling.abort(new Cancelled()))
  try {
    await switchOver({ ...deps, signal, note: progress.note }, job)
    await progress.end()
  } catch (error) {
    await progress.end()
    await endBadly(deps, job, signal.aborted ? signal.reason : error)
  }
}

/** What stopped with the process, or with its database, is left for the next one. */
async function endBadly(deps: EmbedderSwitchesDeps, job: ClaimedSwitch, error: unknown): Promise<void> {
  const db = deps.db.tenant(job.tenantId)
  if (error instanceof Stopped) return releaseSwitch(db, job.id)
  if (error instanceof Cancelled) return
  if (error instanceof YingdaError && error.code !== 'query_failed') return failSwitch(db, job.id, error)
  deps.onError(error)
  // A database that is away comes back; the row is free again when the claim ends.
  if (!(error instanceof YingdaError)) await failSwitch(db, job.id, broken(error))
}

/** Writes the last thing noted, now and then, which also keeps the claim; tells when somebody wants it to end. */
function createProgress({ db, onError }: EmbedderSwitchesDeps, job: ClaimedSwitch, onCancel: () => void) {
  let last: SwitchProgress | undefined
  let noted = 0
  let writing: Promise<void> = Promise.resolve()
  const write = () => {
    if (last === undefined) return
    const progress = last
    noted = Date.now()
    writing = writing
      .then(() => noteSwitch(db.tenant(job.tenantId), job.id, progress))
      .then(runs => {
        if (!runs) onCancel()
      })
      .catch(onError)
  }
  const timer = setInterval(write, RENEW_EVERY_MS).unref()
  return {
    note(progress: SwitchProgress) {
      const begins = last?.stage !== progress.stage
      last = progress
      if (begins || Date.now() - noted >= NOTE_EVERY_MS) write()
    },
    async end() {
      clearInterval(timer)
      await writing
    },
  }
}

const crashed = (): Unavailable =>
  new Unavailable('embedder_switch_crashed', `The server stopped ${MOST_ATTEMPTS} times while it used this model.`, {
    remedy: 'Try again with more memory, or choose a smaller model; the one before goes on answering.',
  })

const broken = (error: unknown): Unavailable =>
  new Unavailable(
    'embedder_switch_broken',
    `The model could not be used: ${error instanceof Error ? error.message : String(error)}`,
    { remedy: 'Fetch it again, or choose another one; the one before goes on answering.', cause: error },
  )
