/** The lines that hold a query's words: one a conversation, its newest. */

import { CURRENT_HANDOFF } from '../conversation/conversation.store.ts'
import type { TenantQuery } from '../db.ts'
import type { SenderKind } from '../message.ts'
import { contactLine, type QueryTerm } from '../text/line-terms.ts'
import { filterSql, type ListFilter, PLANNED_ANEW } from './filter.ts'
import { CONTACT_ATTRIBUTES, CONTACT_NOTES, tenantMark } from './line.store.ts'
import { readCursor } from './list.store.ts'

/** Which conversations are searched. */
export type SearchedView = 'all' | 'mine' | 'open' | 'resolved'

export interface LineRequest {
  terms: readonly QueryTerm[]
  view: SearchedView
  filter: ListFilter
  limit: number
  cursor: string | undefined
}

export interface FoundLine {
  conversationId: string
  /** 0: the contact's details. */
  seq: number
  kind: 'message' | 'note' | 'contact'
  at: Date
  senderKind: SenderKind
  senderName: string | undefined
  /** Empty when the words are gone since. */
  text: string
  format: string
  /** Of a contact: the notes on him. */
  notes: string
}

export interface LinePage {
  lines: FoundLine[]
  next: string | undefined
}

interface LineRow {
  conversation_id: string
  seq: number
  at: Date
  key_at: string
  event_kind: string | null
  sender_kind: SenderKind | null
  sender_name: string | null
  text: string | null
  format: string | null
  name: string | null
  email: string | null
  phone: string | null
  attributes: string | null
  notes: string | null
}

/** So many lines are fetched by the index of words and sorted, in any case. */
const SORTED_AT_MOST = 2000
/** Where there are more, so many of the newest lines are looked through first: a word that frequent fills a page there. */
const WALKED = 8_000

/** SQL: no newer line of the conversation holds the words, which would have stood on a page before. */
const NOT_SHOWN = `s.seq = (SELECT max(n.seq) FROM search_line n WHERE n.tenant_id = $1
  AND n.conversation_id = s.conversation_id AND ts_match_vq(n.search, $2::tsquery)) AND`

const VIEWS: Record<SearchedView, string> = {
  all: '$3::uuid IS NOT NULL',
  mine: `h.state = 'assigned' AND h.agent_id = $3::uuid`,
  open: `c.status <> 'resolved' AND $3::uuid IS NOT NULL`,
  resolved: `c.status = 'resolved' AND $3::uuid IS NOT NULL`,
}

/**
 * One query, whatever is found, of three steps of which one gives the page: few lines are sorted; of many the newest are
 * looked through; only where these do not fill the page are all of them fetched. The planner is not asked which: it takes
 * a rare word for twenty times as frequent and walks a million lines for it, or sorts 150,000 of a frequent one (EXPLAIN,
 * 1 M lines: 600 ms and 2 s). `ts_match_vq` stands behind `@@`; called by its name it is no condition of an index.
 */
