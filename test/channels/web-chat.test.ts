/** The two sockets as docs/protocol.md describes them: hello, resume, several tabs, limits, and the desk's live board. */

import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { memoryStorage } from '../../src/client/outbox.ts'
import { sayFromDesk } from '../../src/conversation/say.ts'
import { newId } from '../../src/id.ts'
import type { ConversationEvent } from '../../src/message.ts'
import { buildApp, eventually, type SignedIn, type TestApp, type TestSocket, type Visitor } from '../helpers/app.ts'
import { plainBot } from '../helpers/plain-bot.ts'

let shop: TestApp
let agent: SignedIn

beforeAll(async () => {
  shop = await buildApp({ loadBot: async () => plainBot() })
  agent = await shop.signIn()
}, 120_000)
afterEach(() => {
  vi.restoreAllMocks()
})
afterAll(() => shop.close())

const visitorPath = () => `/public/api/v1/inboxes/${shop.home.inboxId}/socket`
const deskPath = () => `/api/v1/tenants/${shop.home.tenantId}/socket`
const openVisitor = () => shop.socket(visitorPath())
const openDesk = () => shop.socket(deskPath(), { cookie: agent.cookie })
const words = (events: ConversationEvent[]) =>
  events.flatMap(event => (event.body.kind === 'message' ? [`${event.sender.kind}: ${event.body.content.text}`] : []))

/** What a client holds to: every event once, in order, and each fits the one before of its conversation. */
function expectNoHole(events: ConversationEvent[], from = 0): void {
  const last = new Map<string, number>()
  for (const { conversationId, prevSeq, seq } of events) {
    expect(prevSeq).toBe(last.get(conversationId) ?? from)
    expect(seq).toBeGreaterThan(prevSeq)
    last.set(conversationId, seq)
  }
}

describe('hello', () => {
  test('is answered by welcome, then by the events and who holds the conversation', async () => {
    const visitor = await shop.newVisitor()
    const { conversationId } = await visitor.say('How much?')
    const socket = await shop.visitorSocket(visitor)
    await socket.wait('event', frame => frame.event.seq === 2)
    await socket.wait('state')
    expect(socket.frames[0]).toMatchObject({ type: 'welcome', protocol: 1, conversationId, lastSeq: 2 })
    expect(socket.frames.map(frame => frame.type).sort()).toEqual(['event', 'event', 'state', 'welcome'])
    expectNoHole(socket.events())
  })

  test('of a new visitor is answered without a conversation', async () => {
    const socket = await shop.visitorSocket(await shop.newVisitor())
    const state = await socket.wait('state')
    expect(socket.frames[0]).toEqual({
      type: 'welcome',
      protocol: 1,
      heartbeatMs: 15_000,
      serverTime: expect.any(String),
    })
    expect(state).toEqual({ type: 'state', state: { holder: 'bot', agentsOnline: false } })
  })

  const hello = { type: 'hello', protocol: 1, lastSeq: 0 }
  test.each<[string, () => Promise<TestSocket>, () => unknown, number, string]>([
    ['a visitor who speaks first', openVisitor, () => ({ type: 'ping', n: 1 }), 4400, 'hello_first'],
    ['a visitor with a malformed hello', openVisitor, () => ({ ...hello, token: 7 }), 4400, 'frame_malformed'],
    ['a visitor with an unknown frame', openVisitor, () => ({ type: 'knock' }), 4400, 'frame_unknown'],
    ['a visitor with a bad token', openVisitor, () => ({ ...hello, token: 'x' }), 4401, 'token_invalid'],
    [
      'a visitor of another protocol',
      openVisitor,
      () => ({ ...hello, token: 'x', protocol: 99 }),
      4406,
      'protocol_unknown',
    ],
    ['an agent who speaks first', openDesk, () => ({ type: 'ping', n: 1 }), 4400, 'hello_first'],
    ['an agent with an unknown frame', openDesk, () => ({ type: 'knock' }), 4400, 'frame_unknown'],
    ['an agent of another protocol', openDesk, () => ({ type: 'hello', protocol: 99 }), 4406, 'protocol_unknown'],
  ])('is asked of %s: he hears why, and is closed', async (_, open, first, closeCode, code) => {
    const socket = await open()
    socket.send(first())
    expect((await socket.closed).code).toBe(closeCode)
    expect(socket.frames).toMatchObject([{ type: 'error', code }])
  })

  test.each([
    ['visitor', openVisitor],
    ['agent', openDesk],
  ])('is awaited for ten seconds only, of a %s', async (_, open) => {
    const real = globalThis.setTimeout
    const waits: number[] = []
    vi.spyOn(globalThis, 'setTimeout').mockImplementation(((work: () => void, ms = 0) => {
      waits.push(ms)
      return real(work, ms === 10_000 ? 100 : ms)
    }) as typeof setTimeout)
    const socket = await open()
    await eventually(() => waits.includes(10_000))
    vi.restoreAllMocks()
    expect(await socket.closed).toEqual({ code: 4408, reason: 'hello_timeout' })
  })

  test('need not be waited for: frames sent right behind it are answered after the welcome', async () => {
    const visitor = await shop.newVisitor()
    const socket = await openVisitor()
    const clientMessageId = newId()
    socket.send({ ...hello, token: visitor.token })
    socket.send({ type: 'send', clientMessageId, text: 'early' })
    socket.send({ type: 'ping', n: 1 })
    await socket.wait('ack', frame => frame.clientMessageId === clientMessageId)
    await socket.wait('pong')
    expect(socket.frames[0]?.type).toBe('welcome')
  })

  test('comes before every event, however fast others write', async () => {
    const visitor = await shop.newVisitor()
    await visitor.say('hello')
    for (let round = 0; round < 10; round++) {
      const sending = [visitor.send(`a ${round}`), visitor.send(`b ${round}`)]
      const socket = await shop.visitorSocket(visitor)
      await Promise.all(sending)
      await socket.wait('welcome')
      expect(socket.frames[0]?.type).toBe('welcome')
      socket.close()
    }
    await shop.app.turns.idle()
  })
})

