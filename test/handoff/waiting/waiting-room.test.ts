/** What those who wait are told, through the real server: on their sockets, and by REST. */
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { DEFAULT_INBOX_SETTINGS, updateInbox } from '../../../src/admin/inboxes.ts'
import type { BusinessHours } from '../../../src/handoff/waiting/business-hours.ts'
import { readQueue } from '../../../src/handoff/waiting/waiting.store.ts'
import { placesIn } from '../../../src/handoff/waiting/waiting-room.ts'
import { newId } from '../../../src/id.ts'
import type { ConversationState } from '../../../src/protocol.ts'
import { buildApp, eventually, type SignedIn, type TestApp, type TestSocket } from '../../helpers/app.ts'
import { describeOnEachDatabase } from '../../helpers/databases.ts'
import { plainBot } from '../../helpers/plain-bot.ts'

describeOnEachDatabase('the waiting room', open => {
  let shop: TestApp
  const sockets: { close(): void }[] = []
  beforeAll(async () => {
    shop = await buildApp({ db: open(), loadBot: async () => plainBot() })
  }, 120_000)
  afterEach(async () => {
    for (const socket of sockets.splice(0)) socket.close()
    await shop.db.query("DELETE FROM handoff WHERE state = 'closed'")
    await shop.db.query("UPDATE handoff SET state = 'closed', outcome = 'cancelled', closed_at = now()")
    await shop.db.query("UPDATE agent SET load = 0, availability = 'offline'")
    await shop.db.query('DELETE FROM presence')
    await setHours(undefined)
  })
  afterAll(() => shop.close())

  const setHours = (businessHours: BusinessHours | undefined) =>
    updateInbox(shop.db.tenant(shop.home.tenantId), shop.home.inboxId, {
      name: 'Web',
      settings: { ...DEFAULT_INBOX_SETTINGS, ...(businessHours && { businessHours }) },
    })

  async function present(capacity: number) {
    const agent = await shop.signIn('agent', shop.home, capacity)
    const socket = await shop.deskSocket(agent)
    sockets.push(socket)
    await socket.wait('welcome')
    await agent.call('PUT', '/me/availability', { availability: 'online' })
    return agent
  }

  async function waitingVisitor() {
    const visitor = await shop.newVisitor()
    const { conversationId } = await visitor.say('人工')
    await eventually(async () => {
      const { body } = await visitor.call('GET', '/messages')
      return (body as { state: ConversationState }).state.holder === 'queue'
    })
    const socket = await shop.visitorSocket(visitor)
    sockets.push(socket)
    return { ...visitor, conversationId, socket }
  }
  const stateOf = (socket: TestSocket) =>
    socket.frames.flatMap(frame => (frame.type === 'state' ? [frame.state] : [])).at(-1)
  const told = (socket: TestSocket, wanted: object) => eventually(() => matches(stateOf(socket), wanted))
  const take = (agent: SignedIn, id: string) => agent.call('POST', `/conversations/${id}/accept`, {})

  /** So many conversations of ten minutes each lie behind this agent. */
  async function measured(agentId: string, many: number): Promise<void> {
    const visitor = await shop.newVisitor()
    const { conversationId } = await visitor.say('您好？')
    for (let i = 0; i < many; i++) {
      await shop.db.query(
        `INSERT INTO handoff (tenant_id, id, conversation_id, state, reason, packet, queued_at, assigned_at, closed_at, agent_id, outcome)
         SELECT $1, $2, $3, 'closed', 'asked', '{}', t, t, t + interval '10 minutes', $4, 'resolved'
         FROM (SELECT now() - make_interval(mins => $5) AS t) AS begun`,
        [shop.home.tenantId, newId(), conversationId, agentId, 60 + i * 11],
      )
    }
  }

  test('tells the place and the minutes, and moves all up when one is taken', async () => {
    const agent = await present(1)
    await measured(agent.id, 25)
    const served = await waitingVisitor()
    await take(agent, served.conversationId)
    await shop.db.query("UPDATE handoff SET assigned_at = now() - interval '130 seconds' WHERE state = 'assigned'")
    const [first, second] = [await waitingVisitor(), await waitingVisitor()]
    await told(first.socket, { queuePosition: 1, wait: { from: 7, to: 8 } })
    await told(second.socket, { queuePosition: 2, wait: { from: 17, to: 18 } })
    await agent.call('POST', `/conversations/${served.conversationId}/close`, { epoch: 1 })
    await take(agent, first.conversationId)
    await told(second.socket, { queuePosition: 1, wait: { from: 9, to: 10 } })
    const { body } = await second.call('GET', '/messages')
    expect((body as { state: object }).state).toMatchObject({ queuePosition: 1, wait: { from: 9, to: 10 } })
  })

  test('tells the place alone while too little is measured', async () => {
    const agent = await present(1)
    await measured(agent.id, 10)
    const { socket } = await waitingVisitor()
    await told(socket, { holder: 'queue', queuePosition: 1, agentsOnline: true })
    expect(stateOf(socket)).not.toHaveProperty('wait')
  })

  test('counts on those only who may take him, when the routing asks for a skill', async () => {
    const expert = await present(1)
    await measured(expert.id, 25)
    const served = await waitingVisitor()
    await take(expert, served.conversationId)
    await shop.db.query("UPDATE handoff SET assigned_at = now() - interval '130 seconds' WHERE state = 'assigned'")
    await present(1)
    await shop.db.query("INSERT INTO agent_skill (tenant_id, agent_id, skill, level) VALUES ($1, $2, 'tea', 2)", [
      ...[shop.home.tenantId, expert.id],
    ])
    const { socket } = await waitingVisitor()
    await told(socket, { queuePosition: 1, wait: { from: 0, to: 1 } })
    await shop.db.query(`UPDATE handoff SET skills = '[{"skill": "tea", "level": 1}]' WHERE state = 'waiting'`)
    await shop.db.query(
      `INSERT INTO setting (tenant_id, key, value) VALUES ($1, 'routing', '{"strategy": "round_robin", "anybodyAfterSeconds": 3600}')
       ON CONFLICT (tenant_id, key) DO UPDATE SET value = excluded.value`,
      [shop.home.tenantId],
    )
    const place = async () => [...placesIn(await readQueue(shop.db.tenant(shop.home.tenantId))).values()]
    expect(await place()).toEqual([{ position: 1, wait: { from: 7, to: 8 } }])
    await shop.db.query("DELETE FROM setting WHERE key = 'routing'")
    expect(await place()).toEqual([{ position: 1, wait: { from: 0, to: 1 } }])
  })

  test('tells when it opens outside business hours, and no minutes', async () => {
    const agent = await present(1)
    await measured(agent.id, 25)
    const today = new Date().toISOString().slice(0, 10)
    const noon = [{ from: '12:00', to: '13:00' }]
    await setHours({
      timeZone: 'Etc/UTC',
      week: Array(7).fill(noon),
      exceptions: [{ from: today, to: today, hours: [] }],
    })
    const { socket } = await waitingVisitor()
    const tomorrow = new Date(Date.parse(today) + 36 * 3_600_000).toISOString()
    await told(socket, { queuePosition: 1, closed: { opensAt: tomorrow } })
    expect(stateOf(socket)).not.toHaveProperty('wait')
  })
})

function matches(state: object | undefined, wanted: object): boolean {
  const keys = Object.keys(wanted) as (keyof object)[]
  return state !== undefined && keys.every(key => JSON.stringify(state[key]) === JSON.stringify(wanted[key]))
}
