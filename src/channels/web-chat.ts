/**
 * The web-chat channel: visitors' sockets. A socket follows one contact: it gets the events after its last seq, then
 * each new one as it is committed. What it is told comes from the rows; a hint only says when to look.
 */
import type {} from '@fastify/websocket'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { WebSocket } from 'ws'
import type { Bus, Hint } from '../bus.ts'
import type { VisitorIdentity } from '../conversation/identity.ts'
import type { NewRating, RatingReceipt } from '../conversation/rating.ts'
import type { IncomingMessage, Receipt } from '../conversation/receive.ts'
import type { Cursor } from '../conversation/resume.ts'
import type { StoredDevice } from '../conversation/visit.store.ts'
import { Forbidden, InvalidInput, Unauthenticated, YingdaError } from '../errors.ts'
import type { Limiter } from '../limits.ts'
import type { ConversationEvent, EventBody } from '../message.ts'
import {
  CLOSE,
  type ConversationState,
  HEARTBEAT_MS,
  type Identification,
  type Identified,
  MAX_FRAME_BYTES,
  type Page,
  PROTOCOL,
  PROTOCOLS_SPOKEN,
  VisitorFrame,
} from '../protocol.ts'
import { createOnlineNews, type Onlooker } from './online-news.ts'
import { type Newest, type Patrolled, startPatrol } from './patrol.ts'
import { createQueueNews, type Waiting, type WaitingState } from './queue-news.ts'
import { awaitHello, createFrameReader, EARLY_FRAMES, type Heartbeats, sendError, sendFrame } from './socket.ts'

export interface WebChatDeps {
  bus: Bus
  heartbeats: Heartbeats
  limits: { visitor: Limiter; address: Limiter; inbox: Limiter }
  /** @throws Forbidden when this site may not embed the inbox; NotFound. */
  checkOrigin(inboxId: string, origin: string | undefined, host: string | undefined): Promise<void>
  verify(token: string): Promise<VisitorIdentity>
  receive(tenantId: string, message: IncomingMessage): Promise<Receipt>
  startCursor(visitor: VisitorIdentity, claimed: { conversationId?: string | undefined; seq: number }): Promise<Cursor>
  readOn(visitor: VisitorIdentity, cursor: Cursor, limit: number): Promise<ConversationEvent[]>
  /** Of contacts, where the newest conversation of each ends. */
  newest(tenantId: string, contactIds: readonly string[]): Promise<ReadonlyMap<string, Newest>>
  agentsOnline(tenantId: string): Promise<boolean>
  state(tenantId: string, conversationId: string | undefined): Promise<ConversationState>
  /** Of all who wait, by conversation. */
  places(tenantId: string): Promise<ReadonlyMap<string, WaitingState>>
  /** Where he is now, and with what he came; kept with his open conversation. */
  visit(visitor: VisitorIdentity, visit: { page: Page | undefined; device: StoredDevice }): Promise<void>
  /** @throws Forbidden `identity_signature_wrong`; InvalidInput `identity_incomplete`, `attribute_…`. */
  identify(visitor: VisitorIdentity, given: Identification): Promise<Identified>
  rate(visitor: VisitorIdentity, rating: NewRating): Promise<RatingReceipt>
  markRead(visitor: VisitorIdentity, conversationId: string, seq: number): Promise<void>
  /** An unexpected failure, for the log. */
  onError(error: unknown): void
}

/** After one of these, somebody else may answer. */
const MOVES_STATE: ReadonlySet<EventBody['kind']> = new Set(['handoff_changed', 'status_changed', 'parked'])
const EVENTS_AT_ONCE = 200
/** A visitor sees typing within 100 ms of sending, unless he has the answer by then. */
const TYPING_AFTER_MS = 50

const reader = createFrameReader(VisitorFrame)

export interface WebChat {
  routes(app: FastifyInstance): void
  /** Stops following hints; the sockets are closed by their heartbeats. */
  close(): void
}

