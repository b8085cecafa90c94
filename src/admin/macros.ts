/** Macros: a named list of what an agent does again and again, done in one go. */
import { json, type TenantQuery } from '../db.ts'
import { NotFound } from '../errors.ts'
import { newId } from '../id.ts'

/** What a macro does. Those that end the agent's part come last, and only one of them: a test of the schema says so. */
export type MacroAction =
  | { kind: 'reply'; cannedId: string }
  | { kind: 'label'; labelId: string }
  | { kind: 'transfer'; teamId: string; note: string }
  | { kind: 'snooze'; hours: number }
  | { kind: 'close' }
  | { kind: 'return_to_bot' }

export interface NewMacro {
  name: string
  actions: MacroAction[]
  /** Everybody's; otherwise his who makes it. */
  shared: boolean
}

export interface Macro extends NewMacro {
  id: string
}

interface MacroRow {
  id: string
  owner_id: string | null
  name: string
  actions: MacroAction[]
}

const COLUMNS = 'id, owner_id, name, actions'
const toMacro = ({ owner_id, ...row }: MacroRow): Macro => ({ ...row, shared: owner_id === null })

/** Those that this agent may use. */
export async function listMacros(db: TenantQuery, agentId: string): Promise<Macro[]> {
  const { rows } = await db.query<MacroRow>(
    `SELECT ${COLUMNS} FROM macro WHERE tenant_id = $1 AND (owner_id IS NULL OR owner_id = $2) ORDER BY lower(name), id`,
    [db.tenantId, agentId],
  )
  return rows.map(toMacro)
}

/** True when it is everybody's. @throws NotFound `macro_not_found`, also for another agent's own. */
export async function isSharedMacro(db: TenantQuery, id: string, agentId: string): Promise<boolean> {
  const { rows } = await db.query<{ owner_id: string | null }>(
    'SELECT owner_id FROM macro WHERE tenant_id = $1 AND id = $2 AND (owner_id IS NULL OR owner_id = $3)',
    [db.tenantId, id, agentId],
  )
  if (rows[0] === undefined) throw notFound(id)
  return rows[0].owner_id === null
}

export async function addMacro(db: TenantQuery, agentId: string, macro: NewMacro): Promise<Macro> {
  const { rows } = await db.query<MacroRow>(
    `INSERT INTO macro (tenant_id, id, owner_id, name, actions) VALUES ($1, $2, $3, $4, $5::jsonb) RETURNING ${COLUMNS}`,
    [db.tenantId, newId(), macro.shared ? null : agentId, macro.name, json(macro.actions)],
  )
  return toMacro(rows[0]!)
}

/** @throws NotFound `macro_not_found`. */
export async function changeMacro(db: TenantQuery, agentId: string, id: string, macro: NewMacro): Promise<Macro> {
  const { rows } = await db.query<MacroRow>(
    `UPDATE macro SET owner_id = $3, name = $4, actions = $5::jsonb, updated_at = now() WHERE tenant_id = $1 AND id = $2
     RETURNING ${COLUMNS}`,
    [db.tenantId, id, macro.shared ? null : agentId, macro.name, json(macro.actions)],
  )
  if (rows[0] === undefined) throw notFound(id)
  return toMacro(rows[0])
}

/** @throws NotFound `macro_not_found`. */
export async function removeMacro(db: TenantQuery, id: string): Promise<void> {
  const { count } = await db.query('DELETE FROM macro WHERE tenant_id = $1 AND id = $2', [db.tenantId, id])
  if (count === 0) throw notFound(id)
}

const notFound = (id: string): NotFound => new NotFound('macro_not_found', 'There is no such macro.', { value: id })
