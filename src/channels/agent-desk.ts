/**
 * The agent-desk channel: agents' sockets. Each open socket is one presence row, the lease behind its agent's
 * conversations. It streams the followed conversations event by event, and the lists as summaries, collected for a
 * moment, so that a busy tenant costs one query a round and not one a message.
 */
import type {} from '@fastify/websocket'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { WebSocket } from 'ws'
import type { Bus, Hint } from '../bus.ts'
import { Forbidden, InvalidInput, YingdaError } from '../errors.ts'
import type { Desk } from '../handoff/desk.ts'
import type { HeardConnection } from '../handoff/presence.store.ts'
import { newId } from '../id.ts'
import type { ConversationEvent } from '../message.ts'
import {
  type AgentAvailability,
  AgentFrame,
  CLOSE,
  type ConversationSummary,
  HEARTBEAT_MS,
  type Offer,
  PROTOCOL,
  PROTOCOLS_SPOKEN,
  type ServerFrame,
} from '../protocol.ts'
import { type BoardDeps, type BoardDesk, createBoard } from './desk-board.ts'
import { startDeskPatrol } from './desk-patrol.ts'
import { createWalls, type WallDesk, type WallsDeps } from './desk-walls.ts'
import { createLookers, type Lookers } from './lookers.ts'
import { awaitHello, createFrameReader, EARLY_FRAMES, type Heartbeats, sendError, sendFrame } from './socket.ts'

/** Who is signed in on a desk socket. */
export interface DeskAgent {
  tenantId: string
  id: string
  /** As visitors see him. */
  name: string
  /** He may answer, beside reading. */
  mayWrite: boolean
  /** May watch the wall. */
  supervises: boolean
}

export interface AgentDeskDeps extends BoardDeps, WallsDeps {
  bus: Bus
  heartbeats: Heartbeats
  /** The agent behind a request's session, with the right to work at the desk. @throws Unauthenticated, Forbidden. */
  authenticate(request: FastifyRequest): Promise<DeskAgent & { sessionId: string }>
  /** The agents of these sessions who are still signed in and allowed, by session. */
  alive(sessionIds: readonly string[]): Promise<ReadonlyMap<string, DeskAgent>>
  reply: (
    agent: DeskAgent,
    conversationId: string,
    epoch: number,
    clientMessageId: string,
    text: string,
    suggestionId?: string,
  ) => ReturnType<Desk['reply']>
  /** Where each of these conversations ends. */
  lastSeqs(tenantId: string, conversationIds: readonly string[]): Promise<ReadonlyMap<string, number>>
  readAfter(tenantId: string, conversationId: string, afterSeq: number, limit: number): Promise<ConversationEvent[]>
  /** Those that this agent has on his screen at first: the queue and his own. */
  firstSummaries(agent: DeskAgent): Promise<ConversationSummary[]>
  /** What is offered to this agent now. */
  offers(agent: DeskAgent): Promise<Offer[]>
  availability(agent: DeskAgent): Promise<AgentAvailability>
  /** Whose conversation it is, and which agent holds it. */
  peopleOf(tenantId: string, conversationId: string): Promise<{ contactId: string; holderId?: string } | undefined>
  markRead(agent: DeskAgent, conversationId: string, seq: number): Promise<void>
  presence: {
    connect(agent: DeskAgent, connectionId: string): Promise<void>
    leave(agent: DeskAgent, connectionId: string): Promise<void>
  }
}

const EVENTS_AT_ONCE = 200
const FOLLOWED_AT_MOST = 50
const REREAD_MS = 30_000
const LOOK_MS = 1_000

const reader = createFrameReader(AgentFrame)

export interface AgentDesk {
  routes(app: FastifyInstance): void
  /** Connections of this process, for the presence heartbeat. */
  connections(): HeardConnection[]
  /** These presences had expired and must be recorded again. */
  revive(connectionIds: readonly string[]): void
  /** Stops following hints; the sockets are closed by their heartbeats. */
  close(): void
}

