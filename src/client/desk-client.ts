/**
 * The agents' end of the desk socket, without DOM: lists, counts, availability, and one timeline for each conversation
 * that is followed. Signed in by the session cookie.
 *
 *     const desk = createDeskClient({ baseUrl: location.origin, tenantId })
 *     const stop = desk.subscribe(() => render(desk.state()))   // state() is a new object after each change
 *     desk.start()
 *     desk.follow(conversationId)                // events stream in; state().followed[conversationId].items
 *     desk.send(conversationId, text, epoch)     // shows at once as `sending`, settles to `sent` or `failed`
 *     desk.retry(conversationId, clientMessageId, epoch)
 *
 * `items` are in the server's order and keep their `key` (React key) from sending to echo. Reconnecting, resuming
 * after the last seq seen, and asking again when a hole is seen happen by themselves. With React:
 * `useSyncExternalStore(desk.subscribe, desk.state)`.
 *
 * Failed messages carry a code in `error`: `not_holder` means that somebody else holds the conversation now.
 * `connection: 'offline'` with `lastError.code === 'unauthenticated'`: the session has ended, sign in again, then start().
 */
import type { ConversationEvent } from '../message.ts'
import type { AgentAvailability, AgentFrame, ConversationSummary, Offer, ServerFrame, Wall } from '../protocol.ts'
import { type ConnectionStatus, createConnection, type SocketConstructor } from './connection.ts'
import { createOutbox, type KeyValue, memoryStorage, newId, type Outbox } from './outbox.ts'
import { current, type Draft, dropped, emptyTimeline, type Item, recalled, reduce, type Timeline } from './timeline.ts'
import { PROTOCOL } from './visitor-client.ts'

export interface DeskClientOptions {
  /** http(s) address of the server, without a slash at the end. */
  baseUrl: string
  tenantId: string
  /** Where unsent replies are kept; default: memory. sessionStorage makes them survive a reload. */
  storage?: KeyValue | undefined
  WebSocket?: SocketConstructor | undefined
}

/** One conversation that is followed. */
export interface Followed {
  items: readonly Item[]
  /** Seen without a hole up to here; pass it to `follow` to resume. */
  lastSeq: number
  /** How far each side has read. */
  read: { visitor: number; agent: number }
  /** Who is typing now, `agent` being another one. */
  typing: 'visitor' | 'bot' | 'agent' | undefined
  /** The colleague's name, when he is the one. */
  typingName: string | undefined
  /** Colleagues who look at it too. */
  lookers: readonly { id: string; name: string }[]
}

export interface DeskState {
  connection: ConnectionStatus
  desk: { waiting: number; mine: number; mentions: number; agentsOnline: number } | undefined
  availability: AgentAvailability | undefined
  /** All that the server told of, by id: queue, mine, and those that changed. Filter by `handoff` and `status`. */
  conversations: Readonly<Record<string, ConversationSummary>>
  followed: Readonly<Record<string, Followed>>
  /** This moment of the whole tenant, while it is watched; `at` by this machine's clock, ms since 1970. */
  wall: { wall: Wall; at: number } | undefined
  /** What is offered to this agent; `until` by this machine's clock, ms since 1970. */
  offers: readonly DeskOffer[]
  lastError: { code: string; message: string } | undefined
}

/** A conversation to be accepted or declined, by REST, before `until`. */
export interface DeskOffer extends Omit<Offer, 'expiresInMs'> {
  until: number
}

