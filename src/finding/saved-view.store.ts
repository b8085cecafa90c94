/** Views that agents keep: a list with its filters under a name, for oneself or for everybody. */
import Type, { type Static } from 'typebox'
import { isUniqueViolation, json, type TenantQuery } from '../db.ts'
import { Conflict, Forbidden, NotFound } from '../errors.ts'
import { newId } from '../id.ts'
import { ListFilter, ListSort } from './filter.ts'

/** What a list is asked for, as it is kept. */
export const ViewFilter = Type.Object(
  {
    view: Type.Optional(
      Type.Union(
        ['queue', 'mine', 'open', 'mentions', 'parked', 'resolved', 'all'].map(view => Type.Literal(view as 'queue')),
      ),
    ),
    sort: Type.Optional(ListSort),
    q: Type.Optional(Type.String({ maxLength: 200 })),
    filter: Type.Optional(ListFilter),
  },
  { additionalProperties: false },
)

export const NewView = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 60, pattern: '\\S' }),
    shared: Type.Boolean({ description: 'Everybody sees it; takes conversations:supervise.' }),
    filter: ViewFilter,
  },
  { additionalProperties: false },
)
export type NewView = Static<typeof NewView>

export interface SavedView extends NewView {
  id: string
  /** Made by who asks. */
  own: boolean
}

/** Who asks, and whether he may do so for everybody. */
export interface ViewKeeper {
  id: string
  maySupervise: boolean
}

/** Kept by one agent, at most: a list of views, not an archive. */
const MOST = 50

interface ViewRow {
  id: string
  agent_id: string
  shared: boolean
  name: string
  filter: NewView['filter']
}

const toView = (row: ViewRow, agentId: string): SavedView => ({
  id: row.id,
  name: row.name,
  shared: row.shared,
  filter: row.filter,
  own: row.agent_id === agentId,
})

/** One's own and the shared ones, by name. */
export async function listViews(db: TenantQuery, agentId: string): Promise<SavedView[]> {
  const { rows } = await db.query<ViewRow>(
    `SELECT id, agent_id, shared, name, filter FROM saved_view WHERE tenant_id = $1 AND (agent_id = $2 OR shared)
     ORDER BY lower(name), id LIMIT 200`,
    [db.tenantId, agentId],
  )
  return rows.map(row => toView(row, agentId))
}

/** @throws Forbidden `permission_missing`; Conflict `view_name_taken`, `too_many_views`. */
export async function addView(db: TenantQuery, keeper: ViewKeeper, view: NewView): Promise<SavedView> {
  checkShare(keeper, view.shared)
  const { rows } = await named(view.name, () =>
    db.query<ViewRow>(
      `INSERT INTO saved_view (tenant_id, id, agent_id, shared, name, filter)
       SELECT $1, $2, $3, $4, $5, $6::jsonb WHERE (SELECT count(*) FROM saved_view WHERE tenant_id = $1 AND agent_id = $3) < $7
       RETURNING id, agent_id, shared, name, filter`,
      [db.tenantId, newId(), keeper.id, view.shared, view.name.trim(), json(view.filter), MOST],
    ),
  )
  if (rows[0] === undefined) {
    throw new Conflict('too_many_views', `You keep ${MOST} views already.`, { remedy: 'Remove one first.' })
  }
  return toView(rows[0], keeper.id)
}

/** @throws NotFound `view_not_found`; otherwise as `addView`. */
export async function changeView(db: TenantQuery, keeper: ViewKeeper, id: string, view: NewView): Promise<SavedView> {
  checkShare(keeper, view.shared)
  const { rows } = await named(view.name, () =>
    db.query<ViewRow>(
      `UPDATE saved_view SET shared = $5, name = $6, filter = $7::jsonb WHERE tenant_id = $1 AND id = $2 AND ${MAY_CHANGE}
       RETURNING id, agent_id, shared, name, filter`,
      [db.tenantId, id, keeper.id, keeper.maySupervise, view.shared, view.name.trim(), json(view.filter)],
    ),
  )
  if (rows[0] === undefined) throw viewNotFound(id)
  return toView(rows[0], keeper.id)
}

/** @throws NotFound `view_not_found`. */
export async function removeView(db: TenantQuery, keeper: ViewKeeper, id: string): Promise<void> {
  const { count } = await db.query(`DELETE FROM saved_view WHERE tenant_id = $1 AND id = $2 AND ${MAY_CHANGE}`, [
    db.tenantId,
    id,
    keeper.id,
    keeper.maySupervise,
  ])
  if (count === 0) throw viewNotFound(id)
}

/** One's own; what is shared also by a supervisor. */
const MAY_CHANGE = '(agent_id = $3 OR (shared AND $4::boolean))'

function checkShare(keeper: ViewKeeper, shared: boolean): void {
  if (!shared || keeper.maySupervise) return
  throw new Forbidden('permission_missing', 'Your role may not share views: it takes conversations:supervise.', {
    remedy: 'Keep it for yourself, or ask a supervisor.',
    params: { permission: 'conversations:supervise' },
  })
}

async function named<T>(name: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!isUniqueViolation(error, 'saved_view_name')) throw error
    throw new Conflict('view_name_taken', 'You have a view of this name already.', {
      value: name,
      remedy: 'Choose another name.',
    })
  }
}

const viewNotFound = (id: string): NotFound => new NotFound('view_not_found', 'There is no such view.', { value: id })