export function createWebChat(deps: WebChatDeps): WebChat {
  const sessions = new Map<string, Set<Session>>()
  const all = new Set<Session>()
  const unsubscribe = deps.bus.subscribe(hint => onHint(hint))
  const patrol = startPatrol({ ...deps, sessions: all })
  const queueNews = createQueueNews({ ...deps, sessions: all })
  const onlineNews = createOnlineNews({ ...deps, sessions: all })

  function onHint(hint: Hint): void {
    if (hint.kind === 'reread') patrol.lookAtAll().catch(deps.onError)
    if (hint.kind === 'conversation') {
      for (const session of sessions.get(hint.contactId) ?? []) session.poke(hint.handoff)
      if (hint.handoff) queueNews.changed(hint.tenantId)
    }
    if (hint.kind === 'typing' && hint.by !== 'visitor' && !hint.agent?.unseen) {
      for (const session of sessions.get(hint.contactId) ?? []) {
        session.showTyping(hint.conversationId, hint.by, hint.on)
      }
    }
    if (hint.kind === 'erased' && hint.conversationId === undefined)
      for (const session of sessions.get(hint.contactId) ?? []) session.forget()
    if (hint.kind === 'agent') {
      onlineNews.changed(hint.tenantId)
      if (!hint.seen) return
      for (const session of all) if (session.visitor.tenantId === hint.tenantId && session.served) session.refresh()
    }
  }

  function join(session: Session): void {
    // Gone while his token was checked: no close event will come to take him out again.
    if (session.socket.readyState !== session.socket.OPEN) return
    const { contactId } = session.visitor
    const mine = sessions.get(contactId) ?? new Set()
    sessions.set(contactId, mine.add(session))
    all.add(session)
    session.socket.once('close', () => {
      all.delete(session)
      mine.delete(session)
      if (mine.size === 0) sessions.delete(contactId)
    })
  }

  function accept(socket: WebSocket, inboxId: string, address: string, device: StoredDevice): void {
    let session: Session | undefined
    let early: VisitorFrame[] | undefined
    deps.heartbeats.add(socket)
    const helloSaid = awaitHello(socket)
    socket.on('error', () => socket.terminate())
    socket.on('message', (data: Buffer, isBinary: boolean) => {
      deps.heartbeats.heard(socket)
      let frame: VisitorFrame
      try {
        frame = reader.read(data, isBinary)
      } catch (error) {
        if (session === undefined) return refuse(socket, error)
        return sendError(socket, error)
      }
      if (session !== undefined) return session.handle(frame, address)
      if (early !== undefined && early.length < EARLY_FRAMES) return void early.push(frame)
      if (early !== undefined || frame.type !== 'hello') return refuse(socket, helloFirst(frame.type))
      early = []
      helloSaid()
      openSession(socket, inboxId, frame, device).then(
        opened => {
          session = opened
          for (const waiting of early ?? []) opened.handle(waiting, address)
        },
        error => refuse(socket, error),
      )
    })
  }

  async function openSession(
    socket: WebSocket,
    inboxId: string,
    hello: Extract<VisitorFrame, { type: 'hello' }>,
    device: StoredDevice,
  ): Promise<Session> {
    if (!PROTOCOLS_SPOKEN.includes(hello.protocol)) throw protocolUnknown(hello.protocol)
    const visitor = await deps.verify(hello.token)
    if (visitor.inboxId !== inboxId) throw new Forbidden('token_of_other_inbox', 'The token belongs to another inbox.')
    const cursor = await deps.startCursor(visitor, { conversationId: hello.conversationId, seq: hello.lastSeq })
    const more = { ...deps, beganToWait: queueNews.changed }
    const session = new Session(socket, visitor, cursor, hello.page, device, more)
    const newest = (await deps.newest(visitor.tenantId, [visitor.contactId])).get(visitor.contactId)
    // From here to the first poke in one go: a hint in between would send events before the welcome.
    join(session)
    session.send({
      type: 'welcome',
      protocol: PROTOCOL,
      heartbeatMs: HEARTBEAT_MS,
      serverTime: new Date().toISOString(),
      ...(newest === undefined ? {} : newest),
    })
    session.poke(true)
    if (newest !== undefined) session.visit()
    return session
  }

  return {
    routes(app) {
      app.get<{ Params: { inboxId: string } }>(
        '/public/api/v1/inboxes/:inboxId/socket',
        {
          websocket: true,
          preValidation: (request: FastifyRequest<{ Params: { inboxId: string } }>) =>
            deps.checkOrigin(request.params.inboxId, request.headers.origin, request.headers.host),
        },
        (socket, request) => accept(socket, request.params.inboxId, request.ip, deviceOf(request)),
      )
    },
    close() {
      patrol.close()
      queueNews.close()
      unsubscribe()
    },
  }
}

