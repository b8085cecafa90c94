/**
 * The real server for tests: composed by `createApp` as in production, without the command line. `buildApp` listens on
 * a free port, has two tenants, and closes what it opened.
 */
import { createHash, randomBytes } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { WebSocket } from 'ws'
import { insertAgent } from '../../src/admin/agent.store.ts'
import { insertIntent, listIntents } from '../../src/admin/intents.ts'
import type { PasswordCost } from '../../src/admin/password.ts'
import type { Role } from '../../src/admin/permissions.ts'
import { insertSession } from '../../src/admin/session.store.ts'
import { addTenant, type TenantHome } from '../../src/admin/tenants.ts'
import { type App, type AppDeps, createApp } from '../../src/app.ts'
import { type Bus, createLocalBus } from '../../src/bus.ts'
import { memoryStorage } from '../../src/client/outbox.ts'
import { createVisitorClient, type VisitorClient } from '../../src/client/visitor-client.ts'
import { readConfig } from '../../src/config.ts'
import type { Db } from '../../src/db.ts'
import { createEmbedderPool } from '../../src/embedding/pool.ts'
import type { ErrorBody } from '../../src/http/status.ts'
import { newId } from '../../src/id.ts'
import type { ConversationEvent } from '../../src/message.ts'
import type { ConversationSummary, ServerFrame } from '../../src/protocol.ts'
import { openMigratedEmbedded } from './migrated.ts'
import { FAQ, INTENTS } from './shop.ts'

export interface BuildOptions {
  /** Migrated, and closed by the caller; default: an own embedded one. */
  db?: Db
  /** Takes the place of the trained bot; then nothing is imported and nothing trained. */
  loadBot?: NonNullable<AppDeps['loadBot']>
  /** True where the time that a password takes, or its hash, is what is looked at: then it costs what it costs outside. */
  realPasswords?: boolean
  /** Settings over the defaults, which limit nothing. */
  env?: Record<string, string>
  /** The only process on its database: what others had begun is its own. */
  alone?: boolean
  /** Another process on this app's database, with its tenants, beside it or after it. */
  beside?: { db: Db; bus: Bus; home: TenantHome; other: TenantHome }
}

export type TestApp = Awaited<ReturnType<typeof buildApp>>

const UNLIMITED = {
  LOG_LEVEL: 'silent',
  LIMIT_VISITOR: '1000000',
  LIMIT_ADDRESS: '1000000',
  LIMIT_INBOX: '1000000',
  LIMIT_SESSIONS: '1000000',
}
/** A password in a millisecond instead of a third of a second. */
const CHEAP_PASSWORDS: PasswordCost = { N: 2 ** 4, r: 8, p: 1 }
/** Long enough for a machine that does five things at once; a test that waits for nothing fails after it. */
export const PATIENCE_MS = 10_000

