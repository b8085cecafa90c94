/** The lines of the desk's lists: conversations with who holds them and what was last said. */
import { one, type TenantQuery } from '../db.ts'
import { NOT_BEHIND, QUEUE_ORDER } from '../handoff/handoff.store.ts'
import type { HandoffReason, Holder, LabelShown, ParkReason } from '../message.ts'
import type { ConversationState, ConversationSummary, Page } from '../protocol.ts'
import { CURRENT_HANDOFF, HOLDER } from './conversation.store.ts'

export type View = 'queue' | 'mine' | 'open' | 'parked' | 'mentions' | 'resolved' | 'all'

interface SummaryRow {
  id: string
  inbox_id: string
  status: ConversationSummary['status']
  holder: Holder
  last_seq: number
  last_at: Date
  last_text: string | null
  last_sender_kind: string | null
  unread: number
  language: string | null
  contact_id: string
  contact_name: string | null
  contact_email: string | null
  contact_phone: string | null
  handoff_id: string | null
  handoff_state: 'waiting' | 'offered' | 'assigned' | 'parked'
  reason: HandoffReason
  queued_at: Date
  assigned_at: Date | null
  epoch: number
  priority: number
  team_id: string | null
  team_name: string | null
  agent_id: string | null
  agent_name: string | null
  due_at: Date | null
  due_reason: ParkReason
  parked_by: string | null
  parked_by_name: string | null
  blocked: boolean
  labels: LabelShown[] | null
}

const TEXT_SHOWN = 120

/** In the queue the visitor's last words tell more than the bot's "I am connecting you". */
const SELECT = `
  SELECT c.id, c.inbox_id, c.status, ${HOLDER} AS holder, c.last_seq, c.last_at, c.language,
    left(last.body -> 'content' ->> 'text', ${TEXT_SHOWN}) AS last_text, last.sender_kind AS last_sender_kind,
    (SELECT count(*)::int FROM event u WHERE u.tenant_id = c.tenant_id AND u.conversation_id = c.id
       AND u.seq > c.agent_read_seq AND u.kind = 'message' AND u.sender_kind = 'visitor') AS unread,
    k.id AS contact_id, k.name AS contact_name, k.email AS contact_email, k.phone AS contact_phone,
    h.id AS handoff_id, h.state AS handoff_state, h.reason, h.queued_at, h.assigned_at, h.epoch,
    h.agent_id, a.name AS agent_name, h.priority, h.team_id, g.name AS team_name,
    c.due_at, c.due_reason, h.parked_by, z.name AS parked_by_name,
    k.blocked_at IS NOT NULL AS blocked,
    (SELECT jsonb_agg(jsonb_build_object('id', l.id, 'name', l.name, 'colour', l.colour) ORDER BY lower(l.name))
       FROM conversation_label t JOIN label l ON l.tenant_id = t.tenant_id AND l.id = t.label_id
     WHERE t.tenant_id = c.tenant_id AND t.conversation_id = c.id) AS labels
  FROM conversation c
  JOIN contact k ON k.tenant_id = c.tenant_id AND k.id = c.contact_id
  ${CURRENT_HANDOFF}
  LEFT JOIN agent a ON a.tenant_id = h.tenant_id AND a.id = h.agent_id
  LEFT JOIN agent z ON z.tenant_id = h.tenant_id AND z.id = h.parked_by
  LEFT JOIN team g ON g.tenant_id = h.tenant_id AND g.id = h.team_id
  LEFT JOIN LATERAL (SELECT e.body, e.sender_kind FROM event e WHERE e.tenant_id = c.tenant_id
    AND e.conversation_id = c.id AND e.kind = 'message' AND e.body -> 'recalled' IS NULL AND (h.id IS NULL OR e.sender_kind <> 'bot')
    ORDER BY e.seq DESC LIMIT 1) last ON true
  WHERE c.tenant_id = $1`

/** `$2` is the agent, `$3` the time before which the page begins. */
const VIEWS: Record<View, string> = {
  queue: `AND h.state IN ('waiting', 'offered') AND $2::uuid IS NOT NULL ORDER BY ${QUEUE_ORDER}`,
  mine: `AND h.state = 'assigned' AND h.agent_id = $2 ORDER BY c.last_at DESC, c.id DESC`,
  open: `AND c.status <> 'resolved' AND $2::uuid IS NOT NULL ORDER BY c.last_at DESC, c.id DESC`,
  parked: `AND c.status = 'snoozed' AND $2::uuid IS NOT NULL ORDER BY c.due_at, c.id`,
  mentions: `AND EXISTS (SELECT 1 FROM mention m WHERE m.tenant_id = c.tenant_id AND m.conversation_id = c.id
    AND m.agent_id = $2) ORDER BY c.last_at DESC, c.id DESC`,
  resolved: `AND c.status = 'resolved' AND $2::uuid IS NOT NULL ORDER BY c.last_at DESC, c.id DESC`,
  all: 'AND $2::uuid IS NOT NULL ORDER BY c.last_at DESC, c.id DESC',
}

/** One page of a view; `before` is the `lastAt` of the last line of the page before. The queue, and what is parked, has no pages. */
export async function listSummaries(
  db: TenantQuery,
  view: View,
  agentId: string,
  limit: number,
  before?: string,
): Promise<ConversationSummary[]> {
  const [condition, order] = VIEWS[view].split(' ORDER BY ')
  const { rows } = await db.query<SummaryRow>(
    `${SELECT} ${condition} AND ($3::timestamptz IS NULL OR c.last_at < $3) ORDER BY ${order} LIMIT $4`,
    [db.tenantId, agentId, before ?? null, limit],
  )
  return rows.map(toSummary)
}

