/**
 * Working hours and who is asked. When a shift ends, an agent who is online becomes away: what is offered to him goes to
 * others, what he holds stays his. When the next one begins, he is online again, unless he has said something else
 * himself. Who says by hand that he is online outside of his hours works: until the end of his next shift.
 */
import type { Db, TenantDb } from '../db.ts'
import { type DueShift, findDueShifts, type ShiftTurn, turnShift } from './shift.store.ts'
import { isOpen, nextClosing, nextOpening } from './waiting/business-hours.ts'

export interface ShiftDeps {
  db: Db
  /** What is offered to him goes back to the queue, at its old place. */
  releaseOffers(db: TenantDb, agentId: string): Promise<void>
  /** After the commit: his availability is another one. */
  announce(tenantId: string, agentId: string): void
}

/** Ends and begins shifts whose time has come. Safe with many processes: each turn has one winner. */
export async function sweepShifts({ db, releaseOffers, announce }: ShiftDeps): Promise<void> {
  for (const due of await findDueShifts(db)) {
    const { tenantId, agentId } = due
    const to = turnAt(due)
    if (!(await turnShift(db.tenant(tenantId), due, to)) || to.availability === undefined) continue
    // Should this process die here, the routing finds offers of an agent who is not online.
    if (to.availability === 'away') await releaseOffers(db.tenant(tenantId), agentId)
    announce(tenantId, agentId)
  }
}

/** Pure. */
export function turnAt({ hours, online, away, now }: Pick<DueShift, 'hours' | 'online' | 'away' | 'now'>): ShiftTurn {
  if (hours === undefined) return { availability: undefined, away: false, changesAt: undefined }
  const calendar = { ...hours, exceptions: [] }
  if (isOpen(calendar, now)) {
    const works = online || away
    const changesAt = works ? nextClosing(calendar, now) : undefined
    return { availability: away && !online ? 'online' : undefined, away: false, changesAt }
  }
  const goes = online || away
  return {
    availability: online ? 'away' : undefined,
    away: goes,
    changesAt: goes ? nextOpening(calendar, now) : undefined,
  }
}