export async function buildApp(options: BuildOptions = {}) {
  const given = options.beside?.db ?? options.db
  const own = given === undefined ? await openMigratedEmbedded() : undefined
  const db = given ?? own!
  const bus: Bus = options.beside?.bus ?? createLocalBus()
  const config = readConfig({ ...UNLIMITED, ...options.env })
  const { loadBot } = options
  // A real bot has what every installation has.
  const configured = loadBot === undefined ? config.embedder : []
  const pool = createEmbedderPool({ configured, modelsDir: join(config.dataDir, 'models') })
  const app = await createApp({
    config,
    db,
    bus,
    pool,
    alone: options.alone ?? false,
    ...(loadBot === undefined ? {} : { loadBot }),
    ...(options.realPasswords === true ? {} : { passwordCost: CHEAP_PASSWORDS }),
  })
  const home = options.beside?.home ?? (await addTenant(db, 'Shop A'))
  const other = options.beside?.other ?? (await addTenant(db, 'Shop B'))
  if (loadBot === undefined && options.beside === undefined) await stock(app, db, home.tenantId)
  await app.server.listen({ port: 0, host: '127.0.0.1' })
  const url = `http://127.0.0.1:${(app.server.server.address() as AddressInfo).port}`
  const closers: (() => void)[] = []
  const onClose = <T extends { close(): void }>(closing: T): T => {
    closers.push(() => closing.close())
    return closing
  }

  async function close(): Promise<void> {
    for (const closeOne of closers.splice(0)) closeOne()
    await app.stop()
    await pool.close()
    if (options.beside === undefined) await bus.close()
    await own?.close()
  }

  return {
    app,
    db,
    bus,
    url,
    home,
    other,
    close,
    request: (method: string, path: string, options?: RequestOptions) => request(app, method, path, options),

    /** A new anonymous visitor, by the front door. */
    async newVisitor(at: TenantHome = home): Promise<Visitor> {
      const { body } = await request(app, 'POST', `/public/api/v1/inboxes/${at.inboxId}/sessions`, { body: {} })
      const { token, visitorId } = body as { token: string; visitorId: string }
      return visitorAt(app, db, at, token, visitorId)
    },

    /** Who holds this token. */
    visitor: (token: string, contactId: string): Visitor => visitorAt(app, db, home, token, contactId),

    /** A new agent with an open session, without the second that a password costs. */
    async signIn(role: Role = 'agent', at: TenantHome = home, capacity = 50): Promise<SignedIn> {
      const tenant = db.tenant(at.tenantId)
      const agent = { name: `${role} ${newId().slice(-4)}`, email: `${newId()}@example.com`, role, capacity }
      const added = await insertAgent(tenant, agent, 'none')
      const token = randomBytes(32).toString('base64url')
      await insertSession(tenant, added.id, createHash('sha256').update(token).digest('hex'), 1, 'test')
      return signedInAs(app, { ...added, cookie: `yingda_session=${token}` })
    },

    /** A new agent who never signs in: for use cases that need no HTTP, without the cost of a password. */
    addAgent: (capacity = 50, at: TenantHome = home) =>
      insertAgent(
        db.tenant(at.tenantId),
        { name: 'Agent', email: `${newId()}@example.com`, role: 'agent', capacity },
        'none',
      ),

    /** A raw socket; nothing has been said on it yet. */
    socket: (path: string, headers: Record<string, string> = {}): Promise<TestSocket> =>
      openSocket(url.replace('http', 'ws') + path, headers).then(onClose),

    /** A visitor's socket that has said hello. */
    async visitorSocket(visitor: Visitor, seen: { conversationId?: string; lastSeq: number } = { lastSeq: 0 }) {
      const path = `/public/api/v1/inboxes/${visitor.inboxId}/socket`
      const socket = onClose(await openSocket(url.replace('http', 'ws') + path))
      socket.send({ type: 'hello', protocol: 1, token: visitor.token, ...seen })
      return socket
    },

    /** An agent's socket that has said hello. */
    async deskSocket(agent: SignedIn) {
      const path = `/api/v1/tenants/${agent.tenantId}/socket`
      const socket = onClose(await openSocket(url.replace('http', 'ws') + path, { cookie: agent.cookie }))
      socket.send({ type: 'hello', protocol: 1 })
      return socket
    },

    /** The client library as the widget uses it; `storage` shared by two is two tabs of one browser. */
    visitorClient(storage = memoryStorage(), at: TenantHome = home): VisitorClient {
      const client = createVisitorClient({ baseUrl: url, inboxId: at.inboxId, storage, WebSocket: WebSocket as never })
      onClose({ close: () => client.stop() })
      return client
    },
  }
}

async function stock(app: App, db: Db, tenantId: string): Promise<void> {
  await app.knowledge.import(tenantId, FAQ)
  const tenant = db.tenant(tenantId)
  if ((await listIntents(tenant)).length === 0) for (const intent of INTENTS) await insertIntent(tenant, intent)
  await app.training.run(tenantId)
}

export interface RequestOptions {
  body?: unknown
  /** Instead of `body`: exactly these bytes. */
  raw?: string | Buffer
  headers?: Record<string, string>
}

export interface Answer {
  status: number
  body: unknown
  /** The error's code, when there is one. */
  code: string | undefined
  headers: Record<string, unknown>
}