interface SessionDeps extends WebChatDeps {
  beganToWait(tenantId: string): void
}

/** One visitor's open socket. */
class Session implements Patrolled, Waiting, Onlooker {
  readonly socket: WebSocket
  readonly visitor: VisitorIdentity
  private state: ConversationState | undefined
  private readonly cursor: Cursor
  private page: Page | undefined
  private visited: Promise<void> = Promise.resolve()
  private readonly device: StoredDevice
  private readonly deps: SessionDeps
  private reading = false
  private again = false
  private stateWanted = false
  private lastState = ''
  private typingSoon: NodeJS.Timeout | undefined
  /** Messages that are being stored; who he is must not change under them. */
  private readonly receiving = new Set<Promise<void>>()
  /** The last `identify`: what comes after it is said by whom it makes of him. */
  private identified: Promise<void> = Promise.resolve()
  private identifying = false
  /** He is another contact now, and comes again with another token. */
  private left = false

  constructor(
    socket: WebSocket,
    visitor: VisitorIdentity,
    cursor: Cursor,
    page: Page | undefined,
    device: StoredDevice,
    deps: SessionDeps,
  ) {
    this.device = device
    this.socket = socket
    this.visitor = visitor
    this.cursor = cursor
    this.page = page
    this.deps = deps
  }

  send(frame: Parameters<typeof sendFrame>[1]): void {
    sendFrame(this.socket, frame)
  }

  /** There may be something to read; `state` also tells who answers now. One reader at a time, so order holds. */
  poke(state: boolean): void {
    this.stateWanted ||= state
    if (this.reading) {
      this.again = true
      return
    }
    this.reading = true
    this.readAll().catch(error => {
      this.reading = false
      this.deps.onError(error)
    })
  }

  /** The bot is nearly always done before anybody could see it typing: its first moment is not told. */
  showTyping(conversationId: string, by: 'bot' | 'agent', on: boolean): void {
    const early = this.typingSoon !== undefined
    clearTimeout(this.typingSoon)
    this.typingSoon = undefined
    if (by === 'bot' && on) {
      this.typingSoon = setTimeout(() => {
        this.typingSoon = undefined
        this.send({ type: 'typing', conversationId, by, on })
      }, TYPING_AFTER_MS)
    } else if (!early) this.send({ type: 'typing', conversationId, by, on })
  }

  /** He is erased, or another contact: his page forgets what it shows, and who it was. */
  forget(): void {
    // First he is told with which token he goes on.
    if (!this.identifying) this.socket.close(CLOSE.unauthenticated, 'contact_gone')
  }

  /** Tells who answers, and the place in the queue. */
  refresh(): void {
    this.poke(true)
  }

  get waiting(): boolean {
    return this.state?.holder === 'queue'
  }

  get served(): boolean {
    return this.state?.holder === 'agent'
  }

  showOnline(agentsOnline: boolean): void {
    if (this.state !== undefined && this.state.agentsOnline !== agentsOnline)
      this.showState({ ...this.state, agentsOnline })
  }