export interface DeskClient {
  start(): void
  stop(): void
  /** Stream a conversation's events after lastSeq (default: all, or after what is known when it was followed before). */
  follow(conversationId: string, lastSeq?: number): void
  unfollow(conversationId: string): void
  /** Returns the clientMessageId. `epoch` comes from the conversation's handoff; `suggestionId` from a suggested answer. */
  send(conversationId: string, text: string, epoch: number, suggestionId?: string): string
  /** Send a failed message again under the same id, with the epoch of now. */
  retry(conversationId: string, clientMessageId: string, epoch: number): void
  /** Forget a failed message. */
  drop(conversationId: string, clientMessageId: string): void
  /** Call on each key stroke; the client thins it out and ends it after a pause. */
  typing(conversationId: string, on: boolean): void
  /** Put older events (by REST) before those that are shown, after `follow` began in the middle. */
  history(conversationId: string, events: readonly ConversationEvent[]): void
  /** Watch the tenant's queues and agents; for supervisors. */
  watchWall(on: boolean): void
  /** The agent has seen everything up to seq. */
  read(conversationId: string, seq: number): void
  state(): DeskState
  /** Called after each change. Returns the way to stop. */
  subscribe(listener: () => void): () => void
  /** Merge summaries that came by REST. */
  know(conversations: readonly ConversationSummary[]): void
}

interface Room {
  timeline: Timeline
  outbox: Outbox<Reply>
  typing: Followed['typing']
  typingName: string | undefined
  lookers: Followed['lookers']
  typingTimer: ReturnType<typeof setTimeout> | undefined
  shown: Followed
  following: boolean
  readUpTo: number
}

interface Reply extends Draft {
  epoch: number
  suggestionId?: string
}

export const TYPING_PAUSE_MS = 4000
const TYPING_GONE_MS = 12_000

