/** Builds the visitors' side: the web-chat sockets and their REST twin. */
import { createIdentityKeys } from '../admin/identity-keys.ts'
import { findInbox } from '../admin/inboxes.ts'
import type { Bus } from '../bus.ts'
import { type RestDeps, restRoutes } from '../channels/rest.ts'
import type { Heartbeats } from '../channels/socket.ts'
import { createWebChat } from '../channels/web-chat.ts'
import type { Config } from '../config.ts'
import { findNewest } from '../conversation/conversation.store.ts'
import { readAfter } from '../conversation/event.store.ts'
import { storeFeedback } from '../conversation/feedback.store.ts'
import { identify } from '../conversation/identify.ts'
import { createIdentities, readVisitorSecret, type VisitorIdentity } from '../conversation/identity.ts'
import { markRead } from '../conversation/mark-read.ts'
import { type NewRating, rate } from '../conversation/rating.ts'
import { readOn, startCursor } from '../conversation/resume.ts'
import { readState } from '../conversation/summary.store.ts'
import { noteVisit } from '../conversation/visit.store.ts'
import type { Db } from '../db.ts'
import { Forbidden } from '../errors.ts'
import { readQueue } from '../handoff/waiting/waiting.store.ts'
import { createWaitingRoom, stateOf } from '../handoff/waiting/waiting-room.ts'
import { visitorOf } from '../http/guard.ts'
import { createLimiter } from '../limits.ts'
import type { ConversationState, Identification } from '../protocol.ts'
import { readPassage } from '../retrieval/passage.store.ts'
import type { Conversations, LogError } from './conversations.ts'

export interface VisitorsDeps {
  config: Config
  db: Db
  bus: Bus
  heartbeats: Heartbeats
  conversations: Conversations
  logError: LogError
}

export async function buildVisitors({ config, db, bus, heartbeats, conversations, logError }: VisitorsDeps) {
  const { desk, turns, agentsOnline, announce } = conversations
  const identityKeys = createIdentityKeys({ db })
  const identities = createIdentities(await readVisitorSecret(db))
  const limits = {
    visitor: createLimiter('visitor', config.limits.visitor),
    address: createLimiter('address', config.limits.address),
    inbox: createLimiter('inbox', config.limits.inbox),
    sessions: createLimiter('address', config.limits.sessions),
  }

  const waitingRoom = createWaitingRoom(tenantId => readQueue(db.tenant(tenantId)))

  async function state(tenantId: string, conversationId: string | undefined): Promise<ConversationState> {
    const held =
      conversationId === undefined ? { holder: 'bot' as const } : await readState(db.tenant(tenantId), conversationId)
    const place = held.holder === 'queue' ? (await waitingRoom.look(tenantId)).get(conversationId ?? '') : undefined
    return { ...held, ...(place && stateOf(place)), agentsOnline: await agentsOnline(tenantId) }
  }

  /** A site may embed an inbox when it is our own, or is listed, or nothing is listed at all. */
  async function checkOrigin(inboxId: string, origin: string | undefined, host: string | undefined): Promise<void> {
    if (origin === undefined || (URL.canParse(origin) && new URL(origin).host === host)) return
    const { settings } = await findInbox(db, inboxId)
    const allowed = [...config.origins, ...settings.origins]
    if (allowed.length === 0 || allowed.includes(origin)) return
    throw new Forbidden('origin_refused', `The site ${origin} may not use this inbox.`, {
      remedy: 'Add it to the inbox in the console, or to YINGDA_ORIGINS.',
      value: origin,
    })
  }

  async function rateAs(visitor: VisitorIdentity, rating: NewRating) {
    const receipt = await rate(db.tenant(visitor.tenantId), visitor, rating)
    if (!receipt.duplicate) announce(visitor.tenantId, { ...receipt, contactId: visitor.contactId }, false)
    return receipt
  }

  /** With a new token, when the signature has made him another contact; sockets of the one that he was are closed. */
  async function identifyAs(visitor: VisitorIdentity, given: Identification) {
    const { tenantId, inboxId, contactId: before } = visitor
    const keys = await identityKeys.read(tenantId, inboxId)
    const identified = await identify(db.tenant(tenantId), visitor, given, keys, { end: desk.end })
    const { contactId, verified, touched } = identified
    const moved = contactId !== before
    for (const conversationId of touched) announce(tenantId, { conversationId, contactId }, moved)
    if (!moved) return { verified, visitorId: contactId }
    bus.publish({ kind: 'erased', tenantId, contactId: before })
    const { token } = await identities.issue(tenantId, inboxId, contactId)
    return { verified, visitorId: contactId, token }
  }

  const webChat = createWebChat({
    bus,
    heartbeats,
    limits,
    checkOrigin,
    verify: identities.verify,
    receive: turns.receive,
    startCursor: ({ tenantId, inboxId, contactId }, claimed) =>
      startCursor(db.tenant(tenantId), inboxId, contactId, claimed),
    readOn: ({ tenantId, inboxId, contactId }, ...rest) => readOn(db.tenant(tenantId), inboxId, contactId, ...rest),
    newest: (tenantId, contactIds) => findNewest(db.tenant(tenantId), contactIds),
    agentsOnline,
    state,
    async places(tenantId) {
      const places = await waitingRoom.look(tenantId, true)
      return new Map([...places].map(([conversationId, place]) => [conversationId, stateOf(place)]))
    },
    visit: ({ tenantId, inboxId, contactId }, visit) => noteVisit(db.tenant(tenantId), inboxId, contactId, visit),
    identify: identifyAs,
    rate: rateAs,
    async markRead({ tenantId, contactId }, conversationId, seq) {
      const moved = await markRead(db.tenant(tenantId), conversationId, { kind: 'visitor', id: contactId }, seq)
      if (moved) announce(tenantId, { conversationId, contactId: moved.contactId }, false)
    },
    onError: logError('web-chat'),
  })

  const read: RestDeps['read'] = async (visitor, conversationId, after, limit) => {
    const tenant = db.tenant(visitor.tenantId)
    const claimed = { conversationId, seq: after }
    const cursor = await startCursor(tenant, visitor.inboxId, visitor.contactId, claimed)
    if (cursor.conversationId === undefined) return { events: [], state: await state(visitor.tenantId, undefined) }
    const from = conversationId === undefined ? after : cursor.seq
    return {
      conversationId: cursor.conversationId,
      events: await readAfter(tenant, cursor.conversationId, from, 'all', limit),
      state: await state(visitor.tenantId, cursor.conversationId),
    }
  }

  const rest = restRoutes({
    limits,
    visitorOf,
    async widget(inboxId) {
      const { id, settings } = await findInbox(db, inboxId)
      const { origins: _origins, businessHours: _hours, inactivity: _silence, ...shown } = settings
      return { id, ...shown }
    },
    issue: async inboxId => identities.issue((await findInbox(db, inboxId)).tenantId, inboxId),
    receive: turns.receive,
    read,
    identify: identifyAs,
    rate: rateAs,
    saveFeedback: ({ tenantId, contactId }, feedback) => storeFeedback(db.tenant(tenantId), contactId, feedback),
    async passage(inboxId, id) {
      const { tenantId } = await findInbox(db, inboxId)
      return readPassage(db.tenant(tenantId), id, { audience: 'everyone', inboxId })
    },
  })

  return { webChat, rest, checkOrigin, verify: identities.verify }
}