  get conversationId(): string | undefined {
    return this.cursor.conversationId
  }

  /** Who is not found has perhaps left the queue just now. */
  showPlace(place: WaitingState | undefined): void {
    if (place === undefined || this.state === undefined) return this.refresh()
    const { wait: _wait, closed: _closed, ...rest } = this.state
    this.showState({ ...rest, ...place })
  }

  isBehind(newest: Newest | undefined, agentsOnline: boolean): boolean {
    if (agentsOnline !== this.state?.agentsOnline) return true
    return newest?.conversationId !== this.cursor.conversationId || (newest?.lastSeq ?? 0) > this.cursor.seq
  }

  handle(frame: VisitorFrame, address: string): void {
    switch (frame.type) {
      case 'ping':
        return this.send({ type: 'pong', n: frame.n })
      case 'send': {
        const storing = this.identified.then(() => this.receive(frame, address))
        this.receiving.add(storing)
        void storing.then(() => this.receiving.delete(storing))
        return
      }
      case 'identify': {
        const { type: _, ...given } = frame
        const before = [this.identified, ...this.receiving]
        this.identified = Promise.all(before).then(() => this.identify(given))
        return
      }
      case 'page':
        this.page = frame.page
        return this.visit()
      case 'rate':
        void this.rate(frame)
        return
      case 'typing':
        return this.typing(frame.on)
      case 'read':
        if (this.cursor.conversationId === undefined) return
        this.deps.markRead(this.visitor, this.cursor.conversationId, frame.seq).catch(error => this.deps.onError(error))
        return
      case 'hello':
        return sendError(this.socket, new InvalidInput('hello_twice', 'This socket has said hello already.'))
      default: {
        const unknown: never = frame
        return unknown
      }
    }
  }

  private async receive(frame: Extract<VisitorFrame, { type: 'send' }>, address: string): Promise<void> {
    const { visitor, deps } = this
    // Without an answer: it is sent again, in his new name.
    if (this.left) return
    try {
      deps.limits.visitor.take(visitor.contactId)
      deps.limits.address.take(address)
      deps.limits.inbox.take(visitor.inboxId)
      const receipt = await deps.receive(visitor.tenantId, {
        inboxId: visitor.inboxId,
        contactId: visitor.contactId,
        clientMessageId: frame.clientMessageId,
        text: frame.text,
        choice: frame.choice,
        page: this.page,
      })
      // His first message has opened the conversation that this is kept with.
      if (receipt.seq === 1 && !receipt.duplicate) this.visit()
      this.send({ type: 'ack', clientMessageId: frame.clientMessageId, ...receipt })
    } catch (error) {
      // He has become another contact in another tab: sent again with that token, it arrives.
      if (error instanceof Unauthenticated) return this.forget()
      if (!(error instanceof YingdaError)) deps.onError(error)
      sendError(this.socket, error, frame.clientMessageId)
    }
  }

  /** Never rejects: what waits for it goes on. */
  private async identify(given: Identification): Promise<void> {
    const { visitor, deps } = this
    if (this.left) return
    try {
      deps.limits.visitor.take(visitor.contactId)
      this.identifying = true
      const identified = await deps.identify(visitor, given)
      this.left = identified.token !== undefined
      this.send({ type: 'identified', ...identified })
      this.identifying = false
      if (this.left) this.forget()
    } catch (error) {
      this.identifying = false
      if (!(error instanceof YingdaError)) deps.onError(error)
      sendError(this.socket, error)
    }
  }

  /** Beside the conversation: it is never waited for, and what is lost is told again with the next page. */
  visit(): void {
    const { visitor, page, device, deps } = this
    // One after the other: the trail has an order.
    this.visited = this.visited.then(() => deps.visit(visitor, { page, device })).catch(error => deps.onError(error))
  }