export async function findLines(db: TenantQuery, agentId: string, request: LineRequest): Promise<LinePage> {
  const { terms, view, filter, limit, cursor } = request
  const params: unknown[] = [db.tenantId, tsquery(db.tenantId, terms), agentId, limit + 1]
  const narrowed = filterSql(filter, params)
  const after = afterCursor(cursor, params)
  const conversation =
    view === 'all' && narrowed === ''
      ? ''
      : `JOIN conversation c ON c.tenant_id = $1 AND c.id = s.conversation_id ${view === 'mine' ? CURRENT_HANDOFF : ''}`
  const wanted = `${VIEWS[view]}${narrowed}`
  // One agent's conversations are fewer than the lines of a frequent word, and tell the planner so; others are not.
  const ofOne = filter.agentId !== undefined
  const page = `${wanted}${after} ORDER BY s.at DESC, s.conversation_id DESC LIMIT $4`
  const { rows } = await db.query<LineRow>(
    `${PLANNED_ANEW}WITH few AS MATERIALIZED (
       SELECT s.conversation_id, s.seq, s.at FROM search_line s WHERE s.tenant_id = $1 AND s.search @@ $2::tsquery
       LIMIT ${SORTED_AT_MOST + 1}
     ), many AS MATERIALIZED (SELECT count(*) > ${SORTED_AT_MOST} AS yes FROM few),
     newest AS MATERIALIZED (
       SELECT s.conversation_id, s.seq, s.at, s.search FROM search_line s
       WHERE (SELECT yes FROM many) AND s.tenant_id = $1${after}
       ORDER BY s.at DESC, s.conversation_id DESC LIMIT ${WALKED}
     ), of_newest AS MATERIALIZED (
       SELECT s.conversation_id, s.seq, s.at FROM (
         SELECT DISTINCT ON (conversation_id) conversation_id, seq, at FROM newest
         WHERE ts_match_vq(search, $2::tsquery) ORDER BY conversation_id, seq DESC
       ) s ${conversation} WHERE ${cursor === undefined ? '' : NOT_SHOWN} ${page}
     ), enough AS MATERIALIZED (SELECT count(*) >= $4 AS yes FROM of_newest),
     found AS (
       (SELECT s.conversation_id, s.seq, s.at FROM (
          SELECT DISTINCT ON (conversation_id) conversation_id, seq, at FROM few ORDER BY conversation_id, seq DESC
        ) s ${conversation} WHERE NOT (SELECT yes FROM many) AND ${page})
       UNION ALL
       (SELECT conversation_id, seq, at FROM of_newest WHERE (SELECT yes FROM many) AND (SELECT yes FROM enough))
       UNION ALL
       (SELECT s.conversation_id, s.seq, s.at FROM (
          SELECT DISTINCT ON (s.conversation_id) s.conversation_id, s.seq, s.at FROM search_line s ${ofOne ? conversation : ''}
          WHERE (SELECT yes FROM many) AND NOT (SELECT yes FROM enough) AND s.tenant_id = $1 AND s.search @@ $2::tsquery
            ${ofOne ? `AND ${wanted}` : ''}
          ORDER BY s.conversation_id, s.seq DESC
        ) s ${ofOne ? '' : conversation} WHERE ${ofOne ? 'true' : wanted}${after}
        ORDER BY s.at DESC, s.conversation_id DESC LIMIT $4)
     )
     SELECT f.conversation_id, f.seq, f.at, to_json(f.at) #>> '{}' AS key_at, e.kind AS event_kind, e.sender_kind,
       e.sender_name, coalesce(e.body -> 'content' ->> 'text', e.body ->> 'text') AS text,
       e.body -> 'content' ->> 'format' AS format, k.name, k.email, k.phone,
       CASE WHEN f.seq = 0 THEN ${CONTACT_ATTRIBUTES} END AS attributes, CASE WHEN f.seq = 0 THEN ${CONTACT_NOTES} END AS notes
     FROM found f
     JOIN conversation c ON c.tenant_id = $1 AND c.id = f.conversation_id
     JOIN contact k ON k.tenant_id = $1 AND k.id = c.contact_id
     LEFT JOIN event e ON e.tenant_id = $1 AND e.conversation_id = f.conversation_id AND e.seq = f.seq
     ORDER BY f.at DESC, f.conversation_id DESC`,
    params,
  )
  const last = rows.length > limit ? rows[limit - 1] : undefined
  return {
    lines: rows.slice(0, limit).map(toLine),
    next: last === undefined ? undefined : `0~${last.key_at}~${last.conversation_id}`,
  }
}

function afterCursor(cursor: string | undefined, params: unknown[]): string {
  if (cursor === undefined) return ''
  const { at, id } = readCursor(cursor)
  params.push(at, id)
  return ` AND (s.at, s.conversation_id) < ($${params.length - 1}::timestamptz, $${params.length}::uuid)`
}

function toLine(row: LineRow): FoundLine {
  const isContact = row.seq === 0
  return {
    conversationId: row.conversation_id,
    seq: row.seq,
    kind: isContact ? 'contact' : row.event_kind === 'note' ? 'note' : 'message',
    at: row.at,
    senderKind: row.sender_kind ?? 'visitor',
    senderName: row.sender_name ?? undefined,
    text: isContact ? contactLine(row) : (row.text ?? ''),
    format: row.format ?? 'plain',
    notes: row.notes ?? '',
  }
}

/** All of the terms, each of its tenant. */
function tsquery(tenantId: string, terms: readonly QueryTerm[]): string {
  const mark = tenantMark(tenantId)
  return terms
    .map(({ term, begins }) =>
      begins === undefined ? quoted(mark + term) : `(${quoted(mark + term)} | ${quoted(mark + begins)}:*)`,
    )
    .join(' & ')
}

const quoted = (lexeme: string): string => `'${lexeme.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`
