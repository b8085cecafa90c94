/** Visitors on raw sockets, with as little of their own work as a load generator can have. */
import WebSocket from 'ws'

/** What one turn took; undefined is not yet. */
export interface TurnTimes {
  clientMessageId: string
  sentAt: number
  ackMs: number | undefined
  answerMs: number | undefined
  seq: number | undefined
}

export interface LoadVisitor {
  socket: WebSocket
  send(text: string): TurnTimes
  close(): void
}

interface Frame {
  type: string
  clientMessageId?: string
  seq?: number
  event?: { seq: number; clientMessageId?: string; sender: { kind: string }; body: { kind: string } }
}

let counter = 0
const RUN = Date.now().toString(36)

/** Opens visitors a few at a time. */
export async function openVisitors(url: string, inboxId: string, count: number): Promise<LoadVisitor[]> {
  const visitors: LoadVisitor[] = []
  const AT_ONCE = 20
  for (let at = 0; at < count; at += AT_ONCE) {
    const some = Array.from({ length: Math.min(AT_ONCE, count - at) }, () => openVisitor(url, inboxId))
    visitors.push(...(await Promise.all(some)))
  }
  return visitors
}

export async function newToken(url: string, inboxId: string): Promise<string> {
  const response = await fetch(`${url}/public/api/v1/inboxes/${inboxId}/sessions`, { method: 'POST' })
  if (!response.ok) throw new Error(`no visitor token: ${response.status} ${await response.text()}`)
  return ((await response.json()) as { token: string }).token
}

/** A visitor whose turns are timed. An answer to a later message of his answers the earlier ones too. */
async function openVisitor(url: string, inboxId: string): Promise<LoadVisitor> {
  const socket = await openSocket(url, inboxId, await newToken(url, inboxId))
  const open = new Map<string, TurnTimes>()
  socket.on('message', (data: Buffer) => {
    const frame = JSON.parse(data.toString('utf8')) as Frame
    const now = performance.now()
    if (frame.type === 'ack') onAck(open.get(frame.clientMessageId ?? ''), frame.seq, now)
    if (frame.type === 'event' && frame.event !== undefined) onEvent(open, frame.event, now)
  })
  return {
    socket,
    close: () => socket.close(),
    send(text) {
      const clientMessageId = `bench-${RUN}-${++counter}`
      const times: TurnTimes = {
        clientMessageId,
        sentAt: performance.now(),
        ackMs: undefined,
        answerMs: undefined,
        seq: undefined,
      }
      open.set(clientMessageId, times)
      socket.send(JSON.stringify({ type: 'send', clientMessageId, text }))
      return times
    },
  }
}

function onAck(times: TurnTimes | undefined, seq: number | undefined, now: number): void {
  if (times === undefined || seq === undefined) return
  times.ackMs = now - times.sentAt
  times.seq = seq
}

function onEvent(open: Map<string, TurnTimes>, event: NonNullable<Frame['event']>, now: number): void {
  if (event.clientMessageId !== undefined) {
    const own = open.get(event.clientMessageId)
    if (own !== undefined) own.seq = event.seq
    return
  }
  if (event.sender.kind !== 'bot' || event.body.kind !== 'message') return
  for (const [id, times] of open) {
    if (times.seq === undefined || times.seq > event.seq) continue
    times.answerMs = now - times.sentAt
    open.delete(id)
  }
}

/** A socket that has been welcomed. */
export function openSocket(url: string, inboxId: string, token: string): Promise<WebSocket> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`${url.replace('http', 'ws')}/public/api/v1/inboxes/${inboxId}/socket`, {
      perMessageDeflate: false,
    })
    socket.once('error', reject)
    socket.once('open', () => socket.send(JSON.stringify({ type: 'hello', protocol: 1, token, lastSeq: 0 })))
    socket.once('message', () => resolve(socket))
  })
}