describe('resume', () => {
  test('brings 500 missed events after the last seq, without a window, in order', async () => {
    const visitor = await shop.newVisitor()
    const { conversationId } = await visitor.say('How much?')
    const agents = await shop.signIn()
    const { handoff } = await agents.accept(conversationId)
    const seen = (await visitor.events()).at(-1)!.seq
    const numbers = Array.from({ length: 500 }, (_, i) => i)
    for (const i of numbers) {
      const reply = { clientMessageId: newId(), text: `line ${i}`, epoch: handoff!.epoch }
      expect((await agents.call('POST', `/conversations/${conversationId}/messages`, reply)).status).toBe(200)
    }
    const socket = await shop.visitorSocket(visitor, { conversationId, lastSeq: seen })
    await socket.wait('event', frame => frame.event.seq === seen + 500)
    expect(words(socket.events())).toEqual(numbers.map(i => `agent: line ${i}`))
    expectNoHole(socket.events(), seen)
  }, 60_000)

  test('goes on through the conversations that followed', async () => {
    const visitor = await shop.newVisitor()
    const first = await visitor.say('How much?')
    await agent.call('POST', `/conversations/${first.conversationId}/close`, {})
    const second = await visitor.say('And now?')
    await agent.call('POST', `/conversations/${second.conversationId}/close`, {})
    const third = await visitor.say('Still there?')
    const socket = await shop.visitorSocket(visitor, { conversationId: first.conversationId, lastSeq: 1 })
    await socket.wait('event', frame => frame.event.conversationId === third.conversationId && frame.event.seq === 2)
    expect(words(socket.events())).toEqual([
      'bot: Answer to: How much?',
      'visitor: And now?',
      'bot: Answer to: And now?',
      'visitor: Still there?',
      'bot: Answer to: Still there?',
    ])
    expectNoHole(socket.events().slice(3))
  })

  test('needs no hint: what was committed unseen is looked for again', async () => {
    const visitor = await shop.newVisitor()
    const { conversationId } = await visitor.say('How much?')
    const socket = await shop.visitorSocket(visitor, { conversationId, lastSeq: 2 })
    await socket.wait('state')
    await sayFromDesk(shop.db.tenant(shop.home.tenantId), conversationId, undefined, {
      kind: 'message',
      content: { text: 'nobody was told of this', format: 'plain' },
    })
    // Two looks, a second apart: the first gives the socket its turn, half a minute later the second takes it.
    const now = performance.now.bind(performance)
    let later = 0
    vi.spyOn(performance, 'now').mockImplementation(() => now() + later)
    await pause(1200)
    expect(words(socket.events())).toEqual([])
    later = 60_000
    await socket.wait('event', frame => frame.event.seq === 3)
    expectNoHole(socket.events(), 2)
  })

  test('after more than there is begins where there is something', async () => {
    const visitor = await shop.newVisitor()
    const { conversationId } = await visitor.say('How much?')
    const socket = await shop.visitorSocket(visitor, { conversationId, lastSeq: 4_000 })
    await socket.wait('welcome')
    await visitor.say('And for two?')
    await socket.wait('event', frame => frame.event.seq === 4)
    expectNoHole(socket.events(), 2)
  })

  test('reads nothing of a foreign conversation: the own one comes instead', async () => {
    const victim = await shop.newVisitor()
    const { conversationId } = await victim.say('my secret is 42?')
    const thief = await shop.newVisitor()
    const own = await thief.say('mine?')
    const socket = await shop.visitorSocket(thief, { conversationId, lastSeq: 0 })
    await socket.wait('event', frame => frame.event.seq === 2)
    socket.send({ type: 'read', seq: 1 })
    await victim.say('another secret?')
    socket.send({ type: 'ping', n: 1 })
    await socket.wait('pong')
    const byRest = await thief.call('GET', `/messages?conversationId=${conversationId}`)
    expect(JSON.stringify([socket.frames, byRest.body])).not.toContain('secret')
    expect(new Set(socket.events().map(event => event.conversationId))).toEqual(new Set([own.conversationId]))
    const { rows } = await shop.db.query('SELECT visitor_read_seq FROM conversation WHERE id = $1', [conversationId])
    expect(rows).toEqual([{ visitor_read_seq: 0 }])
  })
})

