/** The dry runs of this process: recorded conversations replayed with changed rules, a little at a time. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Bot } from '../conversation/bot.ts'
import {
  type ClaimedDryRun,
  claimDryRun,
  countRecorded,
  type Difference,
  type DryRunResult,
  endDryRun,
  type HandedAt,
  MOST_ATTEMPTS,
  MOST_CONVERSATIONS,
  noteDryRun,
  readRecorded,
  releaseDryRun,
} from '../conversation/dry-run.store.ts'
import { type Replayed, replay } from '../conversation/replay.ts'
import { readSurroundings } from '../conversation/surroundings.store.ts'
import type { Db } from '../db.ts'
import type { HandoverSettings } from '../dialog/handover/settings.ts'

export interface DryRunDeps {
  db: Db
  /** The bot in force, and the same bot with these settings of handing over. */
  bots(tenantId: string, settings: HandoverSettings): Promise<{ inForce: Bot; tried: Bot }>
  onError(error: unknown): void
}

export interface DryRuns {
  /** Looks for work now: somebody has just stored some, or another process died. */
  wake(): void
  /** Resolves when there is nothing left to do here. */
  idle(): Promise<void>
  /** What is under way is left for another process, or the next start. */
  stop(): Promise<void>
}

const AT_ONCE = 20
const NOTE_EVERY_MS = 500
const LISTED = 100
/** Understanding a message takes a few ms; twice as long belongs to the chat. */
const REST = { times: 2, leastMs: 2, mostMs: 100 }

export function createDryRuns(deps: DryRunDeps): DryRuns {
  let working: Promise<void> | undefined
  let again = false
  let stopped = false

  async function workAll(): Promise<void> {
    do {
      again = false
      for (let run = await claim(); run !== undefined; run = await claim()) await runOne(deps, run, () => stopped)
    } while (again && !stopped)
  }
  const claim = async () => (stopped ? undefined : claimDryRun(deps.db))

  function wake(): void {
    again = true
    if (stopped) return
    working ??= workAll()
      .catch(deps.onError)
      .finally(() => {
        working = undefined
      })
  }

  return {
    wake,
    idle: async () => working,
    async stop() {
      stopped = true
      await working
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
  const result = nothing()
  let last: string | undefined
  let noted = 0
  if (!(await noteDryRun(db, run.id, 0, total))) return 'cancelled'
  while (result.conversations < MOST_CONVERSATIONS) {
    const recorded = await readRecorded(db, run.days, last, AT_ONCE)
    if (recorded.length === 0) break
    const around = await readSurroundings(
      db,
      recorded.map(each => each.conversationId),
    )
    for (const one of recorded) {
      if (stopped()) return 'stopped'
      count(result, one.conversationId, await replay(bots, one, around.get(one.conversationId) ?? {}, rest()))
      last = one.conversationId
      if (Date.now() - noted < NOTE_EVERY_MS) continue
      noted = Date.now()
      if (!(await noteDryRun(db, run.id, result.conversations, Math.max(total, result.conversations))))
        return 'cancelled'
    }
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

const nothing = (): DryRunResult => ({
  conversations: 0,
  messages: 0,
  before: 0,
  after: 0,
  more: { count: 0, first: [] },
  fewer: { count: 0, first: [] },
  other: { count: 0, first: [] },
  asked: 0,
})

function count(result: DryRunResult, conversationId: string, { before, after, asked, messages }: Replayed): void {
  result.conversations++
  result.messages += messages
  if (asked) result.asked++
  if (before !== undefined) result.before++
  if (after !== undefined) result.after++
  const note = (list: { count: number; first: Difference[] }, at: HandedAt) => {
    list.count++
    if (list.first.length < LISTED) list.first.push({ conversationId, ...at })
  }
  if (after !== undefined && before === undefined) note(result.more, after)
  if (before !== undefined && after === undefined) note(result.fewer, before)
  if (before !== undefined && after !== undefined && !isSame(before, after)) note(result.other, after)
}

const isSame = (a: HandedAt, b: HandedAt): boolean =>
  a.reason === b.reason && a.rule?.id === b.rule?.id && a.seq === b.seq