export async function readSummaries(
  db: TenantQuery,
  conversationIds: readonly string[],
): Promise<ConversationSummary[]> {
  const { rows } = await db.query<SummaryRow>(`${SELECT} AND c.id = ANY($2::uuid[])`, [db.tenantId, conversationIds])
  return rows.map(toSummary)
}

export interface ViewCounts {
  queue: number
  mine: number
  open: number
  parked: number
  /** Notes that name him and that he has not read. */
  mentions: number
}

/** How many conversations wait, are this agent's, are open at all, are put off; and how often he is named. */
export async function countViews(db: TenantQuery, agentId: string): Promise<ViewCounts> {
  return one(
    await db.query<ViewCounts>(
      `SELECT
        (SELECT count(*)::int FROM handoff WHERE tenant_id = $1 AND state IN ('waiting', 'offered')) AS queue,
        (SELECT count(*)::int FROM handoff WHERE tenant_id = $1 AND state = 'assigned' AND agent_id = $2) AS mine,
        (SELECT count(*)::int FROM conversation WHERE tenant_id = $1 AND status <> 'resolved') AS open,
        (SELECT count(*)::int FROM conversation WHERE tenant_id = $1 AND status = 'snoozed') AS parked,
        (SELECT count(*)::int FROM mention WHERE tenant_id = $1 AND agent_id = $2 AND read_at IS NULL) AS mentions`,
      [db.tenantId, agentId],
    ),
  )
}

/** The page that the visitor was on when the conversation began. */
export async function readPage(db: TenantQuery, conversationId: string): Promise<Page | undefined> {
  const { rows } = await db.query<{ page: Page | null }>(
    'SELECT page FROM conversation WHERE tenant_id = $1 AND id = $2',
    [db.tenantId, conversationId],
  )
  return rows[0]?.page ?? undefined
}

/** What the visitor should know beside the events: who answers him, and his place when he waits. */
export async function readState(
  db: TenantQuery,
  conversationId: string,
): Promise<Pick<ConversationState, 'holder' | 'agentName' | 'agentAvatar' | 'queuePosition' | 'parked'>> {
  const { rows } = await db.query<{
    holder: Holder
    agent_name: string | null
    avatar_id: string | null
    position: number | null
    due_at: Date | null
    due_reason: ParkReason
  }>(
    `SELECT c.due_at, c.due_reason, ${HOLDER} AS holder, coalesce(a.display_name, a.name) AS agent_name,
       a.avatar_id,
       CASE WHEN h.state IN ('waiting', 'offered') THEN (SELECT count(*)::int FROM handoff q WHERE q.tenant_id = h.tenant_id
         AND q.state IN ('waiting', 'offered') AND ${NOT_BEHIND}) END AS position
     FROM conversation c ${CURRENT_HANDOFF} LEFT JOIN agent a ON a.tenant_id = h.tenant_id AND a.id = h.agent_id
     WHERE c.tenant_id = $1 AND c.id = $2`,
    [db.tenantId, conversationId],
  )
  const row = rows[0]
  if (row === undefined) return { holder: 'bot' }
  return {
    holder: row.holder,
    ...(row.agent_name === null ? {} : { agentName: row.agent_name }),
    ...(row.avatar_id === null ? {} : { agentAvatar: `/avatars/${row.avatar_id}` }),
    ...(row.position === null ? {} : { queuePosition: row.position }),
    ...(row.due_at === null || row.due_reason === 'snoozed'
      ? {}
      : { parked: { reason: row.due_reason, dueAt: row.due_at.toISOString() } }),
  }
}

function toSummary(row: SummaryRow): ConversationSummary {
  return {
    id: row.id,
    inboxId: row.inbox_id,
    status: row.status,
    holder: row.holder,
    lastSeq: row.last_seq,
    lastAt: row.last_at.toISOString(),
    lastText: row.last_text ?? '',
    lastSenderKind: row.last_sender_kind ?? 'system',
    unread: row.unread,
    ...(row.language === null ? {} : { language: row.language }),
    contact: {
      id: row.contact_id,
      ...(row.contact_name === null ? {} : { name: row.contact_name }),
      ...(row.contact_email === null ? {} : { email: row.contact_email }),
      ...(row.contact_phone === null ? {} : { phone: row.contact_phone }),
      ...(row.blocked ? { blocked: true } : {}),
    },
    ...(row.labels === null ? {} : { labels: row.labels }),
    ...(row.handoff_id === null ? {} : { handoff: handoffOf(row, row.handoff_id) }),
    ...(row.due_at === null ? {} : { parked: parkedOf(row, row.due_at) }),
  }
}

function parkedOf(row: SummaryRow, dueAt: Date): NonNullable<ConversationSummary['parked']> {
  return {
    reason: row.due_reason,
    dueAt: dueAt.toISOString(),
    ...(row.parked_by === null ? {} : { by: { id: row.parked_by, name: row.parked_by_name ?? '' } }),
  }
}

function handoffOf(row: SummaryRow, id: string): NonNullable<ConversationSummary['handoff']> {
  return {
    id,
    state: row.handoff_state,
    reason: row.reason,
    queuedAt: row.queued_at.toISOString(),
    ...(row.assigned_at === null ? {} : { assignedAt: row.assigned_at.toISOString() }),
    ...(row.agent_id === null ? {} : { agent: { id: row.agent_id, name: row.agent_name ?? '' } }),
    epoch: row.epoch,
    ...(row.priority === 0 ? {} : { priority: row.priority }),
    ...(row.team_id === null ? {} : { team: { id: row.team_id, name: row.team_name ?? '' } }),
  }
}
