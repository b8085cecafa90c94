/** Canned responses: what is answered often, found by a shortcut. Everybody's, or one agent's own. */
import { isUniqueViolation, type TenantQuery } from '../db.ts'
import { Conflict, NotFound } from '../errors.ts'
import { newId } from '../id.ts'
import { initialsOf } from '../text/initials.ts'

export interface NewCanned {
  shortcut: string
  title: string
  /** Either may be empty; {{visitor.name}} and the like stand for what is known when it is used. */
  zh: string
  en: string
  /** Everybody's; otherwise his who makes it. */
  shared: boolean
}

export interface Canned extends NewCanned {
  id: string
  /** Pinyin initials of the title, for the search: 退款流程 -> tklc. */
  initials: string
  used: number
}

interface CannedRow {
  id: string
  owner_id: string | null
  shortcut: string
  title: string
  zh: string
  en: string
  used: number
}

const COLUMNS = 'id, owner_id, shortcut, title, zh, en, used'

/** Those that this agent may use, the most used first. */
export async function listCanned(db: TenantQuery, agentId: string): Promise<Canned[]> {
  const { rows } = await db.query<CannedRow>(
    `SELECT ${COLUMNS} FROM canned_response WHERE tenant_id = $1 AND (owner_id IS NULL OR owner_id = $2)
     ORDER BY used DESC, lower(shortcut), id`,
    [db.tenantId, agentId],
  )
  return rows.map(toCanned)
}

/** True when it is everybody's. @throws NotFound `canned_not_found`, also for another agent's own. */
export async function isSharedCanned(db: TenantQuery, id: string, agentId: string): Promise<boolean> {
  const { rows } = await db.query<{ owner_id: string | null }>(
    'SELECT owner_id FROM canned_response WHERE tenant_id = $1 AND id = $2 AND (owner_id IS NULL OR owner_id = $3)',
    [db.tenantId, id, agentId],
  )
  if (rows[0] === undefined) throw notFound(id)
  return rows[0].owner_id === null
}

/** @throws Conflict `shortcut_taken`. */
export async function addCanned(db: TenantQuery, agentId: string, canned: NewCanned): Promise<Canned> {
  const { rows } = await unique(canned.shortcut, () =>
    db.query<CannedRow>(
      `INSERT INTO canned_response (tenant_id, id, owner_id, shortcut, title, zh, en) VALUES ($1, $2, $3, $4, $5, $6, $7)
       RETURNING ${COLUMNS}`,
      [db.tenantId, newId(), ...valuesOf(agentId, canned)],
    ),
  )
  return toCanned(rows[0]!)
}

/** @throws NotFound `canned_not_found`; Conflict `shortcut_taken`. */
export async function changeCanned(db: TenantQuery, agentId: string, id: string, canned: NewCanned): Promise<Canned> {
  const { rows } = await unique(canned.shortcut, () =>
    db.query<CannedRow>(
      `UPDATE canned_response SET owner_id = $3, shortcut = $4, title = $5, zh = $6, en = $7, updated_at = now()
       WHERE tenant_id = $1 AND id = $2 RETURNING ${COLUMNS}`,
      [db.tenantId, id, ...valuesOf(agentId, canned)],
    ),
  )
  if (rows[0] === undefined) throw notFound(id)
  return toCanned(rows[0])
}

/** @throws NotFound `canned_not_found`. */
export async function removeCanned(db: TenantQuery, id: string): Promise<void> {
  const { count } = await db.query('DELETE FROM canned_response WHERE tenant_id = $1 AND id = $2', [db.tenantId, id])
  if (count === 0) throw notFound(id)
}

/** It was put into a reply: what is used often is found first. */
export async function countUse(db: TenantQuery, id: string): Promise<void> {
  await db.query('UPDATE canned_response SET used = used + 1 WHERE tenant_id = $1 AND id = $2', [db.tenantId, id])
}

const valuesOf = (agentId: string, { shared, shortcut, title, zh, en }: NewCanned): unknown[] => [
  shared ? null : agentId,
  shortcut,
  title,
  zh,
  en,
]

const toCanned = ({ owner_id, ...row }: CannedRow): Canned => ({
  ...row,
  shared: owner_id === null,
  initials: initialsOf(row.title),
})

async function unique<T>(shortcut: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!isUniqueViolation(error, 'canned_shortcut_shared') && !isUniqueViolation(error, 'canned_shortcut_own')) {
      throw error
    }
    throw new Conflict('shortcut_taken', 'Another response has this shortcut.', {
      remedy: 'Use another shortcut.',
      value: shortcut,
      params: { shortcut },
    })
  }
}

const notFound = (id: string): NotFound => new NotFound('canned_not_found', 'There is no such response.', { value: id })
