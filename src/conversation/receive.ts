/** A visitor's message comes in: stored once with its work row, then acknowledged. */
import type { TenantDb } from '../db.ts'
import { Conflict, Forbidden, Unauthenticated, Unavailable } from '../errors.ts'
import type { EventBody } from '../message.ts'
import type { Page } from '../protocol.ts'
import { isBlocked } from './blocking.ts'
import { isMoved } from './contact.store.ts'
import {
  type Appended,
  appendWithTurn,
  findSameMessage,
  isSameMessage,
  type NewEvent,
  openWithTurn,
} from './event.store.ts'

export interface IncomingMessage {
  inboxId: string
  contactId: string
  clientMessageId: string
  text: string
  /** The quick-reply button that was pressed. */
  choice?: string | undefined
  page?: Page | undefined
}

export interface Receipt {
  conversationId: string
  seq: number
  /** The message had been stored before: nothing happened now. */
  duplicate: boolean
}

/** Between reading the current conversation and writing to it, an agent may close it: then a new one is opened. */
const ATTEMPTS = 3

/**
 * Stores a visitor's message. When this returns, it is committed.
 * @throws Conflict `client_message_id_conflict` when the id was used for another text; Forbidden `visitor_blocked`;
 * Unauthenticated `token_invalid` when he has become a user of the host since.
 */
export async function storeIncoming(db: TenantDb, message: IncomingMessage, claimSeconds: number): Promise<Receipt> {
  try {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const appended = await tryStore(db, message, claimSeconds)
      if (appended !== undefined)
        return { conversationId: appended.conversationId, seq: appended.seq, duplicate: false }
      if (await isBlocked(db, message.contactId)) throw blocked()
      if (await isMoved(db, message.contactId)) throw moved()
    }
  } catch (error) {
    if (!isSameMessage(error)) throw error
    const same = await findSame(db, message.inboxId, message.contactId, message.clientMessageId, bodyOf(message))
    if (same !== undefined) return { ...same, duplicate: true }
    throw error
  }
  throw new Unavailable('conversation_busy', 'The conversation was closed again and again while writing.', {
    remedy: 'Send the message again.',
  })
}

/**
 * The message already stored under this client_message_id, if its body is the same.
 * @throws Conflict `client_message_id_conflict` when the body differs.
 */
export async function findSame(
  db: Parameters<typeof findSameMessage>[0],
  inboxId: string,
  senderId: string,
  clientMessageId: string,
  body: EventBody,
): Promise<{ conversationId: string; seq: number } | undefined> {
  const stored = await findSameMessage(db, inboxId, senderId, clientMessageId)
  if (stored === undefined) return undefined
  if (!isSameBody(stored.body, body)) {
    throw new Conflict('client_message_id_conflict', 'This client_message_id was used for another message.', {
      remedy: 'Make a new id for each message; repeat an id only to send the same message again.',
      value: clientMessageId,
    })
  }
  return { conversationId: stored.conversationId, seq: stored.seq }
}

/** One statement; a second one for the first message, which opens the conversation. */
async function tryStore(db: TenantDb, message: IncomingMessage, claimSeconds: number): Promise<Appended | undefined> {
  const { inboxId, contactId } = message
  const event = eventOf(message)
  const appended = await appendWithTurn(db, inboxId, contactId, event, claimSeconds)
  return appended ?? openWithTurn(db, inboxId, contactId, message.page, event, claimSeconds)
}

const eventOf = (message: IncomingMessage): NewEvent => ({
  sender: { kind: 'visitor', id: message.contactId },
  clientMessageId: message.clientMessageId,
  body: bodyOf(message),
})

const bodyOf = (message: IncomingMessage): EventBody => ({
  kind: 'message',
  content: {
    text: message.text,
    format: 'plain',
    ...(message.choice === undefined ? {} : { choice: message.choice }),
  },
})

const blocked = (): Forbidden =>
  new Forbidden('visitor_blocked', 'No messages are taken from this visitor.', {
    remedy: 'Contact the company in another way.',
  })

const moved = (): Unauthenticated =>
  new Unauthenticated('token_invalid', 'This visitor is known by another token now.', {
    remedy: 'Use the token that `identify` has answered with, or ask for a new one.',
  })

function isSameBody(a: EventBody, b: EventBody): boolean {
  if (a.kind === 'note' && b.kind === 'note') return a.text === b.text
  if (a.kind === 'rated' && b.kind === 'rated') return a.asked === b.asked && a.score === b.score && a.words === b.words
  if (a.kind !== 'message' || b.kind !== 'message') return false
  // What was taken back is not known any more; its id still is.
  if (a.recalled) return true
  return a.content.text === b.content.text && a.content.choice === b.content.choice
}
