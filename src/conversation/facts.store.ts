/** What an agent may want to know beside the words of a conversation: read when it is opened, never stored. */
import { one, type TenantQuery } from '../db.ts'
import type { Attribute, Attributes } from './attributes.ts'
import type { StoredDevice, VisitedPage } from './visit.store.ts'

/** An answer that the bot gave. */
export interface TriedAnswer {
  seq: number
  title: string
  documentId?: string
  confidence?: number
  /** What the visitor said of it. */
  helpful?: boolean
}

/** Another conversation of the same person. */
export interface EarlierConversation {
  id: string
  at: string
  status: 'open' | 'snoozed' | 'resolved'
  /** Who served last; missing: the bot alone. */
  agent?: string
  score?: number
  /** His first words. */
  about: string
}

export interface ContactNote {
  id: string
  agentName: string
  text: string
  at: string
}

export interface StoredFacts {
  contactId: string
  /** What he said, oldest first. */
  words: string[]
  tried: TriedAnswer[]
  trail: VisitedPage[]
  device: StoredDevice | undefined
  earlier: EarlierConversation[]
  notes: ContactNote[]
  /** Who he is for the host's server, proven by its signature. */
  externalId?: string
  /** By name. */
  attributes: ({ name: string } & Attribute)[]
}

const WORDS_AT_MOST = 60
const TRIED_AT_MOST = 5
const EARLIER_AT_MOST = 10
const NOTES_AT_MOST = 50
const ABOUT_CHARS = 80

/** Undefined when there is no such conversation. */
export async function readStoredFacts(db: TenantQuery, conversationId: string): Promise<StoredFacts | undefined> {
  const { rows } = await db.query<{
    contact_id: string
    page_trail: VisitedPage[]
    device: StoredDevice | null
    words: string[] | null
  }>(
    `SELECT c.contact_id, c.page_trail, c.device,
       (SELECT json_agg(w.text ORDER BY w.seq) FROM (SELECT e.seq, e.body -> 'content' ->> 'text' AS text FROM event e
          WHERE e.tenant_id = c.tenant_id AND e.conversation_id = c.id AND e.kind = 'message'
            AND e.sender_kind = 'visitor' AND e.body -> 'content' -> 'choice' IS NULL
          ORDER BY e.seq DESC LIMIT ${WORDS_AT_MOST}) w) AS words
     FROM conversation c WHERE c.tenant_id = $1 AND c.id = $2`,
    [db.tenantId, conversationId],
  )
  const row = rows[0]
  if (row === undefined) return undefined
  const { contact_id: contactId } = row
  return {
    contactId,
    words: row.words ?? [],
    trail: row.page_trail,
    device: row.device ?? undefined,
    tried: await readTried(db, conversationId),
    earlier: await readEarlier(db, contactId, conversationId),
    notes: await readNotes(db, contactId),
    ...(await readKnown(db, contactId)),
  }
}

async function readKnown(db: TenantQuery, contactId: string): Promise<Pick<StoredFacts, 'externalId' | 'attributes'>> {
  const found = await db.query<{ external_id: string | null; attributes: Attributes }>(
    'SELECT external_id, attributes FROM contact WHERE tenant_id = $1 AND id = $2',
    [db.tenantId, contactId],
  )
  const { external_id: externalId, attributes } = one(found)
  const names = Object.keys(attributes).sort((a, b) => (a < b ? -1 : 1))
  return {
    ...(externalId === null ? {} : { externalId }),
    attributes: names.map(name => ({ name, ...attributes[name]! })),
  }
}

async function readTried(db: TenantQuery, conversationId: string): Promise<TriedAnswer[]> {
  const { rows } = await db.query<{
    seq: number
    title: string | null
    document_id: string | null
    confidence: number | null
    helpful: boolean | null
  }>(
    `SELECT e.seq, e.body -> 'content' -> 'sources' -> 0 ->> 'title' AS title, e.provenance ->> 'documentId' AS document_id,
       (e.provenance ->> 'confidence')::float AS confidence, f.helpful
     FROM event e LEFT JOIN answer_feedback f
       ON f.tenant_id = e.tenant_id AND f.conversation_id = e.conversation_id AND f.seq = e.seq
     WHERE e.tenant_id = $1 AND e.conversation_id = $2 AND e.kind = 'message' AND e.sender_kind = 'bot'
       AND e.provenance ->> 'decision' = 'answer' ORDER BY e.seq DESC LIMIT ${TRIED_AT_MOST}`,
    [db.tenantId, conversationId],
  )
  return rows.reverse().map(row => ({
    seq: row.seq,
    title: row.title ?? '',
    ...(row.document_id === null ? {} : { documentId: row.document_id }),
    ...(row.confidence === null ? {} : { confidence: row.confidence }),
    ...(row.helpful === null ? {} : { helpful: row.helpful }),
  }))
}

async function readEarlier(db: TenantQuery, contactId: string, except: string): Promise<EarlierConversation[]> {
  const { rows } = await db.query<{
    id: string
    at: Date
    status: EarlierConversation['status']
    agent: string | null
    score: number | null
    about: string | null
  }>(
    `SELECT c.id, c.last_at AS at, c.status,
       (SELECT a.name FROM handoff h JOIN agent a ON a.tenant_id = h.tenant_id AND a.id = h.agent_id
        WHERE h.tenant_id = c.tenant_id AND h.conversation_id = c.id AND h.assigned_at IS NOT NULL
        ORDER BY h.id DESC LIMIT 1) AS agent,
       (SELECT r.score FROM rating r WHERE r.tenant_id = c.tenant_id AND r.conversation_id = c.id AND r.score IS NOT NULL
        ORDER BY r.asked_seq DESC LIMIT 1) AS score,
       (SELECT left(e.body -> 'content' ->> 'text', ${ABOUT_CHARS}) FROM event e WHERE e.tenant_id = c.tenant_id
        AND e.conversation_id = c.id AND e.kind = 'message' AND e.sender_kind = 'visitor' ORDER BY e.seq LIMIT 1) AS about
     FROM conversation c WHERE c.tenant_id = $1 AND c.contact_id = $2 AND c.id <> $3
     ORDER BY c.id DESC LIMIT ${EARLIER_AT_MOST}`,
    [db.tenantId, contactId, except],
  )
  return rows.map(row => ({
    id: row.id,
    at: row.at.toISOString(),
    status: row.status,
    ...(row.agent === null ? {} : { agent: row.agent }),
    ...(row.score === null ? {} : { score: row.score }),
    about: row.about ?? '',
  }))
}

async function readNotes(db: TenantQuery, contactId: string): Promise<ContactNote[]> {
  const { rows } = await db.query<{ id: string; agent_name: string; text: string; at: Date }>(
    `SELECT id, agent_name, text, at FROM contact_note WHERE tenant_id = $1 AND contact_id = $2
     ORDER BY id DESC LIMIT ${NOTES_AT_MOST}`,
    [db.tenantId, contactId],
  )
  return rows.map(row => ({ id: row.id, agentName: row.agent_name, text: row.text, at: row.at.toISOString() }))
}