describe('two tabs of one visitor', () => {
  test('see the same in the same order, live', async () => {
    const visitor = await shop.newVisitor()
    const [one, two] = [await shop.visitorSocket(visitor), await shop.visitorSocket(visitor)]
    for (const socket of [one, two]) await socket.wait('welcome')
    await Promise.all([one.say('How much?'), two.say('And when?')])
    await shop.app.turns.idle()
    await visitor.say('人工')
    const newest = (await visitor.events()).at(-1)!.seq
    for (const socket of [one, two]) await socket.wait('event', frame => frame.event.seq === newest)
    expect(one.events()).toEqual(two.events())
    expect(one.events()).toEqual(await visitor.events())
    expectNoHole(one.events())
    const waiting = (socket: TestSocket) => socket.wait('state', frame => frame.state.holder === 'queue')
    expect((await waiting(one)).state).toEqual((await waiting(two)).state)
  })

  test('both go over to the new conversation after the old one was closed', async () => {
    const visitor = await shop.newVisitor()
    const [one, two] = [await shop.visitorSocket(visitor), await shop.visitorSocket(visitor)]
    for (const socket of [one, two]) await socket.wait('welcome')
    const old = await one.say('How much?')
    await agent.call('POST', `/conversations/${old.conversationId}/close`, {})
    for (const socket of [one, two]) await socket.wait('event', frame => frame.event.body.kind === 'status_changed')
    const next = await two.say('And now?')
    expect(next).toMatchObject({ seq: 1, duplicate: false })
    expect(next.conversationId > old.conversationId).toBe(true)
    for (const socket of [one, two]) {
      const first = await socket.wait('event', ({ event }) => event.conversationId === next.conversationId)
      expect(first.event).toMatchObject({ seq: 1, prevSeq: 0 })
    }
  })

  test('of the client library show one timeline, also where it was written offline', async () => {
    const storage = memoryStorage()
    const [one, two] = [shop.visitorClient(storage), shop.visitorClient(storage)]
    one.send('How much?')
    one.start()
    await eventually(() => one.state().items.length >= 2)
    two.start()
    await eventually(() => two.state().caughtUp && two.state().items.length === one.state().items.length)
    two.send('When do you open?')
    const texts = (client: typeof one) =>
      client.state().items.map(item => (item.kind === 'message' ? item.content.text : item.kind))
    await eventually(() => texts(one).length === 4 && texts(two).length === 4)
    expect(texts(one)).toEqual(texts(two))
    expect(texts(one)).toEqual([
      'How much?',
      'Answer to: How much?',
      'When do you open?',
      'Answer to: When do you open?',
    ])
    one.stop()
    two.stop()
  })
})

