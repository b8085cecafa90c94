/**
 * The visitor's end of the web-chat socket, without DOM: session, resume, outbox, timeline.
 *
 *     const client = createVisitorClient({ baseUrl: 'https://chat.example.com', inboxId, storage: localStorage })
 *     client.subscribe(() => render(client.state()))   // state() is a new object after each change
 *     client.start()
 *     client.send('Where is my parcel?')               // kept and sent later when offline
 *
 * In Node pass `WebSocket` of `ws`. docs/protocol.md is the contract.
 */
import type { Holder } from '../message.ts'
import type { Identification, Page, ServerFrame, VisitorFrame } from '../protocol.ts'
import { type ConnectionStatus, createConnection, type SocketConstructor } from './connection.ts'
import { createOutbox, type KeyValue, newId } from './outbox.ts'
import { current, type Draft, emptyTimeline, type Item, reduce, resumePoint, type Timeline } from './timeline.ts'

/** Test: equal to PROTOCOL in protocol.ts. */
export const PROTOCOL = 1

export interface VisitorClientOptions {
  /** http(s) address of the server, without a slash at the end. */
  baseUrl: string
  inboxId: string
  /** Token, unsent messages. localStorage makes a conversation survive a reload and go on in a second tab. */
  storage: KeyValue
  WebSocket?: SocketConstructor | undefined
  fetch?: typeof fetch | undefined
  /** Where the visitor is; asked at each hello. */
  page?(): Page
}

export interface VisitorState {
  connection: ConnectionStatus
  conversationId?: string | undefined
  items: readonly Item[]
  /** False from each hello until everything missed has come in. */
  caughtUp: boolean
  holder: Holder
  agentName?: string | undefined
  /** Path of his picture on the server. */
  agentAvatar?: string | undefined
  queuePosition?: number | undefined
  /** Minutes that it will probably take from now. */
  wait?: { from: number; to: number } | undefined
  /** Waiting outside business hours. */
  closed?: { opensAt?: string } | undefined
  agentsOnline: boolean
  typing?: 'bot' | 'agent' | undefined
  /** Messages of bot and agents that were not read. */
  unread: number
  /** The agents have read up to here. */
  agentRead: number
  lastError?: { code: string; params?: Record<string, string | number | boolean> } | undefined
}

/** Who the visitor is. Without the id and its signature a name for the agent, not a proof. */
export type Identity = Identification

export interface VisitorClient {
  start(): void
  stop(): void
  /** Returns the clientMessageId. `choice` is the id of the quick-reply button that was pressed. */
  send(text: string, choice?: string): string
  retry(clientMessageId: string): void
  /** Everything up to seq was on the screen. */
  read(seq: number): void
  /** Call on each key stroke; thinned out, and ended after a pause. */
  typing(on: boolean): void
  /** Told again with each connection until the server has answered; a refusal is `lastError`. */
  identify(identity: Identity): void
  /** He is on another page now. */
  moved(): void
  /** A request in the visitor's name, beside the socket: see "Without a socket" in docs/protocol.md. */
  post(what: string, body: unknown): Promise<Response>
  /** The network may be back. Called by itself on the browser's `online` event. */
  wake(): void
  state(): VisitorState
  subscribe(listener: () => void): () => void
}

const TYPING_PAUSE_MS = 4000
const TYPING_GONE_MS = 30_000

