/**
 * Satisfaction (CSAT): the visitor is asked once how an agent has served him, after that agent has closed; and once
 * about the bot, where nobody else answered, when he says thank you or goodbye, or an agent closes.
 */
import type { TenantDb, TenantQuery } from '../db.ts'
import type { Decision } from '../dialog/decision.ts'
import { FAREWELLS } from '../dialog/intent-info.ts'
import { Conflict, NotFound } from '../errors.ts'
import type { EventBody } from '../message.ts'
import { lock } from './conversation.store.ts'
import { appendEvent } from './event.store.ts'
import type { VisitorIdentity } from './identity.ts'
import { insertAsked, readAsked, readWhoAnswered, type Served, storeRating } from './rating.store.ts'
import { findSame } from './receive.ts'

/** What a visitor thinks of how he was served. */
export interface NewRating {
  conversationId: string
  /** The seq of the event that asked. */
  asked: number
  /** 1 to 5. */
  score: number
  words: string
  clientMessageId: string
}

export interface RatingReceipt {
  conversationId: string
  seq: number
  duplicate: boolean
}

/** The bot's words end a talk. */
export const isFarewell = (decision: Decision): boolean =>
  decision.kind === 'small_talk' && FAREWELLS.has(decision.intent)

/** The visitor has said thank you or goodbye to the bot: in its turn, under its lock. */
export async function askAboutBot(tx: TenantQuery, conversationId: string): Promise<void> {
  const who = await readWhoAnswered(tx, conversationId, undefined)
  if (who.bot && !who.anyAgent && !who.askedBot) await ask(tx, conversationId, { by: 'bot' }, undefined)
}

/** An agent has closed: in his transaction. `handoff` is what he held; undefined when the bot had the conversation. */
export async function askAfterClosing(
  tx: TenantQuery,
  conversationId: string,
  handoff: { id: string; agent: { id: string; name: string } } | undefined,
): Promise<void> {
  if (handoff === undefined) return askAboutBot(tx, conversationId)
  const { id: handoffId, agent } = handoff
  const who = await readWhoAnswered(tx, conversationId, { agentId: agent.id, handoffId })
  if (who.agent && !who.askedHandoff)
    await ask(tx, conversationId, { by: 'agent', handoffId, agentId: agent.id }, agent)
}

async function ask(
  tx: TenantQuery,
  conversationId: string,
  served: Served,
  agent: { id: string; name: string } | undefined,
): Promise<void> {
  const body: EventBody = { kind: 'rating_asked', by: served.by, ...(agent === undefined ? {} : { agent }) }
  const { seq } = await appendEvent(tx, conversationId, { sender: { kind: 'system', id: conversationId }, body })
  await insertAsked(tx, conversationId, seq, served)
}

/**
 * Stores a visitor's rating as an event. The same client_message_id again is the same rating.
 * @throws NotFound `rating_not_asked`; Conflict `already_rated`, `client_message_id_conflict`.
 */
export async function rate(
  db: TenantDb,
  { inboxId, contactId }: VisitorIdentity,
  { conversationId, asked, score, words, clientMessageId }: NewRating,
): Promise<RatingReceipt> {
  const body: EventBody = { kind: 'rated', asked, score, words }
  return db.transaction(async tx => {
    const locked = await lock(tx, conversationId)
    if (locked === undefined || locked.contactId !== contactId || locked.inboxId !== inboxId) throw notAsked(asked)
    const same = await findSame(tx, inboxId, contactId, clientMessageId, body)
    if (same !== undefined) return { ...same, duplicate: true }
    const question = await readAsked(tx, conversationId, asked)
    if (question === undefined) throw notAsked(asked)
    if (question.rated) throw alreadyRated()
    const sender = { kind: 'visitor' as const, id: contactId }
    const { seq } = await appendEvent(tx, conversationId, { sender, clientMessageId, body })
    await storeRating(tx, conversationId, { asked, score, words, seq })
    return { conversationId, seq, duplicate: false }
  })
}

const notAsked = (asked: number): NotFound =>
  new NotFound('rating_not_asked', 'Nothing was asked there.', {
    remedy: 'Name the seq of a rating_asked event of the conversation.',
    value: asked,
  })

const alreadyRated = (): Conflict =>
  new Conflict('already_rated', 'This was rated before; a rating stays as it is.', { remedy: 'Nothing is to be done.' })
