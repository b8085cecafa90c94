/** A person's data as he may have it: readable first, then every row as it is stored. */
import type { TenantQuery } from '../db.ts'
import type { SenderKind } from '../message.ts'
import { findPerson, type Person } from './contact-search.store.ts'
import { type PersonRows, readPersonRows } from './person-rows.store.ts'

export interface PersonExport {
  format: 'yingda-person'
  version: 1
  exportedAt: string
  contact: Person
  conversations: ExportedConversation[]
  /** Everything else that refers to him, and the same once more as it is stored. */
  rows: PersonRows
}

export interface ExportedConversation {
  id: string
  startedAt: string
  status: string
  language?: string
  page?: { url: string; title?: string }
  messages: ExportedMessage[]
}

export interface ExportedMessage {
  seq: number
  at: string
  from: SenderKind
  /** True for what the bot said: nobody wrote it in this moment. */
  automatic: boolean
  /** Of an agent, as the visitor saw it. */
  name?: string
  text: string
  /** The button that the visitor pressed. */
  choice?: string
  /** What he said of this answer. */
  helpful?: boolean
  /** Where the bot's answer comes from. */
  sources?: string[]
}

/** Undefined when there is no such contact. */
export async function readPerson(db: TenantQuery, contactId: string): Promise<PersonExport | undefined> {
  const contact = await findPerson(db, contactId)
  if (contact === undefined) return undefined
  const rows = await readPersonRows(db, contactId)
  return {
    format: 'yingda-person',
    version: 1,
    exportedAt: new Date().toISOString(),
    contact,
    conversations: (rows.conversation as unknown as ConversationRow[])
      .map(row => toConversation(row, rows))
      .sort((a, b) => (a.startedAt < b.startedAt ? -1 : 1)),
    rows,
  }
}

interface ConversationRow {
  id: string
  created_at: string
  status: string
  language: string | null
  page: { url: string; title?: string } | null
}

interface EventRow {
  conversation_id: string
  seq: number
  at: string
  kind: string
  sender_kind: SenderKind
  sender_name: string | null
  body: { content?: { text: string; choice?: string; sources?: { title: string; url?: string }[] } }
}

interface FeedbackRow {
  conversation_id: string
  seq: number
  helpful: boolean
}

function toConversation(row: ConversationRow, rows: PersonRows): ExportedConversation {
  const events = (rows.event ?? []) as unknown as EventRow[]
  const feedback = (rows.answer_feedback ?? []) as unknown as FeedbackRow[]
  const helpful = new Map(feedback.filter(one => one.conversation_id === row.id).map(one => [one.seq, one.helpful]))
  return {
    id: row.id,
    startedAt: row.created_at,
    status: row.status,
    ...(row.language === null ? {} : { language: row.language }),
    ...(row.page === null ? {} : { page: row.page }),
    messages: events
      .filter(event => event.conversation_id === row.id && event.kind === 'message')
      .sort((a, b) => a.seq - b.seq)
      .map(event => toMessage(event, helpful.get(event.seq))),
  }
}

function toMessage(event: EventRow, helpful: boolean | undefined): ExportedMessage {
  const { text = '', choice, sources = [] } = event.body.content ?? {}
  return {
    seq: event.seq,
    at: event.at,
    from: event.sender_kind,
    automatic: event.sender_kind === 'bot',
    ...(event.sender_name === null ? {} : { name: event.sender_name }),
    text,
    ...(choice === undefined ? {} : { choice }),
    ...(helpful === undefined ? {} : { helpful }),
    ...(sources.length === 0 ? {} : { sources: sources.map(source => source.title) }),
  }
}
