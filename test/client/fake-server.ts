import { readFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { extname, join, normalize } from 'node:path'
import { type WebSocket, WebSocketServer } from 'ws'
import type { Content, ConversationEvent, EventBody, Sender } from '../../src/message.ts'
import type { ServerFrame } from '../../src/protocol.ts'

/**
 * A server with one visitor's conversation in memory and a scripted bot, for looking at the widget without the real
 * one: `npx tsx test/client/fake-server.ts 3190`. Words that do something: 人工/person, list, long, error.
 */
export interface FakeServer {
  url: string
  events: ConversationEvent[]
  /** How far the visitor has read. */
  readonly reads: number
  say(sender: Sender, content: Content): void
  happen(body: EventBody): void
  state(change: Partial<typeof INITIAL>): void
  /** Cut all sockets. */
  cut(): void
  stop(): Promise<void>
}

const CONVERSATION = '01980000-0000-7000-8000-000000000001'
export const INBOX = '01980000-0000-7000-8000-00000000aaaa'
const INITIAL = { holder: 'bot' as 'bot' | 'queue' | 'agent', agentName: '', queuePosition: 0, agentsOnline: true }
const TYPES: Record<string, string> = {
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.html': 'text/html; charset=utf-8',
  '.svg': 'image/svg+xml',
}

export async function startFakeServer(port: number, web = 'dist/web'): Promise<FakeServer> {
  const events: ConversationEvent[] = []
  const stored = new Map<string, number>()
  const sockets = new Set<WebSocket>()
  let state = { ...INITIAL }
  let reads = 0
  const tell = (socket: WebSocket, frame: ServerFrame) => socket.send(JSON.stringify(frame))
  const tellAll = (frame: ServerFrame) => {
    for (const socket of sockets) tell(socket, frame)
  }
  const append = (sender: Sender, body: EventBody, clientMessageId?: string) => {
    const seq = events.length + 1
    const at = new Date().toISOString()
    const event: ConversationEvent = { conversationId: CONVERSATION, seq, prevSeq: seq - 1, at, sender, body }
    if (clientMessageId) event.clientMessageId = clientMessageId
    events.push(event)
    tellAll({ type: 'event', event })
    return seq
  }
  const said = () => {
    const { agentName, queuePosition, ...rest } = state
    return { ...rest, ...(agentName ? { agentName } : {}), ...(queuePosition ? { queuePosition } : {}) }
  }
  const setState = (change: Partial<typeof INITIAL>) => {
    state = { ...state, ...change }
    tellAll({ type: 'state', conversationId: CONVERSATION, state: said() })
  }
  const answer = (text: string, choice?: string) => {
    tellAll({ type: 'typing', conversationId: CONVERSATION, by: 'bot', on: true })
    setTimeout(() => {
      const asked = choice === 'person' || /人工|person/i.test(text)
      append({ kind: 'bot' }, { kind: 'message', content: reply(text, asked) })
      if (!asked) return
      append({ kind: 'system' }, { kind: 'handoff_changed', state: 'waiting', reason: 'asked' })
      setState({ holder: 'queue', queuePosition: 2 })
    }, 500)
  }

  const onFrame = (socket: WebSocket, frame: { type: string; [key: string]: unknown }) => {
    if (frame.type === 'hello') {
      sockets.add(socket)
      const place = events.length ? { conversationId: CONVERSATION, lastSeq: events.length } : {}
      tell(socket, {
        type: 'welcome',
        protocol: 1,
        heartbeatMs: 15_000,
        serverTime: new Date().toISOString(),
        ...place,
      })
      tell(socket, { type: 'state', state: said() })
      for (const event of events.slice(Number(frame.lastSeq))) tell(socket, { type: 'event', event })
    }
    if (frame.type === 'read') reads = Number(frame.seq)
    if (frame.type === 'ping') tell(socket, { type: 'pong', n: Number(frame.n) })
    if (frame.type === 'send') {
      const { clientMessageId, text, choice } = frame as unknown as {
        clientMessageId: string
        text: string
        choice?: string
      }
      const known = stored.get(clientMessageId)
      if (!known && text.startsWith('error')) {
        tell(socket, { type: 'error', code: 'refused', message: 'no', clientMessageId, retryable: false })
        return
      }
      const content: Content = { text, format: 'plain', ...(choice ? { choice } : {}) }
      const seq = known ?? append({ kind: 'visitor' }, { kind: 'message', content }, clientMessageId)
      stored.set(clientMessageId, seq)
      tell(socket, { type: 'ack', clientMessageId, conversationId: CONVERSATION, seq, duplicate: !!known })
      if (!known && state.holder === 'bot') answer(text, choice)
      if (choice === 'bot') {
        append({ kind: 'system' }, { kind: 'handoff_changed', state: 'returned_to_bot' })
        setState({ holder: 'bot', queuePosition: 0 })
      }
    }
  }

  const server = createServer((request, response) => void serve(request, response, web))
  const wss = new WebSocketServer({ server })
  wss.on('connection', socket => {
    socket.on('message', data => onFrame(socket, JSON.parse(String(data))))
    socket.on('close', () => sockets.delete(socket))
  })
  await new Promise<void>(done => server.listen(port, '127.0.0.1', done))
  const address = server.address()
  const actual = typeof address === 'object' && address ? address.port : port
  return {
    url: `http://127.0.0.1:${actual}`,
    events,
    get reads() {
      return reads
    },
    say: (sender, content) => void append(sender, { kind: 'message', content }),
    happen: body => void append({ kind: 'system' }, body),
    state: setState,
    cut() {
      for (const socket of sockets) socket.terminate()
      sockets.clear()
    },
    async stop() {
      for (const socket of wss.clients) socket.terminate()
      server.closeAllConnections()
      await new Promise(done => server.close(done))
    },
  }
}

function reply(text: string, asked: boolean): Content {
  const zh = /[\u4e00-\u9fff]/.test(text)
  if (asked) {
    const words = zh ? '好的，正在为您转接人工客服，请稍候。' : 'Of course, I am passing you on to a colleague.'
    return { text: words, format: 'plain' }
  }
  if (/list|怎么|多久/.test(text)) {
    return {
      format: 'markdown',
      text: zh
        ? '**现货商品** 48 小时内发出，之后：\n\n- 江浙沪：1–2 天\n- 其他地区：**3–5 天**\n- 偏远地区：5–7 天\n\n您可以在 [订单页面](https://shop.example/orders) 查看物流。'
        : '**In-stock items** leave within 48 hours. Then:\n\n1. Mainland: 1–2 days\n2. Elsewhere: **3–5 days**\n\nTrack it on the [orders page](https://shop.example/orders).',
      sources: [
        { title: zh ? '配送时间与费用' : 'Shipping times and costs', url: 'https://shop.example/help/shipping' },
      ],
      choices: [
        { id: 'faq:free-shipping', label: zh ? '满多少包邮？' : 'When is shipping free?' },
        { id: 'person', label: zh ? '转人工客服' : 'Talk to a person' },
      ],
    }
  }
  return {
    text: zh ? '您想问的是下面哪一个？' : 'Did you mean one of these?',
    format: 'plain',
    choices: zh
      ? [
          { id: 'faq:a', label: '怎么申请退货退款？' },
          { id: 'faq:b', label: '退款多久到账？' },
          { id: 'none', label: '都不是' },
        ]
      : [
          { id: 'faq:a', label: 'How do I return something?' },
          { id: 'faq:b', label: 'When do I get my money back?' },
          { id: 'none', label: 'None of these' },
        ],
  }
}

const CONFIG = {
  inbox: {
    id: INBOX,
    name: 'Shop',
    colour: '#1f7a5c',
    position: 'right',
    botName: { zh: '小禾', en: 'Sprout' },
    greeting: {
      zh: '您好，我是青禾的机器人小禾 🌿 订单、配送、退换、茶叶冲泡，都可以问我。',
      en: 'Hello, I am Sprout, the Qinghe bot 🌿 Ask me about orders, shipping, returns or brewing tea.',
    },
    suggestions: {
      zh: ['多久发货？', '怎么退货？', '转人工客服'],
      en: ['When will it ship?', 'How do I return it?', 'Talk to a person'],
    },
    origins: [],
  },
  limits: { maxText: 4000 },
}

async function serve(request: IncomingMessage, response: ServerResponse, web: string): Promise<void> {
  const { pathname } = new URL(request.url ?? '/', 'http://x')
  response.setHeader('access-control-allow-origin', '*')
  response.setHeader('access-control-allow-headers', '*')
  const json = (body: unknown, status = 200) => {
    response.writeHead(status, { 'content-type': 'application/json' })
    response.end(JSON.stringify(body))
  }
  if (request.method === 'OPTIONS') return void response.writeHead(204).end()
  if (pathname.endsWith('/widget')) return json(CONFIG)
  if (pathname.endsWith('/sessions')) return json({ token: 'token', visitorId: INBOX }, 201)
  if (pathname === '/site.json') return json({ inboxId: INBOX, tenantName: '青禾 Qinghe' })
  const page = pathname === '/' ? '/index.html' : pathname.startsWith('/chat/') ? '/chat.html' : pathname
  try {
    const body = await readFile(join(web, normalize(page)))
    const policy = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self' ws:"
    if (page.endsWith('.html')) response.setHeader('content-security-policy', policy)
    response.writeHead(200, { 'content-type': TYPES[extname(page)] ?? 'application/octet-stream' })
    response.end(body)
  } catch {
    json({ error: { code: 'not_found', message: pathname } }, 404)
  }
}

if (process.argv[1]?.endsWith('fake-server.ts')) {
  const { url } = await startFakeServer(Number(process.argv[2] ?? 3190))
  console.log(url)
}
