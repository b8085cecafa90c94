/** What is looked after again and again: turns whose process died, agents who went away, sources to be read. Safe with many processes. */

import type { Bus } from '../bus.ts'
import { claimOrphans } from '../conversation/turn.store.ts'
import { CLAIM_SECONDS, type Turns } from '../conversation/turn.ts'
import type { Db } from '../db.ts'
import type { Indexing } from '../finding/indexing.ts'
import type { Desk } from '../handoff/desk.ts'
import { findInactive } from '../handoff/inactivity.store.ts'
import { findDue } from '../handoff/parking.store.ts'
import { type HeardConnection, heartbeat, sweepPresence } from '../handoff/presence.store.ts'
import { raiseWaiting } from '../handoff/raise.store.ts'
import type { Routing } from '../handoff/routing/offer.ts'
import { sweepShifts } from '../handoff/shifts.ts'
import { sweepRetention } from '../privacy/retention.ts'
import { queueRefreshes } from '../retrieval/ingestion.store.ts'
import { type Repeating, repeat } from './every.ts'
import type { Ingestion } from './ingestion.ts'
import type { WorkLoop } from './work-loop.ts'

export interface SweeperDeps {
  db: Db
  bus: Pick<Bus, 'publish'>
  turns: Turns
  desk: Desk
  routing: Pick<Routing, 'sweep'>
  /** Open desk sockets of this process. */
  connections(): HeardConnection[]
  /** Lines that are to be found. */
  indexing: Pick<Indexing, 'run'>
  /** Sources that wait to be read. */
  ingestion: Pick<Ingestion, 'wake'>
  /** Dry runs that another process left behind. */
  dryRuns: Pick<WorkLoop, 'wake'>
  /** Switches of sentence models that another process left behind. */
  switches: Pick<WorkLoop, 'wake'>
  /** After the commit: somebody's place in the queue is another one. */
  announce(tenantId: string, at: { conversationId: string; contactId: string }, handoffChanged: boolean): void
  /** Their presence had expired: record it anew. */
  revive(connectionIds: readonly string[]): void
  /** Removes what is kept for a while only. */
  tidy(): Promise<void>
  onError(error: unknown): void
}

const TURNS_EVERY_MS = 5_000
const TURNS_AT_ONCE = 50
const HEARTBEAT_EVERY_MS = 15_000
const PRESENCE_EVERY_MS = 5_000
const DUE_EVERY_MS = 5_000
const SHIFTS_EVERY_MS = 5_000
/** An offer lasts 20 s: one that lapsed should not lie for long. Two indexed statements when there is nothing to do. */
const ROUTING_EVERY_MS = 2_000
/** Each hint wakes the indexing of its own; this finds what a process left behind that died. */
const INDEXING_EVERY_MS = 2_000
/** A process that stores something to read wakes its own readers at once; this finds what others left behind. */
const INGESTION_EVERY_MS = 5_000
const REFRESH_EVERY_MS = 60_000
/** Silence is counted in minutes; one indexed statement when nobody is silent. */
const INACTIVITY_EVERY_MS = 15_000
/** Nobody waits for what is days old to go. */
const RETENTION_EVERY_MS = 600_000
const TIDY_EVERY_MS = 3_600_000
const DRY_RUNS_EVERY_MS = 10_000
const SWITCHES_EVERY_MS = 5_000
/** Minutes are what waiting is counted in here. */
const RAISE_EVERY_MS = 15_000

export function startSweepers(deps: SweeperDeps): Repeating {
  const jobs = [
    repeat(TURNS_EVERY_MS, () => sweepTurns(deps), deps.onError),
    repeat(HEARTBEAT_EVERY_MS, () => keepPresent(deps), deps.onError),
    repeat(PRESENCE_EVERY_MS, () => sweepLeases(deps), deps.onError),
    repeat(DUE_EVERY_MS, () => sweepDue(deps), deps.onError),
    repeat(SHIFTS_EVERY_MS, () => turnShifts(deps), deps.onError),
    repeat(ROUTING_EVERY_MS, () => deps.routing.sweep(), deps.onError),
    repeat(INDEXING_EVERY_MS, () => deps.indexing.run(), deps.onError),
    repeat(INGESTION_EVERY_MS, async () => deps.ingestion.wake(), deps.onError),
    repeat(INACTIVITY_EVERY_MS, () => sweepInactive(deps), deps.onError),
    repeat(RETENTION_EVERY_MS, async () => void (await sweepRetention(deps)), deps.onError),
    repeat(TIDY_EVERY_MS, deps.tidy, deps.onError),
    repeat(DRY_RUNS_EVERY_MS, async () => deps.dryRuns.wake(), deps.onError),
    repeat(SWITCHES_EVERY_MS, async () => deps.switches.wake(), deps.onError),
    repeat(RAISE_EVERY_MS, () => sweepWaiting(deps), deps.onError),
    repeat(REFRESH_EVERY_MS, async () => void (await queueRefreshes(deps.db)), deps.onError),
  ]
  return {
    async stop() {
      await Promise.all(jobs.map(job => job.stop()))
    },
  }
}

/** Runs turns again whose process died between acknowledgement and answer. */
export async function sweepTurns({ db, turns }: Pick<SweeperDeps, 'db' | 'turns'>): Promise<void> {
  for (const { attempts, ...turn } of await claimOrphans(db, TURNS_AT_ONCE, CLAIM_SECONDS)) turns.start(turn, attempts)
}

async function keepPresent({ db, connections, revive }: SweeperDeps): Promise<void> {
  const open = connections()
  if (open.length === 0) return
  const expired = await heartbeat(db, open)
  if (expired.length > 0) revive(expired)
}

/** Conversations of agents who are gone return to the queue, at their old place. */
export async function sweepLeases({ db, desk }: Pick<SweeperDeps, 'db' | 'desk'>): Promise<void> {
  for (const lease of await sweepPresence(db)) {
    await desk.lapse(db.tenant(lease.tenantId), lease.conversationId, lease.agentId, lease.epoch)
  }
}

/** Who has waited long goes before others, where a tenant wants it. */
export async function sweepWaiting({ db, announce }: Pick<SweeperDeps, 'db' | 'announce'>): Promise<void> {
  for (const { tenantId, ...at } of await raiseWaiting(db)) announce(tenantId, at, true)
}

/** What was put off comes back when it is due. */
export async function sweepDue({ db, desk }: Pick<SweeperDeps, 'db' | 'desk'>): Promise<void> {
  for (const { tenantId, conversationId } of await findDue(db))
    await desk.wake(db.tenant(tenantId), conversationId, 'due')
}

/** Working hours begin and end. */
export async function turnShifts({ db, desk, bus }: Pick<SweeperDeps, 'db' | 'desk' | 'bus'>): Promise<void> {
  const announce = (tenantId: string, agentId: string) => bus.publish({ kind: 'agent', tenantId, agentId })
  await sweepShifts({ db, releaseOffers: desk.releaseOffers, announce })
}

/** What nobody goes on with is closed. */
export async function sweepInactive({ db, desk }: Pick<SweeperDeps, 'db' | 'desk'>): Promise<void> {
  for (const { tenantId, conversationId } of await findInactive(db))
    await desk.closeInactive(db.tenant(tenantId), conversationId)
}
