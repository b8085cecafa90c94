import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createConnection, delayAfter, REFUSALS, TOO_MANY } from '../../src/client/connection.ts'
import { createOutbox, memoryStorage } from '../../src/client/outbox.ts'
import type { Draft } from '../../src/client/timeline.ts'
import { createVisitorClient, PROTOCOL } from '../../src/client/visitor-client.ts'
import { CLOSE, PROTOCOL as SPOKEN } from '../../src/protocol.ts'
import { FakeSocket } from './model-server.ts'

let lines: FakeSocket[] = []
class Line extends FakeSocket {
  constructor(url: string) {
    super(url)
    lines.push(this)
  }
}
const last = () => lines[lines.length - 1]!
const welcome = (line: FakeSocket) => {
  line.onopen?.()
  line.onmessage?.({ data: '{"type":"welcome","protocol":1,"heartbeatMs":15000}' })
}

beforeEach(() => {
  lines = []
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
})

function start(onRefused: (reason: string) => boolean = () => false) {
  const statuses: string[] = []
  const connection = createConnection({
    url: 'ws://x',
    WebSocket: Line,
    hello: () => ({ type: 'hello' }),
    onFrame: () => {},
    onStatus: status => statuses.push(status),
    onRefused,
  })
  connection.start()
  return { connection, statuses }
}

it('has the protocol number and the close codes of the server', () => {
  expect(PROTOCOL).toBe(SPOKEN)
  expect(TOO_MANY).toBe(CLOSE.tooMany)
  const final = [CLOSE.badHello, CLOSE.unauthenticated, CLOSE.forbidden, CLOSE.protocolUnknown]
  expect(Object.keys(REFUSALS).map(Number)).toEqual(final)
})

it('says hello first and is online with the welcome', () => {
  const { statuses } = start()
  last().onopen?.()
  expect(last().up).toEqual([{ type: 'hello' }])
  welcome(last())
  expect(statuses).toEqual(['connecting', 'online'])
})

it('drops a socket that does not answer a ping, and comes back', () => {
  const { statuses } = start()
  welcome(last())
  vi.advanceTimersByTime(15_000)
  expect(last().up.at(-1)).toMatchObject({ type: 'ping', n: 1 })
  vi.advanceTimersByTime(10_000)
  expect(statuses.at(-1)).toBe('offline')
  vi.advanceTimersByTime(500)
  expect(lines).toHaveLength(2)
})

it('gives up on a server that never says welcome', () => {
  start()
  last().onopen?.()
  vi.advanceTimersByTime(10_600)
  expect(lines).toHaveLength(2)
})

it('waits longer after each failure, up to 30 s, anywhere below the bound', () => {
  expect([0, 1, 2, 6, 20].map(attempt => delayAfter(1006, attempt, () => 1))).toEqual([500, 1000, 2000, 30_000, 30_000])
  expect(delayAfter(1006, 3, () => 0)).toBe(0)
  expect(delayAfter(1001, 0, () => 1)).toBeGreaterThanOrEqual(5000)
  expect(delayAfter(CLOSE.tooMany, 0, () => 0)).toBeGreaterThanOrEqual(10_000)
})

it('does not start the backoff again for a socket that was open for a moment only', () => {
  vi.spyOn(Math, 'random').mockReturnValue(0.999)
  start()
  for (const delay of [500, 1000, 2000, 4000]) {
    welcome(last())
    last().onclose?.({ code: 1006 })
    const before = lines.length
    vi.advanceTimersByTime(delay / 2)
    expect(lines).toHaveLength(before)
    vi.advanceTimersByTime(delay / 2)
    expect(lines).toHaveLength(before + 1)
  }
})

it('does not come back after a refusal, unless asked to', () => {
  start()
  last().onclose?.({ code: CLOSE.forbidden })
  vi.advanceTimersByTime(120_000)
  expect(lines).toHaveLength(1)
  lines = []
  start(() => true)
  last().onclose?.({ code: CLOSE.unauthenticated })
  vi.advanceTimersByTime(1000)
  expect(lines).toHaveLength(2)
})

it('tries at once when woken', () => {
  vi.spyOn(Math, 'random').mockReturnValue(0.999)
  const { connection } = start()
  for (let i = 0; i < 6; i++) {
    last().onclose?.({ code: 1006 })
    vi.advanceTimersByTime(30_000)
  }
  last().onclose?.({ code: 1006 })
  const before = lines.length
  connection.wake()
  expect(lines).toHaveLength(before + 1)
})

it('starts as a new visitor once when the token is refused', async () => {
  const storage = memoryStorage()
  storage.setItem('yingda:i:token', 'old')
  const asked: string[] = []
  const fetch = async (url: unknown) => {
    asked.push(String(url))
    return new Response('{"token":"new","visitorId":"v"}', { status: 201 })
  }
  const client = createVisitorClient({ baseUrl: 'http://x', inboxId: 'i', storage, WebSocket: Line, fetch })
  client.start()
  client.send('hello')
  last().onopen?.()
  expect(last().up[0]).toMatchObject({ token: 'old' })
  last().onclose?.({ code: CLOSE.unauthenticated })
  await vi.advanceTimersByTimeAsync(600)
  expect(asked).toEqual(['http://x/public/api/v1/inboxes/i/sessions'])
  welcome(last())
  expect(last().up[0]).toMatchObject({ token: 'new' })
  expect(last().up[1]).toMatchObject({ type: 'send', text: 'hello' })
  client.stop()
  const again = createVisitorClient({ baseUrl: 'http://x', inboxId: 'i', storage, WebSocket: Line, fetch })
  again.start()
  last().onclose?.({ code: CLOSE.unauthenticated })
  await vi.advanceTimersByTimeAsync(600)
  last().onclose?.({ code: CLOSE.unauthenticated })
  await vi.advanceTimersByTimeAsync(60_000)
  expect(asked).toHaveLength(2)
  expect(again.state().lastError).toEqual({ code: 'unauthenticated' })
})

it('keeps 20 messages that were written offline through a reload, and sends each once, in order', () => {
  const storage = memoryStorage()
  const open = (sent: string[] | undefined) =>
    createOutbox<Draft>({
      storage,
      key: 'k',
      transmit: draft => {
        sent?.push(draft.text)
        return sent !== undefined
      },
      onSilence: () => {},
    })
  const before = open(undefined)
  for (let i = 0; i < 20; i++) before.add({ clientMessageId: `message-${i}`, text: `${i}`, at: '' })
  const sent: string[] = []
  const after = open(sent)
  after.online(true)
  while (after.drafts().length) after.stored(after.drafts()[0]!.clientMessageId)
  expect(sent).toEqual(Array.from({ length: 20 }, (_, i) => `${i}`))
  expect(storage.getItem('k')).toBeNull()
})

it('waits as long as the server says before it sends a limited message again', () => {
  const sent: string[] = []
  const outbox = createOutbox<Draft>({
    storage: memoryStorage(),
    key: 'k',
    transmit: draft => sent.push(draft.text) > 0,
    onSilence: () => {},
  })
  outbox.online(true)
  outbox.add({ clientMessageId: 'first-one', text: 'a', at: '' })
  outbox.add({ clientMessageId: 'second-one', text: 'b', at: '' })
  outbox.refused('first-one', { code: 'too_many', retryable: true, params: { retryAfterMs: 5000 } })
  vi.advanceTimersByTime(4900)
  expect(sent).toEqual(['a'])
  vi.advanceTimersByTime(200)
  outbox.stored('first-one')
  expect(sent).toEqual(['a', 'a', 'b'])
})
