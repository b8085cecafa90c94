/** Visitors with the client library, whose every message is known by its number: what the chaos scripts count. */
import WebSocket from 'ws'
import { memoryStorage } from '../src/client/outbox.ts'
import type { Item, MessageItem } from '../src/client/timeline.ts'
import { createVisitorClient } from '../src/client/visitor-client.ts'
import type { Db } from '../src/db.ts'
import type { SenderKind } from '../src/message.ts'

export interface Tracked {
  client: ReturnType<typeof createVisitorClient>
  /** Texts in the order they were sent; each names its number. */
  texts: string[]
}

export function newVisitor({ url, inboxId }: { url: string; inboxId: string }): Tracked {
  const client = createVisitorClient({
    baseUrl: url,
    inboxId,
    WebSocket: WebSocket as never,
    storage: memoryStorage(),
  })
  client.start()
  return { client, texts: [] }
}

/** Sends a text with its number, which tells it from all others of this visitor. */
export function sendNumbered(visitor: Tracked, text: string): void {
  const numbered = `${text} #${visitor.texts.length}`
  visitor.texts.push(numbered)
  visitor.client.send(numbered)
}

const own = ({ client }: Tracked): MessageItem[] => messagesOf(client.state().items, 'visitor')

export function messagesOf(items: readonly Item[], kind: SenderKind): MessageItem[] {
  return items.flatMap(item => (item.kind === 'message' && item.sender.kind === kind ? [item] : []))
}

export function unsent(visitor: Tracked): number {
  return own(visitor).filter(item => item.status !== 'sent').length
}

/** Adds what the server has acknowledged: seq by client_message_id. */
export function noteAcknowledged(visitors: readonly Tracked[], acknowledged: Map<string, number>): void {
  for (const visitor of visitors) noteSent(own(visitor), acknowledged)
}

export function noteSent(items: readonly MessageItem[], acknowledged: Map<string, number>): void {
  for (const { status, seq, clientMessageId } of items) {
    if (status === 'sent' && seq !== undefined && clientMessageId !== undefined) acknowledged.set(clientMessageId, seq)
  }
}

/** The bot has his conversation, and he has the last word; or something of his is not sent yet. */
export function isRestless(visitor: Tracked): boolean {
  const { items, holder } = visitor.client.state()
  const last = items.findLast(item => item.kind === 'message')
  return unsent(visitor) > 0 || (holder === 'bot' && last?.kind === 'message' && last.sender.kind === 'visitor')
}

/** Until every client has sent what it had and the bot owes nobody a word, or the time is up. */
export async function settle(visitors: readonly Tracked[], withinMs: number): Promise<void> {
  const deadline = performance.now() + withinMs
  while (visitors.some(isRestless) && performance.now() < deadline) await pause(200)
}

/** What the rows hold of all that was acknowledged: once, in order, without a gap in `seq`. */
export async function inspectMessages(db: Db, acknowledged: ReadonlyMap<string, number>) {
  const rows = await readEvents(db)
  const byId = new Map<string, number[]>()
  for (const row of rows)
    if (row.client_message_id) byId.set(row.client_message_id, [...(byId.get(row.client_message_id) ?? []), row.seq])
  const lost = [...acknowledged].filter(([id, seq]) => !byId.get(id)?.includes(seq)).length
  const doubled = [...byId.values()].filter(seqs => seqs.length > 1).length
  const conversations = new Map<string, EventRow[]>()
  for (const row of rows) {
    const events = conversations.get(row.conversation_id)
    if (events) events.push(row)
    else conversations.set(row.conversation_id, [row])
  }
  const all = [...conversations.values()]
  return { stored: byId.size, lost, doubled, outOfOrder: sum(all.map(misplaced)), conversations }
}

export interface EventRow {
  conversation_id: string
  seq: number
  kind: string
  sender_kind: string
  sender_id: string
  client_message_id: string | null
  text: string | null
}

async function readEvents(db: Db): Promise<EventRow[]> {
  const { rows } = await db.query<EventRow>(
    `SELECT conversation_id, seq, kind, sender_kind, sender_id, client_message_id, body -> 'content' ->> 'text' AS text
     FROM event ORDER BY conversation_id, seq`,
  )
  return rows
}

/**
 * Gaps in `seq`; a visitor's numbers that do not follow each other; an agent's that go back (his may be refused, when
 * he holds the conversation no more).
 */
function misplaced(events: readonly EventRow[]): number {
  const gaps = events.filter((event, index) => event.seq !== index + 1).length
  const bySender = new Map<string, { kind: string; numbers: number[] }>()
  for (const { sender_id, sender_kind, text, client_message_id } of events) {
    const number = client_message_id === null ? Number.NaN : Number(text?.split('#')[1])
    if (Number.isNaN(number)) continue
    const said = bySender.get(sender_id)
    if (said) said.numbers.push(number)
    else bySender.set(sender_id, { kind: sender_kind, numbers: [number] })
  }
  const follows = (kind: string, now: number, before: number) =>
    kind === 'visitor' ? now === before + 1 : now > before
  const jumps = [...bySender.values()].map(
    ({ kind, numbers }) =>
      numbers.filter((number, index) => index > 0 && !follows(kind, number, numbers[index - 1]!)).length,
  )
  return gaps + sum(jumps)
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0)

export function pause(ms: number): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, ms))
}