export function createVisitorClient(options: VisitorClientOptions): VisitorClient {
  const { storage, inboxId } = options
  const api = `${options.baseUrl}/public/api/v1/inboxes/${inboxId}`
  const ask = options.fetch ?? ((input: RequestInfo | URL, init?: RequestInit) => globalThis.fetch(input, init))
  const keys = { token: `yingda:${inboxId}:token`, outbox: `yingda:${inboxId}:outbox`, live: `yingda:${inboxId}:live` }
  const listeners = new Set<() => void>()
  let timeline = emptyTimeline('visitor')
  let token = storage.getItem(keys.token) ?? undefined
  let renewed = false
  /** What `welcome` said is there: caught up when seen. */
  let goal: { id: string | undefined; lastSeq: number } = { id: undefined, lastSeq: 0 }
  let readUpTo = 0
  let identity: Identity | undefined
  let goneTimer: ReturnType<typeof setTimeout> | undefined
  let pauseTimer: ReturnType<typeof setTimeout> | undefined
  let toldTypingAt = 0
  let state: VisitorState = {
    connection: 'idle',
    items: [],
    caughtUp: false,
    holder: 'bot',
    agentsOnline: false,
    unread: 0,
    agentRead: 0,
  }

  const change = (patch: Partial<VisitorState>) => {
    state = { ...state, ...patch }
    for (const listener of listeners) listener()
  }

  const outbox = createOutbox<Draft>({
    storage,
    key: keys.outbox,
    transmit: ({ clientMessageId, text, choice }) =>
      tell({ type: 'send', clientMessageId, text, ...(choice === undefined ? {} : { choice }) }),
    onSilence: () => connection.resync(),
  })

  const connection = createConnection({
    url: `${api.replace(/^http/, 'ws')}/socket`,
    WebSocket: options.WebSocket,
    prepare: () => (token ? undefined : begin()),
    hello: () => {
      const seen = resumePoint(timeline)
      return {
        type: 'hello',
        protocol: PROTOCOL,
        token: token ?? '',
        ...(seen ? { conversationId: seen.id } : {}),
        lastSeq: seen?.lastSeq ?? 0,
        ...(options.page ? { page: options.page() } : {}),
      } satisfies VisitorFrame
    },
    onStatus: connection => {
      outbox.online(connection === 'online')
      change({ connection, ...(connection === 'online' ? {} : { typing: undefined, caughtUp: false }) })
    },
    onRefused: code => {
      const again = code === 'unauthenticated' && !renewed
      if (again) forget()
      else change({ lastError: { code } })
      return again
    },
    onFrame: frame => take(frame as ServerFrame),
  })
  const tell = (frame: VisitorFrame) => connection.send(frame)

  /** A new visitor, unless another tab has just become one. */
  const begin = async () => {
    const other = storage.getItem(keys.token)
    if (!other) {
      const response = await ask(`${api}/sessions`, post({}))
      if (!response.ok) throw await failed(response)
      const made = ((await response.json()) as { token: string }).token
      token = storage.getItem(keys.token) ?? made
      save(storage, keys.token, token)
    } else token = other
    change({ lastError: undefined })
  }

  const failed = async (response: Response) => {
    const body = (await response.json().catch(() => ({}))) as { error?: { code?: string } }
    const code = body.error?.code ?? `http_${response.status}`
    change({ lastError: { code } })
    // No such inbox, or not from this site: asking again cannot help.
    if (response.status === 403 || response.status === 404) setTimeout(() => connection.stop(), 0)
    return new Error(code)
  }

  /** The token is no good: start as a new visitor. What was not sent yet goes out in his name. */
  const forget = () => {
    renewed = true
    if (storage.getItem(keys.token) === token) storage.removeItem(keys.token)
    token = undefined
    show(withDrafts(emptyTimeline('visitor')))
  }

  const withDrafts = (empty: Timeline) =>
    outbox.drafts().reduce((line, draft) => reduce(line, { kind: 'write', draft }), empty)

  const take = (frame: ServerFrame) => {
    switch (frame.type) {
      case 'welcome': {
        renewed = false
        goal = { id: frame.conversationId, lastSeq: frame.lastSeq ?? 0 }
        show(reduce(timeline, { kind: 'welcome' }))
        if (readUpTo > timeline.read.visitor) tell({ type: 'read', seq: readUpTo })
        if (identity) identify(identity)
        return
      }
      case 'event': {
        const { event } = frame
        const { sender, clientMessageId, body } = event
        if (body.kind === 'message' && sender.kind === state.typing) setTyping(undefined)
        show(reduce(timeline, { kind: 'event', event }))
        if (timeline.hole) return connection.resync()
        if (sender.kind === 'visitor' && clientMessageId) outbox.stored(clientMessageId)
        return
      }
      case 'ack': {
        const { clientMessageId, conversationId, seq } = frame
        show(reduce(timeline, { kind: 'ack', clientMessageId, conversationId, seq }))
        return outbox.stored(clientMessageId)
      }
      case 'identified':
        identity = undefined
        if (!frame.token) return
        token = frame.token
        save(storage, keys.token, token)
        show(withDrafts(emptyTimeline('visitor')))
        return connection.resync()
      case 'state':
        return change({
          agentName: undefined,
          agentAvatar: undefined,
          queuePosition: undefined,
          wait: undefined,
          closed: undefined,
          ...frame.state,
        })
      case 'typing':
        return frame.by === 'visitor' ? undefined : setTyping(frame.on ? frame.by : undefined)
      case 'error': {
        const { code, params } = frame
        // A frame that could not be read has no id: of ours, only a message can be at fault.
        const unread = code.startsWith('frame_')
        // What a page says of its visitor can be anything; refused, it would be refused again.
        if (identity && (unread || /^(identity|attribute)/.test(code))) {
          identity = undefined
          return change({ lastError: { code } })
        }
        const clientMessageId = frame.clientMessageId ?? (unread ? outbox.flying() : undefined)
        if (clientMessageId && outbox.refused(clientMessageId, frame)) {
          show(reduce(timeline, { kind: 'fail', clientMessageId, code }))
        }
        return change({ lastError: params ? { code, params } : { code } })
      }
      default:
        // pong, the desk's frames, and what a newer server may say.
        return
    }
  }

  const show = (next: Timeline) => {
    const seen = current(next)
    if (seen?.id !== state.conversationId) readUpTo = 0
    timeline = next
    const { items } = next
    const patch = { items, conversationId: seen?.id, agentRead: next.read.agent }
    const seenTo = next.conversations.find(({ id }) => id === goal.id)?.lastSeq ?? 0
    const caughtUp = state.connection === 'online' && !next.hole && seenTo >= goal.lastSeq
    // While catching up with thousands of events, counting after each would be quadratic.
    if (state.connection === 'online' && !caughtUp) return change({ ...patch, caughtUp })
    const here = items.filter(item => item.conversationId === seen?.id)
    const readTo = Math.max(readUpTo, next.read.visitor)
    change({ ...patch, caughtUp, unread: here.filter(item => item.seq! > readTo && isTold(item)).length })
    if (caughtUp) save(storage, keys.live, here.length && !isOver(here) ? '1' : '')
  }

  const setTyping = (typing: VisitorState['typing']) => {
    clearTimeout(goneTimer)
    if (typing) goneTimer = setTimeout(() => setTyping(undefined), TYPING_GONE_MS)
    if (state.typing !== typing) change({ typing })
  }

  const endTyping = () => {
    clearTimeout(pauseTimer)
    if (toldTypingAt) tell({ type: 'typing', on: false })
    toldTypingAt = 0
  }

  /** Beside the socket. */
  const tellAside = (what: string, body: unknown) => {
    const init = post(body)
    return ask(`${api}/${what}`, { ...init, headers: { ...init.headers, authorization: `Bearer ${token}` } })
  }

  const identify = (given: Identity) => {
    identity = given
    tell({ type: 'identify', ...given })
  }

  timeline = withDrafts(timeline)
  state = { ...state, items: timeline.items }

  return {
    start: () => connection.start(),
    stop: () => {
      endTyping()
      connection.stop()
    },
    send(text, choice) {
      const draft: Draft = { clientMessageId: newId(), text, at: new Date().toISOString() }
      if (choice !== undefined) draft.choice = choice
      endTyping()
      show(reduce(timeline, { kind: 'write', draft }))
      outbox.add(draft)
      return draft.clientMessageId
    },
    retry(clientMessageId) {
      const draft = outbox.retry(clientMessageId)
      if (draft) show(reduce(timeline, { kind: 'write', draft }))
    },
    read(seq) {
      if (seq <= readUpTo || seq <= timeline.read.visitor) return
      readUpTo = seq
      tell({ type: 'read', seq })
      show(timeline)
    },
    typing(on) {
      if (!on) return endTyping()
      clearTimeout(pauseTimer)
      pauseTimer = setTimeout(endTyping, TYPING_PAUSE_MS)
      if (Date.now() - toldTypingAt < TYPING_PAUSE_MS) return
      toldTypingAt = Date.now()
      tell({ type: 'typing', on: true })
    },
    identify,
    moved: () => void (options.page && tell({ type: 'page', page: options.page() })),
    post: tellAside,
    wake: () => connection.wake(),
    state: () => state,
    subscribe(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
}

function isTold(item: Item): boolean {
  return item.kind === 'message' && !item.recalled && (item.sender.kind === 'bot' || item.sender.kind === 'agent')
}

function isOver(items: readonly Item[]): boolean {
  const last = items.findLast(item => item.kind === 'event' && item.body.kind === 'status_changed')
  return last?.kind === 'event' && last.body.kind === 'status_changed' && last.body.status === 'resolved'
}

function post(body: unknown) {
  return { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
}

function save(storage: KeyValue, key: string, value: string): void {
  try {
    if (storage.getItem(key) !== value) storage.setItem(key, value)
  } catch {
    // Forbidden or full: the conversation lasts as long as the page.
  }
}