  private async rate({ type: _, words = '', ...rating }: Extract<VisitorFrame, { type: 'rate' }>): Promise<void> {
    const { visitor, deps } = this
    try {
      deps.limits.visitor.take(visitor.contactId)
      const receipt = await deps.rate(visitor, { ...rating, words })
      this.send({ type: 'ack', clientMessageId: rating.clientMessageId, ...receipt })
    } catch (error) {
      if (!(error instanceof YingdaError)) deps.onError(error)
      sendError(this.socket, error, rating.clientMessageId)
    }
  }

  private typing(on: boolean): void {
    const { conversationId } = this.cursor
    if (conversationId === undefined) return
    const { tenantId, contactId } = this.visitor
    this.deps.bus.publish({ kind: 'typing', tenantId, conversationId, contactId, by: 'visitor', on })
  }

  private async readAll(): Promise<void> {
    do {
      this.again = false
      const events = await this.deps.readOn(this.visitor, this.cursor, EVENTS_AT_ONCE)
      for (const event of events) {
        if (MOVES_STATE.has(event.body.kind)) this.stateWanted = true
        this.send({ type: 'event', event })
      }
      // A conversation that ends in a message goes on; after anything else it may be closed and followed by another.
      const last = events.at(-1)
      if (last !== undefined && (events.length === EVENTS_AT_ONCE || last.body.kind !== 'message')) this.again = true
      if (this.stateWanted && !this.again) await this.sendState()
    } while (this.again && this.socket.readyState === this.socket.OPEN)
    // In the same tick as the look at `again`: a hint in between would be lost.
    this.reading = false
  }

  private async sendState(): Promise<void> {
    this.stateWanted = false
    this.showState(await this.deps.state(this.visitor.tenantId, this.cursor.conversationId))
  }

  private showState(state: ConversationState): void {
    const { conversationId } = this.cursor
    const began = !this.waiting && state.holder === 'queue'
    this.state = state
    // What was looked at before he came may have served him: he is not in it.
    if (began) this.deps.beganToWait(this.visitor.tenantId)
    const shown = JSON.stringify([conversationId, ...Object.entries(state).sort(([a], [b]) => (a < b ? -1 : 1))])
    if (shown === this.lastState) return
    this.lastState = shown
    this.send({ type: 'state', ...(conversationId === undefined ? {} : { conversationId }), state })
  }
}

const HEADER_CHARS = 400

/** As his browser says; for agents to read. */
function deviceOf({ headers }: FastifyRequest): StoredDevice {
  const cut = (text: string | undefined) => (text ?? '').slice(0, HEADER_CHARS)
  return { userAgent: cut(headers['user-agent']), languages: cut(headers['accept-language']).split(';')[0] ?? '' }
}

/** Closes a socket that has not been let in, with a code that says whether trying again makes sense. */
function refuse(socket: WebSocket, error: unknown): void {
  sendError(socket, error)
  const code =
    error instanceof Unauthenticated ? CLOSE.unauthenticated : error instanceof Forbidden ? CLOSE.forbidden : undefined
  const known = error instanceof YingdaError ? error.code : 'internal'
  if (code !== undefined) return socket.close(code, known)
  if (known === 'protocol_unknown') return socket.close(CLOSE.protocolUnknown, known)
  socket.close(error instanceof InvalidInput ? CLOSE.badHello : 1011, known)
}

const helloFirst = (type: string): InvalidInput =>
  new InvalidInput('hello_first', `The first frame must be hello, not ${type}.`, { remedy: 'See docs/protocol.md.' })

const protocolUnknown = (protocol: number): InvalidInput =>
  new InvalidInput('protocol_unknown', `Protocol ${protocol} is not spoken here.`, {
    remedy: `Use one of: ${PROTOCOLS_SPOKEN.join(', ')}.`,
    value: protocol,
    params: { spoken: PROTOCOLS_SPOKEN.join(',') },
  })

/** For the WebSocket server: a larger frame is cut by the library with close code 1009 before it is read whole. */
export const MAX_PAYLOAD_BYTES = MAX_FRAME_BYTES * 2