async function withPerson(visitor: Visitor, who: SignedIn = agent) {
  const { conversationId } = await visitor.say('人工')
  const { handoff } = await who.accept(conversationId)
  return { conversationId, epoch: handoff!.epoch }
}

describe('typing and read markers', () => {
  test('reach the other side, and nobody else', async () => {
    const visitor = await shop.newVisitor()
    const { conversationId } = await withPerson(visitor)
    const [socket, desk, elsewhere] = [
      await shop.visitorSocket(visitor),
      await shop.deskSocket(agent),
      await shop.deskSocket(await shop.signIn('owner', shop.other)),
    ]
    for (const one of [socket, desk, elsewhere]) await one.wait('welcome')
    desk.send({ type: 'follow', conversationId, lastSeq: 0 })
    await desk.wait('event')
    await socket.wait('state')
    socket.send({ type: 'typing', on: true })
    expect(await desk.wait('typing', frame => frame.by === 'visitor')).toMatchObject({ conversationId, on: true })
    desk.send({ type: 'typing', conversationId, on: true })
    expect(await socket.wait('typing', frame => frame.by === 'agent')).toMatchObject({ conversationId, on: true })
    expect(socket.frames.some(frame => frame.type === 'typing' && frame.by === 'visitor')).toBe(false)
    expect(elsewhere.frames.some(frame => frame.type === 'typing')).toBe(false)
  })

  test('never go back, and never past the last message of others, in whatever order they come', async () => {
    const visitor = await shop.newVisitor()
    const { conversationId } = await withPerson(visitor)
    const socket = await shop.visitorSocket(visitor)
    const desk = await shop.deskSocket(agent)
    await socket.wait('event', frame => frame.event.seq === 4)
    await desk.wait('welcome')
    for (const seq of [2, 1, 3, 2, 1, 2_000_000]) socket.send({ type: 'read', seq })
    for (const seq of [3, 1, 2]) desk.send({ type: 'read', conversationId, seq })
    const marks = async () => {
      const rows = await visitor.rows(conversationId)
      return rows.flatMap(row => (row.kind === 'read' ? [row.body as unknown as { by: string; upTo: number }] : []))
    }
    await eventually(async () => {
      const seen = await marks()
      return seen.some(mark => mark.by === 'visitor') && seen.some(mark => mark.by === 'agent')
    })
    for (const by of ['visitor', 'agent']) {
      const upTo = (await marks()).flatMap(mark => (mark.by === by ? [mark.upTo] : []))
      expect(upTo).toEqual([...new Set(upTo)].sort((a, b) => a - b))
    }
    const { rows } = await shop.db.query<{ visitor_read_seq: number }>(
      'SELECT visitor_read_seq FROM conversation WHERE id = $1',
      [conversationId],
    )
    expect(rows[0]!.visitor_read_seq).toBe(2)
    const mark = await desk.wait('conversations', frame => frame.conversations.some(one => one.id === conversationId))
    expect(mark).toBeDefined()
  })
})

