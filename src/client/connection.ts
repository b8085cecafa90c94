/**
 * One socket kept alive: hello, heartbeat, half-open detection, reconnect. It knows frames only as far as it must
 * (`welcome` and that anything at all came in); what they mean is the business of visitor-client and desk-client.
 */

/** What is used of a WebSocket. The browser's and `ws`'s both fit. */
export type SocketConstructor = new (url: string) => { send(data: string): void; close(code?: number): void }

interface Socket {
  onopen: (() => void) | null
  onmessage: ((event: { data: unknown }) => void) | null
  onclose: ((event: { code: number }) => void) | null
  onerror: (() => void) | null
  send(data: string): void
  close(code?: number): void
}

/** `connecting` is the first attempt; `offline` is every later one, and a refusal for good. */
export type ConnectionStatus = 'idle' | 'connecting' | 'online' | 'offline'

export interface Frame {
  type: string
}

export interface ConnectionOptions {
  /** ws:// or wss:// address. */
  url: string
  WebSocket?: SocketConstructor | undefined
  /** Runs before each attempt (say, to fetch a token). A promise is awaited; a rejection counts as a failed attempt. */
  prepare?(): Promise<void> | undefined
  /** The first frame of each connection. */
  hello(): Frame
  onFrame(frame: Frame): void
  onStatus(status: ConnectionStatus): void
  /** The server refused for good, with a name of REFUSALS. Return true to try once more (say, with a new token). */
  onRefused(reason: string): boolean
}

export interface Connection {
  start(): void
  stop(): void
  /** False when not online: the frame was not sent. */
  send(frame: Frame): boolean
  /** Drop this socket and say hello again: a hole was seen. */
  resync(): void
  /** The network may be back, or gone: try at once, or probe the socket. Called by itself on the `online` event. */
  wake(): void
}

/** Close codes after which trying again cannot help. Test: the codes of CLOSE in protocol.ts. */
export const REFUSALS: Readonly<Record<number, string>> = {
  4400: 'bad_hello',
  4401: 'unauthenticated',
  4403: 'forbidden',
  4406: 'protocol_unknown',
}
export const TOO_MANY = 4429
/** Going away, service restart, try again later: everybody comes back, so spread out. */
const RESTARTING: readonly number[] = [1001, 1012, 1013]

const FIRST_DELAY_MS = 500
const LAST_DELAY_MS = 30_000
const RESTART_SPREAD_MS = 8000
const TOO_MANY_MS = 15_000
/** An open socket that lived this long counts as a success: the backoff starts again. */
const STABLE_MS = 5000
/** From dialling to `welcome`, and from a ping to any frame. */
const SILENCE_MS = 10_000
/** The same after `wake`, when there is reason for doubt. */
const PROBE_MS = 3000

export function createConnection(options: ConnectionOptions): Connection {
  const Dial = options.WebSocket ?? (globalThis.WebSocket as SocketConstructor)
  let status: ConnectionStatus = 'idle'
  let running = false
  let socket: Socket | undefined
  let attempt = 0
  let welcomedAt = 0
  let pings = 0
  let dials = 0
  let retryTimer: ReturnType<typeof setTimeout> | undefined
  let beatTimer: ReturnType<typeof setInterval> | undefined
  let silenceTimer: ReturnType<typeof setTimeout> | undefined

  const become = (next: ConnectionStatus) => {
    if (status === next) return
    status = next
    options.onStatus(next)
  }

  const quiet = () => {
    clearTimeout(retryTimer)
    clearInterval(beatTimer)
    clearTimeout(silenceTimer)
    retryTimer = silenceTimer = undefined
    if (!socket) return
    socket.onopen = socket.onmessage = socket.onclose = null
    // `ws` throws an error nobody listens to when closed while dialling.
    socket.onerror = () => {}
    const old = socket
    socket = undefined
    try {
      old.close()
    } catch {
      // Never opened: nothing to close.
    }
  }

  const expect = (ms: number) => {
    silenceTimer ??= setTimeout(() => lost(0), ms)
  }

  const dial = () => {
    quiet()
    dials += 1
    become(attempt === 0 && status !== 'offline' ? 'connecting' : 'offline')
    const ready = options.prepare?.()
    if (!ready) return open()
    const mine = dials
    const ours = (then: () => void) => () => running && mine === dials && then()
    ready.then(
      ours(open),
      ours(() => lost(0)),
    )
  }

  const open = () => {
    let mine: Socket
    try {
      mine = new Dial(options.url) as unknown as Socket
    } catch {
      return lost(0)
    }
    socket = mine
    expect(SILENCE_MS)
    mine.onopen = () => mine.send(JSON.stringify(options.hello()))
    mine.onerror = () => {}
    mine.onclose = event => lost(event.code)
    mine.onmessage = event => {
      const frame = parse(event.data)
      if (!frame) return
      clearTimeout(silenceTimer)
      silenceTimer = undefined
      if (frame.type === 'welcome') welcome(frame as Frame & { heartbeatMs?: number })
      options.onFrame(frame)
    }
  }

  const welcome = (frame: { heartbeatMs?: number }) => {
    welcomedAt = Date.now()
    clearInterval(beatTimer)
    beatTimer = setInterval(() => ping(SILENCE_MS), frame.heartbeatMs ?? 15_000)
    become('online')
  }

  const ping = (patience: number) => {
    pings += 1
    send({ type: 'ping', n: pings } as Frame)
    expect(patience)
  }

  const lost = (code: number) => {
    const wasStable = status === 'online' && Date.now() - welcomedAt > STABLE_MS
    quiet()
    if (wasStable) attempt = 0
    become('offline')
    const refusal = REFUSALS[code]
    if (refusal && !options.onRefused(refusal)) running = false
    if (running) retryTimer = setTimeout(dial, delayAfter(code, attempt++))
  }

  const send = (frame: Frame) => {
    if (status !== 'online' || !socket) return false
    try {
      socket.send(JSON.stringify(frame))
    } catch {
      return false
    }
    return true
  }

  const wake = () => {
    if (!running) return
    if (status === 'online') {
      clearTimeout(silenceTimer)
      silenceTimer = undefined
      ping(PROBE_MS)
    } else if (retryTimer) dial()
  }

  return {
    start() {
      if (running) return
      running = true
      attempt = 0
      listen('addEventListener', wake)
      dial()
    },
    stop() {
      running = false
      listen('removeEventListener', wake)
      quiet()
      become('idle')
    },
    send,
    resync: () => running && lost(0),
    wake,
  }
}

/** Full jitter: anything between nothing and the doubled bound, so that clients do not come back in step. */
export function delayAfter(code: number, attempt: number, random: () => number = Math.random): number {
  const bound = Math.min(LAST_DELAY_MS, FIRST_DELAY_MS * 2 ** attempt)
  if (code === TOO_MANY) return TOO_MANY_MS + random() * bound
  return random() * (RESTARTING.includes(code) ? Math.max(bound, RESTART_SPREAD_MS) : bound)
}

function listen(method: 'addEventListener' | 'removeEventListener', listener: () => void): void {
  // Node has no such events: there the heartbeat finds out.
  const target = globalThis as Partial<Pick<typeof globalThis, 'addEventListener' | 'removeEventListener'>>
  target[method]?.('online', listener)
  target[method]?.('offline', listener)
  target[method]?.('pageshow', listener)
}

function parse(data: unknown): Frame | undefined {
  try {
    const frame = JSON.parse(String(data)) as Frame
    return typeof frame?.type === 'string' ? frame : undefined
  } catch {
    return undefined
  }
}