async function request(app: App, method: string, path: string, options: RequestOptions = {}): Promise<Answer> {
  const payload = options.raw ?? (options.body === undefined ? undefined : JSON.stringify(options.body))
  const response = await app.server.inject({
    method: method as 'GET',
    url: path,
    headers: { ...(payload === undefined ? {} : { 'content-type': 'application/json' }), ...options.headers },
    ...(payload === undefined ? {} : { payload }),
  })
  const isJson = String(response.headers['content-type']).startsWith('application/json')
  const body: unknown = isJson ? JSON.parse(response.body) : response.body
  const code = (body as Partial<ErrorBody> | null)?.error?.code
  return { status: response.statusCode, body, code, headers: response.headers }
}

export interface Receipt {
  conversationId: string
  seq: number
  duplicate: boolean
}

export type Visitor = ReturnType<typeof visitorAt>

function visitorAt(app: App, db: Db, { tenantId, inboxId }: TenantHome, token: string, contactId: string) {
  const base = `/public/api/v1/inboxes/${inboxId}`
  const call = (method: string, path: string, options: RequestOptions = {}) =>
    request(app, method, base + path, { ...options, headers: { authorization: `Bearer ${token}`, ...options.headers } })
  return {
    tenantId,
    inboxId,
    contactId,
    token,
    call,
    /** Sends a message by REST. */
    send: (text: string, clientMessageId: string = newId()): Promise<Answer> =>
      call('POST', '/messages', { body: { clientMessageId, text } }),
    /** Sends a message and waits until its turn is over. */
    async say(text: string, clientMessageId: string = newId()): Promise<Receipt> {
      const { status, body } = await call('POST', '/messages', { body: { clientMessageId, text } })
      if (status !== 200) throw new Error(`the message was refused: ${JSON.stringify(body)}`)
      await app.turns.idle()
      return body as Receipt
    },
    async events(after = 0): Promise<ConversationEvent[]> {
      const { body } = await call('GET', `/messages?after=${after}&limit=500`)
      return (body as { events: ConversationEvent[] }).events
    },
    /** Everything in the rows, agents-only events too. */
    rows: (conversationId: string) => readRows(db, tenantId, conversationId),
  }
}

export interface EventRow {
  seq: number
  kind: string
  audience: 'all' | 'agents'
  prev_public_seq: number
  sender_kind: string
  client_message_id: string | null
  body: { content?: { text: string }; state?: string; attributes?: Record<string, unknown> }
}

/** The conversation's event rows in order. */
export async function readRows(db: Db, tenantId: string, conversationId: string): Promise<EventRow[]> {
  const { rows } = await db.query<EventRow>(
    `SELECT seq, kind, audience, prev_public_seq, sender_kind, client_message_id, body FROM event
     WHERE tenant_id = $1 AND conversation_id = $2 ORDER BY seq`,
    [tenantId, conversationId],
  )
  return rows
}

export type SignedIn = ReturnType<typeof signedInAs>

interface WithCookie {
  id: string
  tenantId: string
  name: string
  email: string
  role: Role
  cookie: string
}