export function createAgentDesk(deps: AgentDeskDeps): AgentDesk {
  const sessions = new Set<DeskSession>()
  const board = createBoard(deps, sessions)
  const lookers = createLookers(deps.bus, sessions)
  const walls = createWalls(deps, sessions)
  const unsubscribe = deps.bus.subscribe(onHint)
  const repeating = setInterval(lookers.refresh, REREAD_MS)
  const rereading = setInterval(rereadDue, LOOK_MS)
  repeating.unref()
  rereading.unref()
  const patrol = startDeskPatrol({ sessions, alive: deps.alive, onError: deps.onError })

  function onHint(hint: Hint): void {
    switch (hint.kind) {
      case 'conversation':
        for (const session of sessions) if (session.agent.tenantId === hint.tenantId) session.poke(hint.conversationId)
        walls.changed(hint.tenantId)
        return board.changed(hint.tenantId, hint.conversationId)
      case 'typing':
        for (const session of sessions) {
          if (session.agent.tenantId === hint.tenantId) session.typing(hint)
        }
        return
      case 'agent':
        for (const session of sessions) if (session.agent.id === hint.agentId) session.recheck()
        walls.changed(hint.tenantId)
        return board.headChanged(hint.tenantId)
      case 'settings':
        return walls.changed(hint.tenantId)
      case 'erased': {
        if (hint.conversationId === undefined) return
        for (const session of sessions)
          if (session.agent.tenantId === hint.tenantId) session.forget(hint.conversationId)
        return
      }
      case 'looking':
        return lookers.heard(hint)
      case 'reread':
        lookers.refresh()
        for (const session of sessions) session.reread()
        return
      default:
        return
    }
  }

  /** For the sake of lost hints. Desks take turns: hundreds that all read at the same moment would hold up everybody. */
  function rereadDue(): void {
    const now = performance.now()
    for (const session of sessions) {
      if (session.rereadAt > now) continue
      session.rereadAt = now + REREAD_MS
      session.reread()
    }
  }

  async function open(socket: WebSocket, agent: DeskAgent & { sessionId: string }): Promise<DeskSession> {
    const session = new DeskSession(socket, agent, deps, lookers)
    await deps.presence.connect(agent, session.connectionId)
    sessions.add(session)
    const gone = () => {
      sessions.delete(session)
      lookers.leftAll(session)
      deps.presence.leave(agent, session.connectionId).catch(error => deps.onError(error))
      board.headChanged(agent.tenantId)
    }
    if (socket.readyState === socket.OPEN) socket.once('close', gone)
    else gone()
    session.send({
      type: 'welcome',
      protocol: PROTOCOL,
      heartbeatMs: HEARTBEAT_MS,
      serverTime: new Date().toISOString(),
    })
    session.send({ type: 'availability', availability: await deps.availability(agent) })
    session.send({ type: 'conversations', conversations: await deps.firstSummaries(agent) })
    await session.tellOffers()
    board.headChanged(agent.tenantId)
    return session
  }

  function accept(socket: WebSocket, agent: DeskAgent & { sessionId: string }): void {
    let session: DeskSession | undefined
    let early: AgentFrame[] | undefined
    deps.heartbeats.add(socket)
    const helloSaid = awaitHello(socket)
    socket.on('error', () => socket.terminate())
    socket.on('message', (data: Buffer, isBinary: boolean) => {
      deps.heartbeats.heard(socket)
      let frame: AgentFrame
      try {
        frame = reader.read(data, isBinary)
      } catch (error) {
        sendError(socket, error)
        if (early === undefined) socket.close(CLOSE.badHello, 'bad_hello')
        return
      }
      if (session !== undefined) return session.handle(frame)
      if (early !== undefined && early.length < EARLY_FRAMES) return void early.push(frame)
      if (early !== undefined || frame.type !== 'hello' || !PROTOCOLS_SPOKEN.includes(frame.protocol))
        return refuse(socket, frame)
      early = []
      helloSaid()
      open(socket, agent).then(
        opened => {
          session = opened
          for (const waiting of early ?? []) opened.handle(waiting)
        },
        error => {
          deps.onError(error)
          socket.close(1011, 'internal')
        },
      )
    })
  }

  return {
    routes(app) {
      app.get('/api/v1/tenants/:tenantId/socket', { websocket: true }, async (socket, request) => {
        // Nothing is lost while we look: `ws` keeps frames until somebody listens, and we pause it meanwhile.
        socket.pause()
        try {
          accept(socket, await deps.authenticate(request))
          socket.resume()
        } catch (error) {
          socket.resume()
          sendError(socket, error)
          socket.close(CLOSE.unauthenticated, error instanceof YingdaError ? error.code : 'internal')
        }
      })
    },
    connections: () =>
      [...sessions].map(({ connectionId, heardAt }) => ({ id: connectionId, silentMs: performance.now() - heardAt })),
    revive(connectionIds) {
      for (const session of sessions) {
        if (!connectionIds.includes(session.connectionId)) continue
        deps.presence.connect(session.agent, session.connectionId).catch(error => deps.onError(error))
      }
    },
    close() {
      clearInterval(repeating)
      clearInterval(rereading)
      patrol.close()
      unsubscribe()
      board.close()
      walls.close()
    },
  }
}