describe("the desk's socket", () => {
  test('begins with what is on the screen: availability, queue and own conversations, counts', async () => {
    const me = await shop.signIn()
    const [mine, queued] = [await shop.newVisitor(), await shop.newVisitor()]
    const { conversationId } = await withPerson(mine, me)
    const waiting = await queued.say('人工')
    const desk = await shop.deskSocket(me)
    const list = await desk.wait('conversations')
    const ids = list.conversations.map(one => one.id)
    expect(ids).toContain(conversationId)
    expect(ids).toContain(waiting.conversationId)
    expect(await desk.wait('desk')).toMatchObject({ mine: 1 })
    expect(await desk.wait('availability')).toEqual({ type: 'availability', availability: 'offline' })
    expect(desk.frames[0]).toMatchObject({ type: 'welcome', protocol: 1 })
  })

  test('follows one conversation after a seq, live, agents-only events and provenance included', async () => {
    const visitor = await shop.newVisitor()
    const { conversationId } = await visitor.say('How much?')
    const desk = await shop.deskSocket(agent)
    await desk.wait('welcome')
    desk.send({ type: 'follow', conversationId, lastSeq: 1 })
    await visitor.say('人工')
    await visitor.say('li@example.com')
    await desk.wait('event', frame => frame.event.body.kind === 'contact_changed')
    const rows = await visitor.rows(conversationId)
    await desk.wait('event', frame => frame.event.seq === rows.length)
    expect(desk.events().map(event => event.seq)).toEqual(rows.map(row => row.seq).slice(1))
    expectNoHole(desk.events(), 1)
    expect(desk.events()[0]?.provenance).toMatchObject({ decision: 'answer', rule: 'answer' })
    desk.send({ type: 'unfollow', conversationId })
    desk.send({ type: 'ping', n: 1 })
    await desk.wait('pong')
    const known = desk.events().length
    await visitor.say('one more')
    await desk.wait('conversations', frame => frame.conversations.some(one => one.lastText === 'one more'))
    expect(desk.events()).toHaveLength(known)
  })

  test('hears of what changes on the board: waiting, taken, closed', async () => {
    const [watching, working] = [await shop.signIn(), await shop.signIn()]
    const desk = await shop.deskSocket(watching)
    const before = (await desk.wait('desk')).waiting
    const visitor = await shop.newVisitor()
    const { conversationId } = await visitor.say('人工')
    const change = (holder: string, status = 'open') =>
      desk.wait('conversations', frame =>
        frame.conversations.some(one => one.id === conversationId && one.holder === holder && one.status === status),
      )
    await change('queue')
    await desk.wait('desk', frame => frame.waiting === before + 1)
    const { handoff } = await working.accept(conversationId)
    await change('agent')
    await working.call('POST', `/conversations/${conversationId}/close`, { epoch: handoff!.epoch })
    await change('bot', 'resolved')
  })

  test('sends a reply once, and says why it did not', async () => {
    const visitor = await shop.newVisitor()
    const { conversationId, epoch } = await withPerson(visitor)
    const socket = await shop.visitorSocket(visitor)
    const desk = await shop.deskSocket(agent)
    const send = (more: object) =>
      desk.send({ type: 'send', conversationId, epoch, clientMessageId: newId(), text: 'Hi', ...more })
    send({ clientMessageId: 'reply-000001' })
    await desk.wait('ack', frame => frame.clientMessageId === 'reply-000001' && !frame.duplicate)
    send({ clientMessageId: 'reply-000001' })
    await desk.wait('ack', frame => frame.clientMessageId === 'reply-000001' && frame.duplicate)
    send({ clientMessageId: 'reply-000001', text: 'Other' })
    await desk.wait('error', frame => frame.code === 'client_message_id_conflict')
    send({ clientMessageId: 'reply-000002', epoch: epoch + 1 })
    const error = await desk.wait('error', frame => frame.clientMessageId === 'reply-000002')
    expect(error).toMatchObject({ code: 'not_holder', retryable: false })
    await socket.wait('event', frame => frame.event.sender.kind === 'agent' && frame.event.body.kind === 'message')
    expect(words(socket.events()).filter(line => line.startsWith('agent'))).toEqual(['agent: Hi'])
    expect(
      socket.events().find(event => event.body.kind === 'message' && event.sender.kind === 'agent')?.sender,
    ).toMatchObject({
      name: agent.name,
    })
  })

  test.each<[string, (who: SignedIn) => Promise<unknown>]>([
    ['signs out', who => shop.request('DELETE', '/api/v1/session', { headers: { cookie: who.cookie } })],
    ['is disabled', async who => (await shop.signIn('owner')).call('PATCH', `/agents/${who.id}`, { disabled: true })],
    [
      'gets a new password',
      async who => (await shop.signIn('owner')).call('POST', `/agents/${who.id}/reset-password`, {}),
    ],
  ])('is closed within five seconds when its agent %s', async (_, revoke) => {
    const who = await shop.signIn()
    const desk = await shop.deskSocket(who)
    await desk.wait('welcome')
    await revoke(who)
    const revoked = performance.now()
    expect((await desk.closed).code).toBe(4401)
    expect(performance.now() - revoked).toBeLessThan(5_000)
    const visitor = await shop.newVisitor()
    const known = desk.frames.length
    await visitor.say('人工')
    expect(desk.frames).toHaveLength(known)
  })

  test('stays open for the others when one session ends', async () => {
    const [leaves, stays] = [await shop.signIn(), await shop.signIn()]
    const [desk, other] = [await shop.deskSocket(leaves), await shop.deskSocket(stays)]
    for (const one of [desk, other]) await one.wait('welcome')
    await shop.request('DELETE', '/api/v1/session', { headers: { cookie: leaves.cookie } })
    await desk.closed
    other.send({ type: 'ping', n: 9 })
    await other.wait('pong', frame => frame.n === 9)
  })
})

