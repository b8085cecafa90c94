import type { ConversationEvent, EventBody, Sender } from '../../src/message.ts'

/** The server of docs/protocol.md in a hundred lines of memory, behind a network that the test moves by hand. */
export interface ModelServer {
  conversations: { id: string; events: ConversationEvent[]; resolved: boolean }[]
  sockets: FakeSocket[]
  receive(socket: FakeSocket, frame: SentFrame): void
  say(sender: Sender, text: string): void
  close(): void
  /** How often each clientMessageId was written down. */
  stored: Map<string, number>
}

interface SentFrame {
  type: string
  conversationId?: string
  clientMessageId?: string
  lastSeq?: number
  text?: string
  n?: number
}

/** One end looks like a WebSocket; the other is two queues that the test empties, cuts and bends. */
export class FakeSocket {
  onopen: (() => void) | null = null
  onmessage: ((event: { data: unknown }) => void) | null = null
  onclose: ((event: { code: number }) => void) | null = null
  onerror: (() => void) | null = null
  up: SentFrame[] = []
  down: { type: string; event?: ConversationEvent }[] = []
  /** The wire; when it is cut, frames vanish in both directions. */
  alive = true
  opened = false
  greeted = false
  readonly url: string
  following = new Map<string, number>()

  constructor(url: string) {
    this.url = url
  }
  send(data: string) {
    if (this.alive) this.up.push(JSON.parse(data) as SentFrame)
  }
  close() {
    this.alive = false
  }
  get isAgent() {
    return this.url.includes('/tenants/')
  }
}

const REFUSED_ONCE = /^[!~]/

export function createModelServer(): ModelServer {
  const conversations: ModelServer['conversations'] = []
  const sockets: FakeSocket[] = []
  const stored = new Map<string, number>()
  const known = new Map<string, { conversationId: string; seq: number }>()
  const refusedOnce = new Set<string>()
  let made = 0

  const latest = () => conversations[conversations.length - 1]

  const append = (sender: Sender, body: EventBody, clientMessageId?: string) => {
    if (!latest() || (latest()!.resolved && sender.kind === 'visitor')) {
      made += 1
      conversations.push({
        id: `00000000-0000-7000-8000-${String(made).padStart(12, '0')}`,
        events: [],
        resolved: false,
      })
    }
    const { id, events } = latest()!
    const event: ConversationEvent = {
      conversationId: id,
      seq: events.length + 1,
      prevSeq: events.length,
      at: new Date().toISOString(),
      sender,
      body,
      ...(clientMessageId ? { clientMessageId } : {}),
    }
    events.push(event)
    return event
  }

  const publish = () => {
    for (const socket of sockets) if (socket.alive && socket.greeted) stream(socket)
  }

  const stream = (socket: FakeSocket) => {
    // A visitor gets what comes after the place that he named, or his newest conversation.
    const first = conversations.findIndex(one => socket.following.has(one.id))
    const wanted = socket.isAgent
      ? conversations.filter(one => socket.following.has(one.id))
      : conversations.slice(first < 0 ? -1 : first)
    for (const { id, events } of wanted) {
      const from = socket.following.get(id) ?? 0
      for (const event of events.slice(from)) socket.down.push({ type: 'event', event })
      socket.following.set(id, events.length)
    }
  }

  const receive = (socket: FakeSocket, frame: SentFrame) => {
    switch (frame.type) {
      case 'hello': {
        const now = latest()
        if (frame.conversationId) socket.following.set(frame.conversationId, frame.lastSeq ?? 0)
        socket.greeted = true
        const place = now && !socket.isAgent ? { conversationId: now.id, lastSeq: now.events.length } : {}
        socket.down.push({ type: 'welcome', heartbeatMs: 15_000, ...place } as never)
        return stream(socket)
      }
      case 'follow':
        socket.following.set(frame.conversationId!, frame.lastSeq ?? 0)
        return stream(socket)
      case 'unfollow':
        return void socket.following.delete(frame.conversationId!)
      case 'ping':
        return void socket.down.push({ type: 'pong', n: frame.n } as never)
      case 'send':
        return store(socket, frame as SentFrame & { clientMessageId: string; text: string })
    }
  }

  const store = (socket: FakeSocket, frame: SentFrame & { clientMessageId: string; text: string }) => {
    const { clientMessageId, text } = frame
    const refuse = (retryable: boolean) =>
      void socket.down.push({ type: 'error', code: 'refused', message: '', clientMessageId, retryable } as never)
    const ack = (duplicate: boolean) =>
      void socket.down.push({ type: 'ack', clientMessageId, ...known.get(clientMessageId)!, duplicate } as never)
    if (known.has(clientMessageId)) return ack(true)
    if (socket.isAgent && (latest()!.resolved || latest()!.id !== frame.conversationId)) return refuse(false)
    if (REFUSED_ONCE.test(text) && !refusedOnce.has(clientMessageId)) {
      refusedOnce.add(clientMessageId)
      return refuse(text.startsWith('~'))
    }
    const event = append(
      { kind: socket.isAgent ? 'agent' : 'visitor' },
      { kind: 'message', content: { text, format: 'plain' } },
      clientMessageId,
    )
    known.set(clientMessageId, { conversationId: event.conversationId, seq: event.seq })
    stored.set(clientMessageId, (stored.get(clientMessageId) ?? 0) + 1)
    const ackFirst = event.seq % 2 === 0
    if (ackFirst) ack(false)
    publish()
    if (!ackFirst) ack(false)
  }

  return {
    conversations,
    sockets,
    receive,
    stored,
    say(sender, text) {
      append(sender, { kind: 'message', content: { text, format: 'plain' } })
      publish()
    },
    close() {
      if (!latest() || latest()!.resolved) return
      append({ kind: 'system' }, { kind: 'status_changed', status: 'resolved' })
      latest()!.resolved = true
      publish()
    },
  }
}
