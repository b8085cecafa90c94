/**
 * What a conversation looks like from one seat: the server's events and our own unsent messages in one ordered list.
 * Pure: `reduce(timeline, action)` returns a new timeline, and the same one when nothing changed. Two items on the
 * screen never swap places, with two exceptions: a failed message that is sent again moves to the end, and one whose
 * acknowledgement was lost moves up, if it was stored in a conversation that ended before this client came back.
 */
import type { Content, ConversationEvent, EventBody, Sender } from '../message.ts'

export type MessageStatus = 'sending' | 'sent' | 'failed'

export interface MessageItem {
  kind: 'message'
  /** Stable while the item is on the screen: through sending, acknowledgement and echo. */
  key: string
  /** Undefined until the server has it. */
  seq?: number
  conversationId?: string
  /** ISO; the writer's clock until the server's is known. */
  at: string
  sender: Sender
  content: Content
  clientMessageId?: string
  status: MessageStatus
  /** The code of what went wrong, when failed. */
  error?: string
  provenance?: ConversationEvent['provenance']
  /** It was taken back: its text is gone. */
  recalled?: true
}

/** Something that happened: handed over, taken, returned, closed, contact known. */
export interface EventItem {
  kind: 'event'
  key: string
  seq: number
  conversationId: string
  at: string
  sender: Sender
  body: Exclude<EventBody, { kind: 'message' } | { kind: 'read' } | { kind: 'recalled' }>
}

export type Item = MessageItem | EventItem

export interface Timeline {
  /** Whose own messages settle here. */
  self: 'visitor' | 'agent'
  /** Oldest first; the last one is going on, the items of the others stay above it. Seen to lastSeq without a hole. */
  conversations: readonly { id: string; lastSeq: number }[]
  items: readonly Item[]
  /** How far each side has read, in the current conversation. */
  read: { visitor: number; agent: number }
  /** An event did not fit: say hello again with lastSeq. Ends with the next `welcome`. */
  hole: boolean
}

/** A message that is not stored by the server yet. */
export interface Draft {
  clientMessageId: string
  text: string
  choice?: string
  at: string
  /** The code of a refusal that trying again will not change. */
  failed?: string
}

export type Action =
  | { kind: 'welcome' }
  | { kind: 'event'; event: ConversationEvent }
  /** Written here, or sent again after a failure. */
  | { kind: 'write'; draft: Draft }
  | { kind: 'ack'; clientMessageId: string; conversationId: string; seq: number }
  | { kind: 'fail'; clientMessageId: string; code: string }

export function emptyTimeline(self: Timeline['self']): Timeline {
  return { self, conversations: [], items: [], read: { visitor: 0, agent: 0 }, hole: false }
}

/** The conversation that is going on, and how far it was seen. */
export function current(timeline: Timeline): { id: string; lastSeq: number } | undefined {
  return timeline.conversations[timeline.conversations.length - 1]
}

/**
 * Where the next hello goes on: in the last conversation of which something was seen; the server goes on from there. One
 * that is known by an acknowledgement alone is read from its beginning.
 */
export function resumePoint(timeline: Timeline): { id: string; lastSeq: number } | undefined {
  return timeline.conversations.findLast(one => one.lastSeq > 0) ?? timeline.conversations[0]
}

export function reduce(timeline: Timeline, action: Action): Timeline {
  switch (action.kind) {
    case 'welcome':
      return timeline.hole ? { ...timeline, hole: false } : timeline
    case 'event':
      return happened(timeline, action.event)
    case 'write':
      return written(timeline, action.draft)
    case 'ack':
      return acknowledged(timeline, action)
    case 'fail':
      return settle(timeline, action.clientMessageId, item => ({ ...item, status: 'failed', error: action.code }))
  }
}

/** A conversation not heard of before. Mostly the next one; ids are UUIDv7, so a later one has the greater id. */
function enter(timeline: Timeline, id: string): Timeline {
  if (timeline.conversations.some(known => known.id === id)) return timeline
  const before = current(timeline)
  const conversations = [...timeline.conversations, { id, lastSeq: 0 }].sort((a, b) => (a.id < b.id ? -1 : 1))
  const read = before && before.id > id ? timeline.read : { visitor: 0, agent: 0 }
  return { ...timeline, conversations, read }
}

function happened(timeline: Timeline, event: ConversationEvent): Timeline {
  const { conversationId: id, seq, prevSeq } = event
  const known = timeline.conversations.find(conversation => conversation.id === id)
  const lastSeq = known?.lastSeq ?? 0
  if (seq <= lastSeq) return timeline
  if (prevSeq > lastSeq) {
    // What is before the point of resuming is not asked for again.
    const matters = !timeline.hole && id >= (resumePoint(timeline)?.id ?? '')
    return matters ? { ...timeline, hole: true } : timeline
  }
  const here = enter(timeline, id)
  const conversations = here.conversations.map(one => (one.id === id ? { id, lastSeq: seq } : one))
  return show({ ...here, conversations }, event)
}

