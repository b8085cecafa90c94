/** The rows of shifts: when each agent's working hours will next put him away, or online again. */
import type { Db, TenantQuery } from '../db.ts'
import { NOW_MS } from './handoff.store.ts'
import type { BusinessHours } from './waiting/business-hours.ts'

const DUE_AT_ONCE = 200

/** An agent's working hours: each week alike. */
export type ShiftHours = Omit<BusinessHours, 'exceptions'>

/** What becomes of an agent at the edge of a shift. */
export interface ShiftTurn {
  /** Undefined: as it was. */
  availability: 'online' | 'away' | undefined
  /** The end of a shift has put him away. */
  away: boolean
  /** When to look again, ms since 1970; undefined: when he says something. */
  changesAt: number | undefined
}

export interface DueShift {
  tenantId: string
  agentId: string
  /** Undefined when they were taken away. */
  hours: ShiftHours | undefined
  online: boolean
  /** The end of a shift put him away, and he has said nothing since. */
  away: boolean
  /** As the database wrote it: what a change has to find again. */
  changesAt: string
  /** The database's clock, ms since 1970. */
  now: number
}

/** Agents whose shift begins or ends, of all tenants. One indexed statement. */
export async function findDueShifts(db: Db): Promise<DueShift[]> {
  const { rows } = await db.query<{
    tenant_id: string
    id: string
    hours: ShiftHours | null
    online: boolean
    away: boolean
    changes_at: string
    now: string
  }>(
    `SELECT tenant_id, id, working_hours AS hours, availability = 'online' AS online, shift_away AS away,
       shift_changes_at::text AS changes_at, (${NOW_MS})::text AS now
     FROM agent WHERE shift_changes_at <= now() ORDER BY shift_changes_at LIMIT ${DUE_AT_ONCE}`,
  )
  return rows.map(({ tenant_id, id, hours, changes_at, now, ...row }) => ({
    ...row,
    tenantId: tenant_id,
    agentId: id,
    hours: hours ?? undefined,
    changesAt: changes_at,
    now: Number(now),
  }))
}

/** Compare-and-set: false when another process, an administrator or he himself was quicker. */
export async function turnShift(db: TenantQuery, due: DueShift, to: ShiftTurn): Promise<boolean> {
  const { count } = await db.query(
    `UPDATE agent SET availability = coalesce($5, availability), shift_away = $6, shift_changes_at = $7::timestamptz
     WHERE tenant_id = $1 AND id = $2 AND shift_changes_at = $3::timestamptz AND shift_away = $4
       AND (availability = 'online') = $8`,
    [
      db.tenantId,
      due.agentId,
      due.changesAt,
      due.away,
      to.availability ?? null,
      to.away,
      to.changesAt === undefined ? null : new Date(to.changesAt),
      due.online,
    ],
  )
  return count > 0
}