interface Followed {
  seq: number
  reading: boolean
  again: boolean
}

/** One agent's open socket. */
class DeskSession implements BoardDesk, WallDesk {
  readonly connectionId = newId()
  readonly socket: WebSocket
  agent: DeskAgent & { sessionId: string }
  /** When a frame or a pong last came, by `performance.now()`. */
  heardAt = performance.now()
  private readonly deps: AgentDeskDeps
  private readonly lookers: Lookers
  private readonly followed = new Map<string, Followed>()
  /** When he reads again without a hint, by `performance.now()`; who came together does not stay together. */
  rereadAt = performance.now() + REREAD_MS * Math.random()
  /** Watches the wall. */
  watching = false
  private lastDesk = ''
  private offered: readonly string[] = []

  constructor(socket: WebSocket, agent: DeskAgent & { sessionId: string }, deps: AgentDeskDeps, lookers: Lookers) {
    this.lookers = lookers
    this.socket = socket
    this.agent = agent
    this.deps = deps
    const heard = () => {
      this.heardAt = performance.now()
    }
    socket.on('message', heard).on('pong', heard)
  }

  send(frame: ServerFrame): void {
    sendFrame(this.socket, frame)
  }

  /** The head of the desk, only when it changed. */
  sendDesk(frame: ServerFrame): void {
    const shown = JSON.stringify(frame)
    if (shown !== this.lastDesk) this.send(frame)
    this.lastDesk = shown
  }

  /** It is offered to this agent, or was when he was last told. */
  isOffered({ id, handoff }: ConversationSummary): boolean {
    return this.offered.includes(id) || (handoff?.state === 'offered' && handoff.agent?.id === this.agent.id)
  }

  /** All that is offered to him now; silent while there is nothing, as before. */
  async tellOffers(): Promise<void> {
    const offers = await this.deps.offers(this.agent)
    if (offers.length === 0 && this.offered.length === 0) return
    this.offered = offers.map(offer => offer.conversationId)
    this.send({ type: 'offers', offers })
  }

  /** His own typing, here or at another desk of his, is nothing that he must hear. */
  typing({ conversationId, by, on, agent }: Extract<Hint, { kind: 'typing' }>): void {
    if (!this.followed.has(conversationId) || agent?.id === this.agent.id) return
    const which = agent === undefined ? {} : { agent: { id: agent.id, name: agent.name } }
    this.send({ type: 'typing', conversationId, by, on, ...which })
  }

  /** What he has on the screen. */
  looksAt(): Iterable<string> {
    return this.followed.keys()
  }

  /** It is erased: no desk shows it any more. */
  forget(conversationId: string): void {
    this.followed.delete(conversationId)
    this.send({ type: 'erased', conversationId })
  }

  /** Reads whatever hints may not have told him. */
  reread(): void {
    const { onError } = this.deps
    this.pokeBehind().catch(onError)
    this.tellOffers().catch(onError)
  }

  private async pokeBehind(): Promise<void> {
    if (this.followed.size === 0) return
    const ends = await this.deps.lastSeqs(this.agent.tenantId, [...this.followed.keys()])
    for (const [conversationId, { seq }] of this.followed)
      if ((ends.get(conversationId) ?? 0) > seq) this.poke(conversationId)
  }

  /** A followed conversation may have more; one reader at a time for each, so order holds. */
  poke(conversationId: string): void {
    const followed = this.followed.get(conversationId)
    if (followed === undefined) return
    followed.again = true
    if (followed.reading) return
    followed.reading = true
    this.readAll(conversationId, followed).catch(error => {
      followed.reading = false
      this.deps.onError(error)
    })
  }

  private async readAll(conversationId: string, followed: Followed): Promise<void> {
    while (followed.again && this.socket.readyState === this.socket.OPEN) {
      followed.again = false
      const events = await this.deps.readAfter(this.agent.tenantId, conversationId, followed.seq, EVENTS_AT_ONCE)
      for (const event of events) this.send({ type: 'event', event })
      followed.seq = events.at(-1)?.seq ?? followed.seq
      if (events.length === EVENTS_AT_ONCE) followed.again = true
    }
    followed.reading = false
  }

