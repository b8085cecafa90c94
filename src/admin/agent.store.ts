/** The rows of agents. */
import { type Db, isUniqueViolation, json, one, type TenantQuery } from '../db.ts'
import { Conflict, NotFound } from '../errors.ts'
import { newId } from '../id.ts'
import type { AgentAvailability } from '../protocol.ts'
import type { Role } from './permissions.ts'
import type { WorkingHours } from './working-hours.ts'

export interface Agent {
  tenantId: string
  id: string
  name: string
  /** What visitors see; null: his name. */
  displayName: string | null
  /** 工号 */
  staffNumber: string | null
  avatarId: string | null
  email: string
  role: Role
  availability: AgentAvailability
  capacity: number
  load: number
  workingHours: WorkingHours | null
  disabled: boolean
  /** He has not chosen a password yet. */
  invited: boolean
}

/** A row of `agent`, as AGENT_COLUMNS names it. */
export interface AgentRow {
  tenant_id: string
  id: string
  name: string
  display_name: string | null
  staff_number: string | null
  avatar_id: string | null
  email: string
  role: Role
  availability: AgentAvailability
  capacity: number
  load: number
  working_hours: WorkingHours | null
  disabled: boolean
  invited: boolean
}

const COLUMNS = `tenant_id, id, name, display_name, staff_number, avatar_id, email, role, availability, capacity, load,
  working_hours, disabled, password_hash = '!' AS invited`
/** For statements that call the table `a`. */
export const AGENT_COLUMNS = COLUMNS.split(/,\s+/)
  .map(column => `a.${column}`)
  .join(', ')

export const toAgent = (row: AgentRow): Agent => ({
  tenantId: row.tenant_id,
  id: row.id,
  name: row.name,
  displayName: row.display_name,
  staffNumber: row.staff_number,
  avatarId: row.avatar_id,
  email: row.email,
  role: row.role,
  availability: row.availability,
  capacity: row.capacity,
  load: row.load,
  workingHours: row.working_hours,
  disabled: row.disabled,
  invited: row.invited,
})

/** How he is called before visitors. */
export const shownName = ({ name, displayName }: { name: string; displayName?: string | null }): string =>
  displayName ?? name

export async function listAgents(db: TenantQuery): Promise<Agent[]> {
  const { rows } = await db.query<AgentRow>(
    `SELECT ${COLUMNS} FROM agent WHERE tenant_id = $1 ORDER BY created_at, id`,
    [db.tenantId],
  )
  return rows.map(toAgent)
}

/** @throws NotFound `agent_not_found`. */
export async function readAgent(db: TenantQuery, id: string): Promise<Agent> {
  const { rows } = await db.query<AgentRow>(`SELECT ${COLUMNS} FROM agent WHERE tenant_id = $1 AND id = $2`, [
    db.tenantId,
    id,
  ])
  if (rows[0] === undefined) throw new NotFound('agent_not_found', 'There is no such agent.', { value: id })
  return toAgent(rows[0])
}

export interface NewAgent {
  name: string
  email: string
  role: Role
  capacity: number
}

/** @throws Conflict `email_taken`. */
export async function insertAgent(db: TenantQuery, agent: NewAgent, passwordHash: string): Promise<Agent> {
  return unique(agent, async () => {
    const rows = await db.query<AgentRow>(
      `INSERT INTO agent (tenant_id, id, name, email, role, capacity, password_hash)
       VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING ${COLUMNS}`,
      [db.tenantId, newId(), agent.name, agent.email, agent.role, agent.capacity, passwordHash],
    )
    return toAgent(one(rows))
  })
}

/** What is left out stays; null takes it away. */
export interface AgentChange {
  name?: string | undefined
  displayName?: string | null | undefined
  staffNumber?: string | null | undefined
  role?: Role | undefined
  capacity?: number | undefined
  workingHours?: WorkingHours | null | undefined
  disabled?: boolean | undefined
}