/** Forget a failed message. */
export function dropped(timeline: Timeline, clientMessageId: string): Timeline {
  return { ...timeline, items: timeline.items.filter(item => item.seq || item.key !== clientMessageId) }
}

/** Put an older event, got by REST, into a conversation that was followed from its middle. */
export function recalled(timeline: Timeline, event: ConversationEvent): Timeline {
  const { conversationId: id, seq } = event
  const known = timeline.conversations.some(one => one.id === id && seq <= one.lastSeq)
  const shown = timeline.items.some(item => item.conversationId === id && item.seq === seq)
  return known && !shown ? show(timeline, event) : timeline
}

function show(timeline: Timeline, event: ConversationEvent): Timeline {
  const { body, conversationId, seq, at, sender } = event
  if (body.kind === 'read') {
    if (current(timeline)?.id !== conversationId || body.upTo <= timeline.read[body.by]) return timeline
    return { ...timeline, read: { ...timeline.read, [body.by]: body.upTo } }
  }
  if (body.kind === 'recalled') return takenBack(timeline, keyOf({ conversationId, seq: body.seq }))
  const key = keyOf(event)
  if (body.kind !== 'message') return put(timeline, { kind: 'event', key, conversationId, seq, at, sender, body })
  const item: MessageItem = {
    kind: 'message',
    key,
    conversationId,
    seq,
    at,
    sender,
    content: body.content,
    status: 'sent',
  }
  if (event.clientMessageId) item.clientMessageId = event.clientMessageId
  if (event.provenance) item.provenance = event.provenance
  if (body.recalled) item.recalled = true
  const own = sender.kind === timeline.self ? findOwn(timeline, event.clientMessageId) : undefined
  return own ? put(timeline, { ...item, key: own.key }, own) : put(timeline, item)
}

/** Its place stays, its words go. */
function takenBack(timeline: Timeline, key: string): Timeline {
  const items = timeline.items.map(item =>
    item.kind === 'message' && keyOf(item) === key
      ? { ...item, recalled: true as const, content: { ...item.content, text: '' } }
      : item,
  )
  return { ...timeline, items }
}

const keyOf = ({ conversationId, seq }: { conversationId?: string; seq?: number }) => `${conversationId}:${seq}`

function written(timeline: Timeline, draft: Draft): Timeline {
  const known = findOwn(timeline, draft.clientMessageId)
  if (known?.seq) return timeline
  const content: Content = { text: draft.text, format: 'plain' }
  if (draft.choice !== undefined) content.choice = draft.choice
  const item: MessageItem = {
    kind: 'message',
    key: draft.clientMessageId,
    at: draft.at,
    sender: { kind: timeline.self },
    content,
    clientMessageId: draft.clientMessageId,
    status: draft.failed === undefined ? 'sending' : 'failed',
  }
  if (draft.failed !== undefined) item.error = draft.failed
  return { ...timeline, items: [...timeline.items.filter(other => other !== known), item] }
}

function acknowledged(
  timeline: Timeline,
  ack: { clientMessageId: string; conversationId: string; seq: number },
): Timeline {
  const { conversationId, seq } = ack
  return settle(enter(timeline, conversationId), ack.clientMessageId, item => {
    const { error: _, ...rest } = item
    return { ...rest, conversationId, seq, status: 'sent' }
  })
}

function settle(timeline: Timeline, clientMessageId: string, change: (item: MessageItem) => MessageItem): Timeline {
  const known = findOwn(timeline, clientMessageId)
  return !known || known.seq ? timeline : put(timeline, change(known), known)
}

function findOwn({ items }: Timeline, clientMessageId: string | undefined): MessageItem | undefined {
  // Only what was written here has its own id as key: somebody else's message never settles ours.
  return items.findLast((item): item is MessageItem => item.kind === 'message' && item.key === clientMessageId)
}

/** Put an item in its place; `instead` is the one it replaces, whose place it keeps when the order allows. */
function put(timeline: Timeline, item: Item, instead?: Item): Timeline {
  const items = timeline.items.slice()
  const at = instead ? items.indexOf(instead) : -1
  if (instead) items.splice(at, 1)
  items.splice(item.seq ? placeFor(items, item, at) : at, 0, item)
  return { ...timeline, items }
}

/** After the last stored item that precedes it, before what is still being sent; among failed ones, where it stood. */
function placeFor(items: readonly Item[], item: Item, stood: number): number {
  let at = items.findLastIndex(other => other.seq && precedes(other, item)) + 1
  while (at !== stood && isFailed(items[at])) at++
  return at
}

function isFailed(item: Item | undefined): boolean {
  return item?.kind === 'message' && item.status === 'failed'
}

/** Of two stored items: is `a` the earlier one? */
function precedes(a: Item, b: Item): boolean {
  return a.conversationId === b.conversationId ? a.seq! < b.seq! : a.conversationId! < b.conversationId!
}