  get sessionId(): string {
    return this.agent.sessionId
  }

  /** His rights or availability changed. Where that cannot be looked up, the socket ends: he comes back as whoever he is then. */
  recheck(): void {
    this.lookAgain().catch(error => {
      this.deps.onError(error)
      this.socket.close(1011, 'internal')
    })
  }

  /** A revoked session ends here, within the time of one query. */
  private async lookAgain(): Promise<void> {
    const agent = (await this.deps.alive([this.sessionId])).get(this.sessionId)
    this.admit(agent)
    if (agent === undefined) return
    this.send({ type: 'availability', availability: await this.deps.availability(this.agent) })
  }

  admit(agent: DeskAgent | undefined): void {
    if (agent === undefined) this.socket.close(CLOSE.unauthenticated, 'session_ended')
    else this.agent = { ...agent, sessionId: this.sessionId }
    this.watching &&= this.agent.supervises
  }

  handle(frame: AgentFrame): void {
    switch (frame.type) {
      case 'ping':
        return this.send({ type: 'pong', n: frame.n })
      case 'follow':
        return this.follow(frame.conversationId, frame.lastSeq)
      case 'unfollow':
        this.followed.delete(frame.conversationId)
        this.lookers.left(this, frame.conversationId)
        return
      case 'send':
        void this.reply(frame)
        return
      case 'typing':
        this.tellTyping(frame.conversationId, frame.on).catch(error => this.deps.onError(error))
        return
      case 'read':
        this.deps.markRead(this.agent, frame.conversationId, frame.seq).catch(error => this.deps.onError(error))
        return
      case 'watch_wall':
        return this.watch(frame.on)
      case 'hello':
        return sendError(this.socket, new InvalidInput('hello_twice', 'This socket has said hello already.'))
      default: {
        const unknown: never = frame
        return unknown
      }
    }
  }

  private watch(on: boolean): void {
    if (on && !this.agent.supervises) {
      return sendError(this.socket, new Forbidden('permission_missing', 'The wall takes conversations:supervise.'))
    }
    this.watching = on
    if (!on) return
    this.deps.wall(this.agent.tenantId).then(
      wall => this.send({ type: 'wall', wall }),
      error => this.deps.onError(error),
    )
  }

  private follow(conversationId: string, lastSeq: number): void {
    if (this.followed.size >= FOLLOWED_AT_MOST) {
      const oldest = this.followed.keys().next().value
      if (oldest !== undefined) {
        this.followed.delete(oldest)
        this.lookers.left(this, oldest)
      }
    }
    this.followed.set(conversationId, { seq: lastSeq, reading: false, again: false })
    this.lookers.came(this, conversationId)
    this.poke(conversationId)
  }

  private async reply(frame: Extract<AgentFrame, { type: 'send' }>): Promise<void> {
    const { conversationId, clientMessageId, epoch, text, suggestionId } = frame
    try {
      if (!this.agent.mayWrite) throw mayNotWrite()
      const receipt = await this.deps.reply(this.agent, conversationId, epoch, clientMessageId, text, suggestionId)
      this.send({ type: 'ack', conversationId, clientMessageId, ...receipt })
    } catch (error) {
      if (!(error instanceof YingdaError)) this.deps.onError(error)
      sendError(this.socket, error, clientMessageId)
    }
  }

  private async tellTyping(conversationId: string, on: boolean): Promise<void> {
    const { tenantId, id, name } = this.agent
    const people = await this.deps.peopleOf(tenantId, conversationId)
    if (people === undefined) return
    const agent = { id, name, ...(people.holderId === id ? {} : { unseen: true }) }
    const { contactId } = people
    this.deps.bus.publish({ kind: 'typing', tenantId, conversationId, contactId, by: 'agent', on, agent })
  }
}

const mayNotWrite = (): Forbidden =>
  new Forbidden('permission_missing', 'Your role may read conversations, not answer them.', {
    remedy: 'Ask an administrator.',
    params: { permission: 'conversations:write' },
  })

function refuse(socket: WebSocket, frame: AgentFrame): void {
  if (frame.type === 'hello') {
    sendError(socket, new InvalidInput('protocol_unknown', `Protocol ${frame.protocol} is not spoken here.`))
    return socket.close(CLOSE.protocolUnknown, 'protocol_unknown')
  }
  sendError(socket, new InvalidInput('hello_first', `The first frame must be hello, not ${frame.type}.`))
  socket.close(CLOSE.badHello, 'hello_first')
}