describe('a limited inbox', () => {
  let small: TestApp
  beforeAll(async () => {
    const env = { LIMIT_VISITOR: '60', LIMIT_SESSIONS: '9' }
    small = await buildApp({ db: shop.db, loadBot: async () => plainBot(), env })
  }, 120_000)
  afterAll(() => small.close())

  test('tells how long to wait, stores nothing meanwhile, and takes the same message later', async () => {
    const visitor = await small.newVisitor()
    const socket = await small.visitorSocket(visitor)
    await socket.wait('welcome')
    const ids = Array.from({ length: 60 }, newId)
    for (const clientMessageId of ids) socket.send({ type: 'send', clientMessageId, text: clientMessageId })
    const error = await socket.wait('error')
    expect(error).toMatchObject({ code: 'rate_limited', retryable: true, params: { scope: 'visitor' } })
    const wait = Number(error.params?.retryAfterMs)
    expect(wait).toBeGreaterThan(0)
    expect(wait).toBeLessThanOrEqual(1_000)
    const rest = await visitor.send(ids.at(-1)!, ids.at(-1))
    expect([rest.status, rest.code]).toEqual([429, 'rate_limited'])
    const { rows } = await small.db.query('SELECT 1 FROM event WHERE client_message_id = ANY($1)', [
      [error.clientMessageId, ids.at(-1)],
    ])
    expect(rows).toEqual([])
    await new Promise(resolve => setTimeout(resolve, wait + 50))
    expect(await visitor.say(error.clientMessageId!, error.clientMessageId)).toMatchObject({ duplicate: false })
  })

  test('limits how many new visitors come from one address', async () => {
    const base = `/public/api/v1/inboxes/${small.home.inboxId}/sessions`
    const statuses: number[] = []
    for (let i = 0; i < 5; i++) statuses.push((await small.request('POST', base, { body: {} })).status)
    expect(statuses.at(-1)).toBe(429)
  })
})

describe('a stopping server', () => {
  test('closes every socket with 1001, also those that never said hello, and does not wait for them', async () => {
    const stopping = await buildApp({ db: shop.db, loadBot: async () => plainBot() })
    const visitor = await stopping.newVisitor()
    const who = await stopping.signIn()
    const silent = [
      await stopping.socket(`/public/api/v1/inboxes/${stopping.home.inboxId}/socket`),
      await stopping.socket(`/api/v1/tenants/${stopping.home.tenantId}/socket`, { cookie: who.cookie }),
    ]
    const greeted = [await stopping.visitorSocket(visitor), await stopping.deskSocket(who)]
    for (const socket of greeted) await socket.wait('welcome')
    const started = performance.now()
    await stopping.app.stop()
    expect(performance.now() - started).toBeLessThan(5_000)
    for (const socket of [...silent, ...greeted]) expect((await socket.closed).code).toBe(1001)
  }, 60_000)
})
