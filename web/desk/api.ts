import type { Finding } from '../../src/dialog/handover/evaluate.ts'
import type { ConversationEvent, HandoffReason } from '../../src/message.ts'
import type { AgentAvailability, ConversationSummary, Page } from '../../src/protocol.ts'
import type { TenantApi } from '../shared/api.ts'
import type { Tab } from './lists.ts'
import type { Find, ListFilter } from './use-find.ts'

/** What an agent should know before the first word; readable in five seconds. */
export interface Packet {
  reason: HandoffReason
  /** The visitor's last words, at most five, oldest first. */
  visitorWords: string[]
  understanding?: {
    intents: { name: string; title?: string | { zh: string; en: string }; confidence: number }[]
    language: string
    entities: { kind: string; text: string; value: string }[]
  }
  /** Passages the bot tried, best first. */
  passages: { documentId: string; key: string; kind: 'faq' | 'article'; title: string; confidence: number }[]
  page?: Page
  language: string
  contact?: { email?: string; phone?: string }
  /** Which rule of the company's, which of its conditions, which words. */
  because?: {
    rule?: { id: string; name: string }
    findings?: Finding[]
    signs?: { kind: string; text: string }[]
  }
}

export interface ConversationDetail {
  conversation: ConversationSummary
  packet?: Packet | null
  page?: Page | null
}

export interface ConversationPage {
  conversations: ConversationSummary[]
  /** The cursor of the page after; missing at the end. */
  next?: string
  /** Of mentions: those with a note that names me and that I have not read. */
  mentioned?: string[]
  counts: { queue: number; mine: number; open: number; parked: number }
}

export const PAGE_SIZE = 50
/** Events that are loaded at a time. */
export const EVENTS_SIZE = 200

export function fetchConversations(
  api: TenantApi,
  view: Tab,
  asked: { cursor?: string | undefined; sort?: Find['sort'] | undefined; filter?: ListFilter } = {},
): Promise<ConversationPage> {
  const { cursor, sort, filter } = asked
  return api.get('/conversations', { view, limit: PAGE_SIZE, cursor, sort, ...filter })
}

export function fetchConversation(api: TenantApi, id: string): Promise<ConversationDetail> {
  return api.get(`/conversations/${id}`)
}

export async function fetchEvents(
  api: TenantApi,
  id: string,
  after: number,
  limit: number,
): Promise<ConversationEvent[]> {
  const { events } = await api.get<{ events: ConversationEvent[] }>(`/conversations/${id}/events`, { after, limit })
  return events
}

export type Move = 'accept' | 'decline' | 'take-over' | 'return-to-bot' | 'return-to-queue' | 'close'

/** Accepts, gives back or closes; all but taking name the epoch, so that a stale hand changes nothing. */
export async function moveConversation(
  api: TenantApi,
  id: string,
  move: Move,
  epoch: number | undefined,
): Promise<ConversationSummary> {
  const body = move === 'accept' || move === 'take-over' || epoch === undefined ? {} : { epoch }
  const { conversation } = await api.post<{ conversation: ConversationSummary }>(`/conversations/${id}/${move}`, body)
  return conversation
}

export async function setAvailability(api: TenantApi, availability: AgentAvailability): Promise<AgentAvailability> {
  const answer = await api.put<{ availability: AgentAvailability }>('/me/availability', { availability })
  return answer.availability
}

/** Takes back a message of one's own, within two minutes. */
export async function recallMessage(api: TenantApi, id: string, seq: number): Promise<void> {
  await api.post(`/conversations/${id}/recall`, { seq })
}

/** What was said in messages that were taken back; for supervisors. */
export async function fetchRecalled(api: TenantApi, id: string): Promise<{ seq: number; text: string }[]> {
  return (await api.get<{ recalled: { seq: number; text: string }[] }>(`/conversations/${id}/recalled`)).recalled
}

/** Whom a conversation can be handed to. */
export interface Colleagues {
  agents: {
    id: string
    name: string
    availability: AgentAvailability
    /** A desk of his is connected. */
    present: boolean
    load: number
    capacity: number
  }[]
  teams: { id: string; name: string; online: number }[]
}

export interface TransferTarget {
  kind: 'agent' | 'team'
  id: string
}

export function fetchColleagues(api: TenantApi): Promise<Colleagues> {
  return api.get('/colleagues')
}

export async function transferConversation(
  api: TenantApi,
  id: string,
  epoch: number,
  to: TransferTarget,
  note: string,
): Promise<ConversationSummary> {
  const body = { epoch, to, note }
  const { conversation } = await api.post<{ conversation: ConversationSummary }>(`/conversations/${id}/transfer`, body)
  return conversation
}