export function createDeskClient(options: DeskClientOptions): DeskClient {
  const storage = options.storage ?? memoryStorage()
  const rooms = new Map<string, Room>()
  const erased = new Set<string>()
  const listeners = new Set<() => void>()
  const typingOff = new Map<string, { timer: ReturnType<typeof setTimeout>; toldAt: number }>()
  let state: DeskState = {
    connection: 'idle',
    desk: undefined,
    availability: undefined,
    conversations: {},
    followed: {},
    offers: [],
    wall: undefined,
    lastError: undefined,
  }
  let watching = false

  const change = (patch: Partial<DeskState>) => {
    state = { ...state, ...patch }
    for (const listener of listeners) listener()
  }

  const connection = createConnection({
    url: `${options.baseUrl.replace(/^http/, 'ws')}/api/v1/tenants/${options.tenantId}/socket`,
    WebSocket: options.WebSocket,
    hello: () => ({ type: 'hello', protocol: PROTOCOL }) satisfies AgentFrame,
    onStatus: status => {
      for (const room of rooms.values()) room.outbox.online(false)
      change({ connection: status })
    },
    onRefused: code => {
      change({ lastError: { code, message: 'The server refused the connection.' } })
      return false
    },
    onFrame: frame => take(frame as ServerFrame),
  })
  const tell = (frame: AgentFrame) => connection.send(frame)

  const take = (frame: ServerFrame) => {
    switch (frame.type) {
      case 'welcome':
        // What was offered before the connection broke is told anew, if it still is.
        change({ lastError: undefined, offers: [] })
        for (const [id, room] of rooms) ask(id, room)
        for (const room of rooms.values()) room.outbox.online(true)
        if (watching) tell({ type: 'watch_wall', on: true })
        return
      case 'event':
        return withRoom(frame.event.conversationId, (room, id) => {
          update(id, room, reduce(room.timeline, { kind: 'event', event: frame.event }))
          const { sender, clientMessageId } = frame.event
          if (sender.kind === 'agent' && clientMessageId) room.outbox.stored(clientMessageId)
          if (frame.event.body.kind === 'message' && room.typing === sender.kind) setTyping(id, room, undefined)
        })
      case 'ack':
        return withRoom(frame.conversationId, (room, id) => {
          const { clientMessageId, conversationId, seq } = frame
          update(id, room, reduce(room.timeline, { kind: 'ack', clientMessageId, conversationId, seq }))
          room.outbox.stored(clientMessageId)
        })
      case 'error':
        return refused(frame)
      case 'typing':
        return withRoom(frame.conversationId, (room, id) =>
          setTyping(id, room, frame.on ? frame.by : undefined, frame.agent?.name),
        )
      case 'lookers':
        return withRoom(frame.conversationId, (room, id) => {
          room.lookers = frame.agents
          publish(id, room)
        })
      case 'conversations':
        return know(frame.conversations)
      case 'desk':
        return change({
          desk: {
            waiting: frame.waiting,
            mine: frame.mine,
            mentions: frame.mentions ?? 0,
            agentsOnline: frame.agentsOnline,
          },
        })
      case 'offers':
        return change({ offers: frame.offers.map(offered) })
      case 'erased':
        return forget(frame.conversationId)
      case 'wall':
        return watching ? change({ wall: { wall: frame.wall, at: Date.now() } }) : undefined
      case 'availability':
        return change({ availability: frame.availability })
      case 'state':
      case 'identified':
      case 'pong':
        return
      default:
        // A newer server may say more: ignored, as the contract asks.
        frame satisfies never
    }
  }

  const refused = (frame: Extract<ServerFrame, { type: 'error' }>) => {
    const inFlight = () => [...rooms.values()].map(room => room.outbox.flying()).find(one => one !== undefined)
    // A frame that could not be read has no id: of ours, only a message can be at fault.
    const id = frame.clientMessageId ?? (frame.code.startsWith('frame_') ? inFlight() : undefined)
    if (!id) return change({ lastError: { code: frame.code, message: frame.message } })
    for (const [conversationId, room] of rooms) {
      if (!room.outbox.refused(id, frame)) continue
      update(conversationId, room, reduce(room.timeline, { kind: 'fail', clientMessageId: id, code: frame.code }))
    }
  }

  /** An answer that was under way when a conversation was erased does not bring it back. */
  const know = (conversations: readonly ConversationSummary[]) => {
    const known = conversations.filter(({ id }) => !erased.has(id))
    change({ conversations: { ...state.conversations, ...Object.fromEntries(known.map(one => [one.id, one])) } })
  }

  const forget = (id: string) => {
    erased.add(id)
    for (const draft of rooms.get(id)?.outbox.drafts() ?? []) rooms.get(id)?.outbox.drop(draft.clientMessageId)
    rooms.delete(id)
    const { [id]: _conversation, ...conversations } = state.conversations
    const { [id]: _followed, ...followed } = state.followed
    change({ conversations, followed, offers: state.offers.filter(offer => offer.conversationId !== id) })
  }

  const withRoom = (id: string, use: (room: Room, id: string) => void) => {
    const room = rooms.get(id)
    if (room) use(room, id)
  }

  const update = (id: string, room: Room, timeline: Timeline) => {
    const holed = timeline.hole && !room.timeline.hole
    room.timeline = timeline
    publish(id, room)
    if (!holed) return
    tell({ type: 'unfollow', conversationId: id })
    ask(id, room)
  }

  const ask = (id: string, room: Room) => {
    if (!room.following) return
    room.timeline = reduce(room.timeline, { kind: 'welcome' })
    if (!tell({ type: 'follow', conversationId: id, lastSeq: lastSeqOf(room) })) return
    if (room.readUpTo > room.timeline.read.agent) tell({ type: 'read', conversationId: id, seq: room.readUpTo })
  }

  const publish = (id: string, room: Room) => {
    const { items, read } = room.timeline
    const { typing, typingName, lookers } = room
    room.shown = { items, read, lastSeq: lastSeqOf(room), typing, typingName, lookers }
    if (room.following) change({ followed: { ...state.followed, [id]: room.shown } })
  }

  const setTyping = (id: string, room: Room, who: Followed['typing'], name?: string) => {
    clearTimeout(room.typingTimer)
    if (who) room.typingTimer = setTimeout(() => setTyping(id, room, undefined), TYPING_GONE_MS)
    if (room.typing === who && room.typingName === name) return
    room.typing = who
    room.typingName = name
    publish(id, room)
  }

  const enter = (id: string, lastSeq: number): Room => {
    const outbox = createOutbox<Reply>({
      storage,
      key: `yingda:desk:${options.tenantId}:${id}`,
      transmit: ({ clientMessageId, text, epoch, suggestionId }) =>
        tell({
          type: 'send',
          conversationId: id,
          clientMessageId,
          text,
          epoch,
          ...(suggestionId === undefined ? {} : { suggestionId }),
        }),
      onSilence: connection.resync,
    })
    let timeline: Timeline = { ...emptyTimeline('agent'), conversations: [{ id, lastSeq }] }
    for (const draft of outbox.drafts()) timeline = reduce(timeline, { kind: 'write', draft })
    const { items, read } = timeline
    const shown: Followed = { items, read, lastSeq, typing: undefined, typingName: undefined, lookers: [] }
    const room: Room = {
      timeline,
      outbox,
      shown,
      typing: undefined,
      typingName: undefined,
      lookers: [],
      typingTimer: undefined,
      following: false,
      readUpTo: 0,
    }
    rooms.set(id, room)
    outbox.online(state.connection === 'online')
    return room
  }

  const endTyping = (conversationId: string) => {
    const told = typingOff.get(conversationId)
    if (!told) return
    clearTimeout(told.timer)
    typingOff.delete(conversationId)
    tell({ type: 'typing', conversationId, on: false })
  }

  return {
    start: () => connection.start(),
    stop: () => connection.stop(),
    follow(id, lastSeq) {
      const room = rooms.get(id) ?? enter(id, lastSeq ?? 0)
      if (room.following) return
      room.following = true
      publish(id, room)
      ask(id, room)
    },
    unfollow(id) {
      withRoom(id, room => {
        room.following = false
        endTyping(id)
        tell({ type: 'unfollow', conversationId: id })
        const { [id]: _, ...followed } = state.followed
        change({ followed })
      })
    },
    send(id, text, epoch, suggestionId) {
      const room = rooms.get(id) ?? enter(id, 0)
      const draft: Reply = { clientMessageId: newId(), text, epoch, at: new Date().toISOString() }
      if (suggestionId !== undefined) draft.suggestionId = suggestionId
      update(id, room, reduce(room.timeline, { kind: 'write', draft }))
      endTyping(id)
      room.outbox.add(draft)
      return draft.clientMessageId
    },
    retry(id, clientMessageId, epoch) {
      withRoom(id, room => {
        const draft = room.outbox.retry(clientMessageId, { epoch })
        if (draft) update(id, room, reduce(room.timeline, { kind: 'write', draft }))
      })
    },
    drop(id, clientMessageId) {
      withRoom(id, room => {
        room.outbox.drop(clientMessageId)
        update(id, room, dropped(room.timeline, clientMessageId))
      })
    },
    typing(id, on) {
      if (!on) return endTyping(id)
      const told = typingOff.get(id)
      if (told) clearTimeout(told.timer)
      const fresh = told && Date.now() - told.toldAt < TYPING_PAUSE_MS
      if (!fresh) tell({ type: 'typing', conversationId: id, on: true })
      typingOff.set(id, {
        timer: setTimeout(() => endTyping(id), TYPING_PAUSE_MS),
        toldAt: fresh ? told.toldAt : Date.now(),
      })
    },
    history(id, events) {
      withRoom(id, room => update(id, room, events.reduce(recalled, room.timeline)))
    },
    watchWall(on) {
      watching = on
      tell({ type: 'watch_wall', on })
      if (!on) change({ wall: undefined })
    },
    read(id, seq) {
      withRoom(id, room => {
        if (seq <= room.readUpTo || seq <= room.timeline.read.agent) return
        room.readUpTo = seq
        tell({ type: 'read', conversationId: id, seq })
      })
    },
    state: () => state,
    subscribe(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    know,
  }
}

function lastSeqOf(room: Room): number {
  return current(room.timeline)?.lastSeq ?? 0
}

const offered = ({ expiresInMs, ...offer }: Offer): DeskOffer => ({ ...offer, until: Date.now() + expiresInMs })
