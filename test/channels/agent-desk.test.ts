import { EventEmitter } from 'node:events'
import { expect, test } from 'vitest'
import { createLocalBus } from '../../src/bus.ts'
import { type AgentDeskDeps, createAgentDesk } from '../../src/channels/agent-desk.ts'
import { newId } from '../../src/id.ts'

const agent = { tenantId: newId(), id: newId(), name: 'A', sessionId: newId() }
const conversationId = newId()

/** A socket without a network: what was sent, and how it was closed. */
class FakeSocket extends EventEmitter {
  readonly OPEN = 1
  readyState = 1
  bufferedAmount = 0
  frames: string[] = []
  closedWith: number | undefined
  send = (frame: string) => void this.frames.push(frame)
  pause() {}
  resume() {}
  ping() {}
  close(code: number) {
    this.closedWith = code
  }
}

/** A desk whose database has just stopped answering: everything after the welcome fails. */
async function openDesk(over: Partial<AgentDeskDeps>) {
  const bus = createLocalBus()
  const errors: unknown[] = []
  const down = () => Promise.reject(new Error('the database does not answer'))
  let handler: (socket: unknown, request: unknown) => Promise<void> = async () => {}
  const desk = createAgentDesk({
    bus,
    heartbeats: { add() {}, heard() {}, close() {} },
    authenticate: async () => agent,
    recheck: down,
    reply: down,
    readAfter: down,
    summaries: down,
    firstSummaries: async () => [],
    offers: async () => [],
    counts: async () => ({ queue: 0, mine: 0 }),
    agentsOnline: async () => 1,
    availability: async () => 'online',
    contactOf: down,
    markRead: down,
    presence: { connect: async () => {}, leave: async () => {} },
    onError: (error: unknown) => errors.push(error),
    ...over,
  } as unknown as AgentDeskDeps)
  desk.routes({ get: (_path: string, _options: object, given: typeof handler) => (handler = given) } as never)
  const socket = new FakeSocket()
  await handler(socket, {})
  socket.emit('message', Buffer.from(JSON.stringify({ type: 'hello', protocol: 1 })), false)
  await settled()
  return { bus, socket, errors, close: () => desk.close() }
}

const settled = () => new Promise(resolve => setTimeout(resolve, 20))

test('a desk whose rights cannot be looked up is closed, and the process lives on', async () => {
  const { bus, socket, errors, close } = await openDesk({})
  bus.publish({ kind: 'agent', tenantId: agent.tenantId, agentId: agent.id })
  await settled()
  expect(errors).toHaveLength(1)
  expect(socket.closedWith).toBe(1011)
  close()
})

test('typing while the database does not answer harms nobody', async () => {
  const { socket, errors, close } = await openDesk({})
  socket.emit('message', Buffer.from(JSON.stringify({ type: 'typing', conversationId, on: true })), false)
  await settled()
  expect(errors).toHaveLength(1)
  expect(socket.closedWith).toBeUndefined()
  close()
})