function signedInAs(app: App, { id, tenantId, name, email, role, cookie }: WithCookie) {
  const base = `/api/v1/tenants/${tenantId}`
  const call = (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
    request(app, method, base + path, { body, headers: { cookie, ...headers } })
  return {
    id,
    tenantId,
    name,
    email,
    role,
    cookie,
    /** Below /api/v1/tenants/{his tenant}. */
    call,
    async accept(conversationId: string): Promise<ConversationSummary> {
      const { status, body } = await call('POST', `/conversations/${conversationId}/accept`, {})
      if (status !== 200) throw new Error(`not accepted: ${JSON.stringify(body)}`)
      return (body as { conversation: ConversationSummary }).conversation
    },
  }
}

type FrameOf<T extends ServerFrame['type']> = Extract<ServerFrame, { type: T }>

/** A raw client: every frame that came in is kept, and can be waited for. */
export interface TestSocket {
  frames: ServerFrame[]
  /** Resolves when the socket is closed, by whichever side. */
  closed: Promise<{ code: number; reason: string }>
  send(frame: unknown): void
  /** As given: a string becomes a text frame, a Buffer a binary one unless `binary` is false. */
  sendRaw(data: string | Buffer, binary?: boolean): void
  /** The first frame of this type, come or to come, for which `matches` is true. */
  wait<T extends ServerFrame['type']>(type: T, matches?: (frame: FrameOf<T>) => boolean): Promise<FrameOf<T>>
  events(): ConversationEvent[]
  /** Sends a message and waits for its acknowledgement. */
  say(text: string, clientMessageId?: string): Promise<FrameOf<'ack'>>
  /** Cuts the connection without a farewell. */
  cut(): void
  close(): void
}

export function openSocket(url: string, headers: Record<string, string> = {}): Promise<TestSocket> {
  const socket = new WebSocket(url, { headers })
  const frames: ServerFrame[] = []
  const watchers = new Set<(news: readonly ServerFrame[]) => void>()
  socket.on('message', data => {
    const frame = JSON.parse(String(data)) as ServerFrame
    frames.push(frame)
    for (const look of watchers) look([frame])
  })
  const closed = new Promise<{ code: number; reason: string }>(resolve => {
    socket.on('close', (code, reason) => {
      resolve({ code, reason: String(reason) })
      for (const look of watchers) look([])
    })
  })

  function wait<T extends ServerFrame['type']>(
    type: T,
    matches: (frame: FrameOf<T>) => boolean = () => true,
  ): Promise<FrameOf<T>> {
    return new Promise((resolve, reject) => {
      const end = (settle: () => void) => {
        watchers.delete(look)
        clearTimeout(timer)
        settle()
      }
      const fail = (why: string) =>
        end(() => reject(new Error(`no such ${type} frame: ${why}; got ${JSON.stringify(frames.slice(-8))}`)))
      const look = (news: readonly ServerFrame[]) => {
        const found = news.find(frame => frame.type === type && matches(frame as FrameOf<T>))
        if (found !== undefined) end(() => resolve(found as FrameOf<T>))
        else if (socket.readyState === WebSocket.CLOSED) fail('the socket is closed')
      }
      const timer = setTimeout(() => fail(`waited ${PATIENCE_MS} ms`), PATIENCE_MS)
      watchers.add(look)
      look(frames)
    })
  }

  const test: TestSocket = {
    frames,
    closed,
    send: frame => socket.send(JSON.stringify(frame)),
    sendRaw: (data, binary) => socket.send(data, { binary: binary ?? Buffer.isBuffer(data) }),
    wait,
    events: () => frames.flatMap(frame => (frame.type === 'event' ? [frame.event] : [])),
    say(text, clientMessageId = newId()) {
      test.send({ type: 'send', clientMessageId, text })
      return wait('ack', frame => frame.clientMessageId === clientMessageId)
    },
    cut: () => socket.terminate(),
    close: () => socket.terminate(),
  }
  return new Promise((resolve, reject) => {
    socket.on('open', () => resolve(test))
    socket.on('unexpected-response', (_request, response) => {
      response.destroy()
      reject(new RefusedUpgrade(response.statusCode ?? 0))
    })
    socket.on('error', error => reject(error))
  })
}

/** The server answered a WebSocket handshake with an ordinary status. */
export class RefusedUpgrade extends Error {
  readonly status: number
  constructor(status: number) {
    super(`the handshake was answered with ${status}`)
    this.status = status
  }
}

/** Waits until `look` gives something that is not undefined or false. */
export async function eventually<T>(look: () => T | Promise<T>): Promise<Exclude<T, undefined | false>> {
  const end = Date.now() + PATIENCE_MS
  for (;;) {
    const seen = await look()
    if (seen !== undefined && seen !== false) return seen as Exclude<T, undefined | false>
    if (Date.now() > end) throw new Error(`waited ${PATIENCE_MS} ms in vain for: ${look.toString().slice(0, 200)}`)
    await new Promise(resolve => setTimeout(resolve, 20))
  }
}
