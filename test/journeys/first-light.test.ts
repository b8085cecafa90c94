/** One whole conversation through HTTP and sockets, with the trained bot: from the first question to the next day. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { memoryStorage } from '../../src/client/outbox.ts'
import type { VisitorClient } from '../../src/client/visitor-client.ts'
import { DEFAULT_WORDS } from '../../src/dialog/words.ts'
import type { Packet } from '../../src/handoff/packet.ts'
import type { ConversationSummary } from '../../src/protocol.ts'
import { buildApp, eventually, openSocket, type TestApp, type TestSocket } from '../helpers/app.ts'

let shop: TestApp
beforeAll(async () => {
  shop = await buildApp()
}, 180_000)
afterAll(() => shop.close())

const PASSWORD = 'four random words here'

test('a visitor is answered in Chinese and English, waits, is served by a person, and comes back', async () => {
  const storage = memoryStorage()
  const visitor = shop.visitorClient(storage)
  visitor.start()

  // The bot answers, in the language of the question, and names its source.
  visitor.send('运费多少钱？')
  const fee = await botSays(visitor, /满 99 元包邮/)
  expect(fee.content.sources).toMatchObject([
    { title: '运费怎么算？满多少包邮？', url: 'https://shop.example/shipping-fee' },
  ])
  visitor.send('How do I get an invoice?')
  const invoice = await botSays(visitor, /Request invoice/)
  expect(invoice.content.sources).toMatchObject([{ title: 'Can I get an invoice?' }])

  // Nobody is there: it says so, asks for an address, and keeps the place in the queue.
  visitor.send('人工')
  const asked = await botSays(visitor, /请留下邮箱或手机号/)
  expect(asked.content.text).toContain(DEFAULT_WORDS.zh.ask_person)
  await eventually(() => visitor.state().holder === 'queue' && visitor.state().queuePosition === 1)
  expect(visitor.state().agentsOnline).toBe(false)
  visitor.send('我的邮箱是 Li.Lei@Example.com')
  await botSays(visitor, /已记下 li\.lei@example\.com/)

  // An agent signs in with his password, opens the desk, and goes online.
  const email = 'wang@shop.example'
  await shop.app.agents.add(shop.home.tenantId, { name: '小王', email, role: 'agent', capacity: 3 }, PASSWORD)
  const desk = await signInAt(email, PASSWORD)
  const { conversations } = await desk.socket.wait('conversations')
  expect(conversations).toHaveLength(1)
  const waiting = conversations[0]!
  expect(waiting).toMatchObject({
    holder: 'queue',
    status: 'open',
    language: 'zh',
    contact: { email: 'li.lei@example.com' },
  })
  expect(waiting.handoff).toMatchObject({ state: 'waiting', reason: 'asked' })
  await desk.call('PUT', '/me/availability', { availability: 'online' })
  await desk.socket.wait('availability', frame => frame.availability === 'online')
  await eventually(() => visitor.state().agentsOnline)

  // He takes it, and finds what he needs to go on without asking again.
  const path = `/conversations/${waiting.id}`
  const taken = (await desk.call('POST', `${path}/accept`, {})) as { conversation: ConversationSummary }
  const { packet } = (await desk.call('GET', path)) as { packet: Packet }
  expect(packet).toMatchObject({
    reason: 'asked',
    language: 'zh',
    contact: { email: 'li.lei@example.com' },
    visitorWords: ['运费多少钱？', 'How do I get an invoice?', '人工'],
  })
  await eventually(() => visitor.state().holder === 'agent' && visitor.state().agentName === '小王')
  desk.socket.send({ type: 'follow', conversationId: waiting.id, lastSeq: 0 })
  await desk.socket.wait('event', frame => frame.event.body.kind === 'contact_changed')

  // They talk; the bot is silent.
  const epoch = taken.conversation.handoff!.epoch
  const reply = (text: string) => {
    const frame = { type: 'send', conversationId: waiting.id, clientMessageId: crypto.randomUUID(), text, epoch }
    desk.socket.send(frame)
    return desk.socket.wait('ack', ack => ack.clientMessageId === frame.clientMessageId)
  }
  await reply('您好，我是小王，发票要开给谁？')
  await said(visitor, 'agent', /我是小王/)
  visitor.send('开给青禾有限公司，运费多少？')
  await desk.socket.wait(
    'event',
    ({ event }) => event.body.kind === 'message' && /青禾有限公司/.test(event.body.content.text),
  )

  // The visitor's connection is cut while the agent writes; nothing is lost and nothing comes twice.
  visitor.stop()
  await reply('好的，已经开好了。')
  await reply('还有别的吗？')
  visitor.start()
  await said(visitor, 'agent', /还有别的吗/)
  await eventually(() => visitor.state().caughtUp)
  const seqs = visitor.state().items.map(item => item.seq)
  expect(seqs).toEqual([...new Set(seqs)].sort((a, b) => a! - b!))
  expect(texts(visitor).filter(text => text.startsWith('bot'))).toHaveLength(4)

  // Back to the bot: it answers again.
  await desk.call('POST', `${path}/return-to-bot`, { epoch })
  await eventually(() => visitor.state().holder === 'bot')
  visitor.send('盖碗多大合适？')
  await botSays(visitor, /一个人用 100 毫升/)

  // A second browser tab sees the same conversation.
  const tab = shop.visitorClient(storage)
  tab.start()
  await eventually(() => tab.state().caughtUp && texts(tab).length === texts(visitor).length)
  expect(texts(tab)).toEqual(texts(visitor))

  // The agent closes it; the next message opens a new one, in both tabs.
  await desk.call('POST', `${path}/close`, {})
  await eventually(() =>
    visitor.state().items.some(item => item.kind === 'event' && item.body.kind === 'status_changed'),
  )
  visitor.send('hello')
  await botSays(visitor, /Hello! How can I help/)
  const next = await eventually(() => {
    const { conversationId } = visitor.state()
    return conversationId !== waiting.id && conversationId
  })
  await eventually(() => tab.state().conversationId === next && texts(tab).length === texts(visitor).length)
  const all = (await desk.call('GET', '/conversations?view=all')) as { conversations: ConversationSummary[] }
  expect(all.conversations.map(({ id, status }) => [id, status])).toEqual([
    [next, 'open'],
    [waiting.id, 'resolved'],
  ])

  // What the rows say is what everybody saw.
  const { events } = (await desk.call('GET', `${path}/events?limit=500`)) as {
    events: { seq: number; prevSeq: number }[]
  }
  expect(events.map(event => event.seq)).toEqual(events.map((_, i) => i + 1))
  const { rows } = await shop.db.query('SELECT load FROM agent WHERE email = $1', [email])
  expect(rows).toEqual([{ load: 0 }])
}, 120_000)

async function signInAt(email: string, password: string) {
  const wrong = await shop.request('POST', '/api/v1/session', { body: { email, password: 'something else' } })
  expect([wrong.status, wrong.code]).toEqual([401, 'bad_credentials'])
  const { status, body, headers } = await shop.request('POST', '/api/v1/session', { body: { email, password } })
  expect(status).toBe(200)
  const set = String(headers['set-cookie'])
  expect(set).toMatch(/HttpOnly/)
  expect(set).toMatch(/SameSite=Strict/)
  const cookie = set.split(';')[0]!
  const { agent } = body as { agent: { tenantId: string } }
  const base = `/api/v1/tenants/${agent.tenantId}`
  const socket: TestSocket = await openSocket(`${shop.url.replace('http', 'ws')}${base}/socket`, { cookie })
  socket.send({ type: 'hello', protocol: 1 })
  await socket.wait('welcome')
  return {
    socket,
    async call(method: string, path: string, sent?: unknown): Promise<unknown> {
      const answer = await shop.request(method, base + path, {
        headers: { cookie },
        ...(sent === undefined ? {} : { body: sent }),
      })
      expect([path, answer.status]).toEqual([path, 200])
      return answer.body
    },
  }
}

const texts = (client: VisitorClient): string[] =>
  client.state().items.map(item => (item.kind === 'message' ? `${item.sender.kind}: ${item.content.text}` : item.kind))

const said = (client: VisitorClient, who: string, pattern: RegExp) =>
  eventually(() =>
    client
      .state()
      .items.flatMap(item => (item.kind === 'message' ? [item] : []))
      .find(item => item.sender.kind === who && pattern.test(item.content.text)),
  )
const botSays = (client: VisitorClient, pattern: RegExp) => said(client, 'bot', pattern)
