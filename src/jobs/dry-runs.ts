/** The dry runs of this process: recorded conversations replayed with changed rules, a little at a time. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Bot } from '../conversation/bot.ts'
import {
  type ClaimedDryRun,
  claimDryRun,
  countRecorded,
  type DryRunResult,
  endDryRun,
  MOST_ATTEMPTS,
  MOST_CONVERSATIONS,
  noteDryRun,
  releaseDryRun,
} from '../conversation/dry-run.store.ts'
import { addReplayed, nothingReplayed, replayNewest } from '../conversation/replay-newest.ts'
import type { Db } from '../db.ts'
import type { HandoverSettings } from '../dialog/handover/settings.ts'
import { createWorkLoop, type WorkLoop } from './work-loop.ts'

export interface DryRunDeps {
  db: Db
  /** The bot in force, and the same bot with these settings of handing over. */
  bots(tenantId: string, settings: HandoverSettings): Promise<{ inForce: Bot; tried: Bot }>
  onError(error: unknown): void
}

const NOTE_EVERY_MS = 500
/** Understanding a message takes a few ms; twice as long belongs to the chat. */
const REST = { times: 2, leastMs: 2, mostMs: 100 }

/** What is under way at the stop is left for another process, or the next start. */
export function createDryRuns(deps: DryRunDeps): WorkLoop {
  let stopped = false
  const loop = createWorkLoop(async () => {
    const run = await claimDryRun(deps.db)
    if (run !== undefined) await runOne(deps, run, () => stopped)
    return run !== undefined
  }, deps.onError)

  return {
    ...loop,
    async stop() {
      stopped = true
      await loop.stop()
    },
  }
}

async function runOne(deps: DryRunDeps, run: ClaimedDryRun, stopped: () => boolean): Promise<void> {
  const db = deps.db.tenant(run.tenantId)
  if (run.attempts > MOST_ATTEMPTS) return endDryRun(db, run.id, 'failed')
  try {
    const result = await replayAll(deps, run, stopped)
    if (result === 'stopped') return releaseDryRun(db, run.id)
    if (result !== 'cancelled') await endDryRun(db, run.id, 'done', result)
  } catch (error) {
    deps.onError(error)
    await endDryRun(db, run.id, 'failed')
  }
}

async function replayAll(
  deps: DryRunDeps,
  run: ClaimedDryRun,
  stopped: () => boolean,
): Promise<DryRunResult | 'cancelled' | 'stopped'> {
  const db = deps.db.tenant(run.tenantId)
  const bots = await deps.bots(run.tenantId, run.settings)
  const total = await countRecorded(db, run.days)
  const result = nothingReplayed()
  let noted = 0
  if (!(await noteDryRun(db, run.id, 0, total))) return 'cancelled'
  for await (const one of replayNewest(db, bots, { days: run.days, most: MOST_CONVERSATIONS, restful: rest })) {
    if (stopped()) return 'stopped'
    addReplayed(result, one)
    if (Date.now() - noted < NOTE_EVERY_MS) continue
    noted = Date.now()
    if (!(await noteDryRun(db, run.id, result.conversations, Math.max(total, result.conversations)))) return 'cancelled'
  }
  return (await noteDryRun(db, run.id, result.conversations, result.conversations)) ? result : 'cancelled'
}

/** Rests twice as long as the work before took: at most a third of this thread is ours. */
function rest(): () => Promise<void> {
  let since = performance.now()
  return async () => {
    const wanted = REST.times * (performance.now() - since)
    await sleep(Math.max(REST.leastMs, Math.min(REST.mostMs, wanted)))
    since = performance.now()
  }
}
