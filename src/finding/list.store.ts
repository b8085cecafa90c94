/** Which conversations stand on a page of a list. Pages follow each other by key: what is skipped is never read. */

import { CURRENT_HANDOFF } from '../conversation/conversation.store.ts'
import type { View } from '../conversation/summary.store.ts'
import type { TenantQuery } from '../db.ts'
import { InvalidInput } from '../errors.ts'
import { filterSql, type ListFilter, type ListSort, PLANNED_ANEW } from './filter.ts'

export interface ListRequest {
  view: View
  sort: ListSort | undefined
  filter: ListFilter
  limit: number
  /** `next` of the page before. */
  cursor: string | undefined
}

export interface IdPage {
  ids: string[]
  /** Of the page after; undefined when there is none. */
  next: string | undefined
}

/** The order: by three columns that have no ties. Times keep their microseconds, so they stay text. */
interface Order {
  rank: string
  at: string
  id: string
  descending: boolean
}

const ACTIVITY: Order = { rank: '0', at: 'c.last_at', id: 'c.id', descending: true }
const QUEUE: Order = { rank: '-h.priority', at: 'h.queued_at', id: 'h.id', descending: false }
/** Who does not wait stands behind. */
const WAITING: Order = {
  rank: `CASE WHEN h.state IN ('waiting', 'offered') THEN -h.priority ELSE 1000 END`,
  at: `coalesce(h.queued_at, c.last_at)`,
  id: 'c.id',
  descending: false,
}

const DUE: Order = { rank: '0', at: 'c.due_at', id: 'c.id', descending: false }

/** SQL: which conversations `c`, with their current handoff `h`, stand in a view; `$2` is the agent. */
const VIEWS: Record<Exclude<View, 'all'>, { where: string; order: Order }> = {
  queue: { where: `h.state IN ('waiting', 'offered')`, order: QUEUE },
  mine: { where: `h.state = 'assigned' AND h.agent_id = $2::uuid`, order: ACTIVITY },
  open: { where: `c.status <> 'resolved'`, order: ACTIVITY },
  parked: { where: `c.status = 'snoozed'`, order: DUE },
  mentions: {
    where:
      'EXISTS (SELECT FROM mention m WHERE m.tenant_id = c.tenant_id AND m.conversation_id = c.id AND m.agent_id = $2::uuid)',
    order: ACTIVITY,
  },
  resolved: { where: `c.status = 'resolved'`, order: ACTIVITY },
}

/** One query. `all` joins two halves, each read along its own index (conversation_open_recent, …_resolved_recent). */
export async function readIdPage(db: TenantQuery, agentId: string, request: ListRequest): Promise<IdPage> {
  const { view, sort, filter, limit, cursor } = request
  const params: unknown[] = [db.tenantId, agentId, limit + 1]
  const order = orderOf(view, sort)
  const more = filterSql(filter, params) + afterCursor(order, cursor, params)
  const halves = halvesOf(view, order).map(half => `(${pageSql(VIEWS[half].where, order, more)})`)
  const direction = order.descending ? 'DESC' : 'ASC'
  const { rows } = await db.query<{ id: string; rank: number; at: string; key: string }>(
    `${PLANNED_ANEW}SELECT id, rank, to_json(at) #>> '{}' AS at, key FROM (${halves.join(' UNION ALL ')}) p
     WHERE $2::uuid IS NOT NULL ORDER BY rank ${direction}, p.at ${direction}, key ${direction} LIMIT $3`,
    params,
  )
  const page = rows.slice(0, limit)
  const last = page.at(-1)
  const next = rows.length > limit && last !== undefined ? `${last.rank}~${last.at}~${last.key}` : undefined
  return { ids: page.map(row => row.id), next }
}

/** In which of these a note names him that he has not read. */
export async function findUnreadMentions(db: TenantQuery, agentId: string, ids: readonly string[]): Promise<string[]> {
  const { rows } = await db.query<{ id: string }>(
    `SELECT DISTINCT conversation_id AS id FROM mention
     WHERE tenant_id = $1 AND agent_id = $2 AND read_at IS NULL AND conversation_id = ANY($3::uuid[])`,
    [db.tenantId, agentId, ids],
  )
  return rows.map(({ id }) => id)
}

/** Nobody waits in what is resolved: ordered by waiting, it is left out (EXPLAIN, 100,000 resolved: sorted for 10 s). */
function halvesOf(view: View, order: Order): Exclude<View, 'all'>[] {
  if (view !== 'all') return [view]
  return order === WAITING ? ['open'] : ['open', 'resolved']
}

function orderOf(view: View, sort: ListSort | undefined): Order {
  if (sort === undefined && view !== 'all') return VIEWS[view].order
  if (view === 'queue') return sort === 'activity' ? ACTIVITY : QUEUE
  return sort === 'waiting' && view !== 'resolved' ? WAITING : ACTIVITY
}

function pageSql(where: string, { rank, at, id, descending }: Order, more: string): string {
  const direction = descending ? 'DESC' : 'ASC'
  // A constant rank would keep the index from giving the order.
  const ranked = rank === '0' ? '' : `${rank} ${direction}, `
  return `SELECT c.id, (${rank})::int AS rank, ${at} AS at, ${id} AS key FROM conversation c ${CURRENT_HANDOFF}
    WHERE c.tenant_id = $1 AND ${where}${more} ORDER BY ${ranked}${at} ${direction}, ${id} ${direction} LIMIT $3`
}

function afterCursor(order: Order, cursor: string | undefined, params: unknown[]): string {
  if (cursor === undefined) return ''
  const { rank, at, id } = readCursor(cursor)
  params.push(rank, at, id)
  const [r, t, k] = [params.length - 2, params.length - 1, params.length]
  const sign = order.descending ? '<' : '>'
  return order.rank === '0'
    ? ` AND $${r}::int = 0 AND (${order.at}, ${order.id}) ${sign} ($${t}::timestamptz, $${k}::uuid)`
    : ` AND (${order.rank}, ${order.at}, ${order.id}) ${sign} ($${r}::int, $${t}::timestamptz, $${k}::uuid)`
}

const CURSOR = /^(-?\d{1,5})~(\d{4}-\d\d-\d\dT[\d:.]{8,15}(?:Z|[+-]\d\d:\d\d))~([0-9a-f-]{36})$/

/** @throws InvalidInput `cursor_wrong`. */
export function readCursor(cursor: string): { rank: number; at: string; id: string } {
  const [, rank, at, id] = CURSOR.exec(cursor) ?? []
  if (rank === undefined || at === undefined || id === undefined || Number.isNaN(Date.parse(at))) {
    throw new InvalidInput('cursor_wrong', 'The cursor is not one of ours.', {
      value: cursor,
      remedy: 'Send `next` of the page before as it came, or leave it out.',
    })
  }
  return { rank: Number(rank), at, id }
}