/** @throws NotFound `agent_not_found`; Conflict `staff_number_taken`. */
export async function updateAgent(db: TenantQuery, id: string, change: AgentChange): Promise<Agent> {
  return unique(change, async () => {
    const { rows } = await db.query<AgentRow>(
      `UPDATE agent SET name = coalesce($3, name), role = coalesce($4, role), capacity = coalesce($5, capacity),
         disabled = coalesce($6, disabled),
         display_name = CASE WHEN $7 THEN $8 ELSE display_name END,
         staff_number = CASE WHEN $9 THEN $10 ELSE staff_number END,
         working_hours = CASE WHEN $11 THEN $12::jsonb ELSE working_hours END,
         shift_changes_at = CASE WHEN $11 AND $12::jsonb IS DISTINCT FROM working_hours THEN now() ELSE shift_changes_at END
       WHERE tenant_id = $1 AND id = $2 RETURNING ${COLUMNS}`,
      [
        ...[
          db.tenantId,
          id,
          change.name ?? null,
          change.role ?? null,
          change.capacity ?? null,
          change.disabled ?? null,
        ],
        ...[change.displayName !== undefined, change.displayName ?? null],
        ...[change.staffNumber !== undefined, change.staffNumber ?? null],
        ...[change.workingHours !== undefined, change.workingHours ? json(change.workingHours) : null],
      ],
    )
    if (rows[0] === undefined) throw new NotFound('agent_not_found', 'There is no such agent.', { value: id })
    return toAgent(rows[0])
  })
}

async function unique<T>(
  agent: { email?: string; staffNumber?: string | null | undefined },
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (isUniqueViolation(error, 'agent_email')) throw emailTaken(agent.email ?? '')
    if (isUniqueViolation(error, 'agent_staff_number')) throw staffNumberTaken(agent.staffNumber ?? '')
    throw error
  }
}

const emailTaken = (email: string): Conflict =>
  new Conflict('email_taken', 'An agent with this e-mail exists already.', {
    remedy: 'Use another e-mail, or edit that agent.',
    value: email,
  })

const staffNumberTaken = (number: string): Conflict =>
  new Conflict('staff_number_taken', 'Another agent has this staff number.', {
    remedy: 'Use another one, or take it from him first.',
    value: number,
    params: { field: 'staffNumber' },
  })

/** Owners who can still sign in. */
export async function countOwners(db: TenantQuery): Promise<number> {
  const rows = await db.query<{ n: number }>(
    `SELECT count(*)::int AS n FROM agent WHERE tenant_id = $1 AND role = 'owner' AND NOT disabled
       AND password_hash <> '!'`,
    [db.tenantId],
  )
  return one(rows).n
}

export async function setPasswordHash(db: TenantQuery, id: string, passwordHash: string): Promise<void> {
  await db.query('UPDATE agent SET password_hash = $3 WHERE tenant_id = $1 AND id = $2', [
    db.tenantId,
    id,
    passwordHash,
  ])
}

/** As he says himself. `shiftEnd`: his working hours put him away then, ms since 1970. */
export async function setAvailability(
  db: TenantQuery,
  id: string,
  availability: AgentAvailability,
  shiftEnd: number | undefined,
): Promise<void> {
  await db.query(
    `UPDATE agent SET availability = $3, shift_changes_at = $4::timestamptz, shift_away = false
     WHERE tenant_id = $1 AND id = $2`,
    [db.tenantId, id, availability, shiftEnd === undefined ? null : new Date(shiftEnd)],
  )
}

/** By e-mail, across tenants, for sign-in. */
export async function findByEmail(db: Db, email: string): Promise<(Agent & { passwordHash: string }) | undefined> {
  const { rows } = await db.query<AgentRow & { password_hash: string }>(
    `SELECT ${COLUMNS}, password_hash FROM agent WHERE lower(email) = lower($1)`,
    [email],
  )
  if (rows[0] === undefined) return undefined
  const { password_hash, ...row } = rows[0]
  return { ...toAgent(row), passwordHash: password_hash }
}
