/** Who gets a conversation, how many one agent may hold, and what happens to it when he goes. */
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import type { Agent } from '../../src/admin/agent.store.ts'
import type { YingdaError } from '../../src/errors.ts'
import { sweepLeases } from '../../src/jobs/sweepers.ts'
import { buildApp, type EventRow, readRows, type SignedIn, type TestApp, type Visitor } from '../helpers/app.ts'
import { describeOnEachDatabase } from '../helpers/databases.ts'
import { plainBot } from '../helpers/plain-bot.ts'

const RIVALS = 20
/** The promise of acceptance/reliability.md, 17: a minute on a slow machine. */
const ROUNDS = Number(process.env.YINGDA_TEST_ROUNDS ?? 1000)

describeOnEachDatabase('the desk', open => {
  let shop: TestApp
  beforeAll(async () => {
    shop = await buildApp({ db: open(), loadBot: async () => plainBot() })
  }, 120_000)
  afterEach(() => expectLoadsToBeRight())
  afterAll(() => shop.close())

  const tenant = () => shop.db.tenant(shop.home.tenantId)
  const accept = (id: string, agent: Pick<Agent, 'id' | 'name'>) =>
    shop.app.desk.accept(tenant(), id, { id: agent.id, name: agent.name })

  async function waiting(): Promise<Visitor & { id: string }> {
    const visitor = await shop.newVisitor()
    return { ...visitor, id: (await visitor.say('人工')).conversationId }
  }

  async function handoffOf(id: string) {
    const { rows } = await shop.db.query<{ state: string; agent_id: string | null; epoch: number; queued_at: Date }>(
      "SELECT state, agent_id, epoch, queued_at FROM handoff WHERE conversation_id = $1 AND state <> 'closed'",
      [id],
    )
    expect(rows.length).toBeLessThanOrEqual(1)
    return rows[0]
  }

  const eventsOf = (id: string): Promise<EventRow[]> => readRows(shop.db, shop.home.tenantId, id)
  const gapless = (rows: EventRow[]) => expect(rows.map(row => row.seq)).toEqual(rows.map((_, i) => i + 1))

  /** What was reserved is what is held: by counting, which the code itself never does. */
  async function expectLoadsToBeRight(): Promise<void> {
    const { rows } = await shop.db.query(
      `SELECT a.name, a.load, a.capacity FROM agent a WHERE a.load > a.capacity OR a.load <> (SELECT count(*) FROM handoff h
         WHERE h.tenant_id = a.tenant_id AND h.agent_id = a.id AND h.state = 'assigned')`,
    )
    expect(rows).toEqual([])
  }

  test(`gives a conversation to exactly one of ${RIVALS} agents who accept it at once, ${ROUNDS} times`, async () => {
    const rivals: Agent[] = []
    for (let i = 0; i < RIVALS; i++) rivals.push(await shop.addAgent(1))
    const { id } = await waiting()
    const winners = new Map<string, number>()
    for (let round = 0; round < ROUNDS; round++) {
      // Another one is asked first each time; all of them have asked before the first is answered.
      const asked = rivals.map((_, i) => rivals[(i + round * 7) % RIVALS]!)
      const results = await Promise.allSettled(asked.map(agent => accept(id, agent)))
      const won = results.flatMap((result, i) => (result.status === 'fulfilled' ? [asked[i]!] : []))
      const codes = results.flatMap(result =>
        result.status === 'rejected' ? [(result.reason as YingdaError).code] : [],
      )
      expect(won).toHaveLength(1)
      expect(codes).toEqual(Array(RIVALS - 1).fill('handoff_taken'))
      const winner = won[0]!
      const handoff = (await handoffOf(id))!
      expect(handoff).toMatchObject({ state: 'assigned', agent_id: winner.id, epoch: round + 1 })
      winners.set(winner.id, (winners.get(winner.id) ?? 0) + 1)
      await shop.app.desk.returnToQueue(tenant(), id, { id: winner.id, name: winner.name }, handoff.epoch)
    }
    expect(winners.size).toBeGreaterThan(1)
    const rows = await eventsOf(id)
    gapless(rows)
    expect(rows.filter(row => row.body.state === 'assigned')).toHaveLength(ROUNDS)
  }, 300_000)

  test('gives a conversation that the bot holds to exactly one of those who take it over at once', async () => {
    const rivals = await Promise.all(Array.from({ length: 8 }, () => shop.addAgent(3)))
    const visitor = await shop.newVisitor()
    const { conversationId } = await visitor.say('How much?')
    const results = await Promise.allSettled(rivals.map(agent => accept(conversationId, agent)))
    expect(results.filter(result => result.status === 'fulfilled')).toHaveLength(1)
    const rows = await eventsOf(conversationId)
    expect(rows.filter(row => row.kind === 'handoff_changed').map(row => row.body.state)).toEqual(['assigned'])
  })

  test('accepting what one holds already changes nothing', async () => {
    const agent = await shop.addAgent()
    const { id } = await waiting()
    const first = await accept(id, agent)
    const rows = await eventsOf(id)
    expect(await accept(id, agent)).toEqual(first)
    expect(await eventsOf(id)).toEqual(rows)
  })

  test('never gives an agent more than his capacity, however many he accepts at once', async () => {
    for (let round = 0; round < 5; round++) {
      const agent = await shop.addAgent(4)
      const conversations: string[] = []
      for (let i = 0; i < 8; i++) conversations.push((await waiting()).id)
      const results = await Promise.allSettled(conversations.map(id => accept(id, agent)))
      const refused = results.flatMap(one => (one.status === 'rejected' ? [(one.reason as YingdaError).code] : []))
      expect(refused).toEqual(Array(4).fill('agent_full'))
      const left = await Promise.all(conversations.map(handoffOf))
      expect(left.map(handoff => handoff?.state).sort()).toEqual([
        ...Array(4).fill('assigned'),
        ...Array(4).fill('waiting'),
      ])
      const held = left.findIndex(handoff => handoff?.state === 'assigned')
      await shop.app.desk.close(tenant(), conversations[held]!, agent, left[held]!.epoch)
      const next = conversations[left.findIndex(handoff => handoff?.state === 'waiting')]!
      await accept(next, agent)
    }
  }, 120_000)

  test('gives a disabled agent nothing, and a closed conversation to nobody', async () => {
    const disabled = await shop.addAgent()
    await shop.db.query('UPDATE agent SET disabled = true WHERE id = $1', [disabled.id])
    const { id } = await waiting()
    await expect(accept(id, disabled)).rejects.toMatchObject({ code: 'agent_full' })
    expect(await handoffOf(id)).toMatchObject({ state: 'waiting', epoch: 0 })
    const agent = await shop.addAgent()
    await shop.app.desk.close(tenant(), id, agent, undefined)
    await expect(accept(id, agent)).rejects.toMatchObject({ code: 'conversation_resolved' })
  })

  test('refuses a reply, return or close under an epoch that has passed, and sends nothing', async () => {
    const [first, second] = [await shop.signIn(), await shop.signIn()]
    const { id } = await waiting()
    const old = (await first.accept(id)).handoff!.epoch
    await first.call('POST', `/conversations/${id}/return-to-queue`, { epoch: old })
    const now = (await second.accept(id)).handoff!.epoch
    expect(now).toBeGreaterThan(old)
    const rows = await eventsOf(id)
    const reply = (agent: SignedIn, epoch: number) =>
      agent.call('POST', `/conversations/${id}/messages`, { clientMessageId: crypto.randomUUID(), text: 'late', epoch })
    for (const answer of [
      await reply(first, old),
      await reply(first, now),
      await reply(second, old),
      await first.call('POST', `/conversations/${id}/return-to-bot`, { epoch: old }),
      await first.call('POST', `/conversations/${id}/return-to-queue`, { epoch: now }),
      await second.call('POST', `/conversations/${id}/close`, { epoch: old }),
      await second.call('POST', `/conversations/${id}/close`, {}),
    ]) {
      expect([answer.status, answer.code]).toEqual([409, 'not_holder'])
    }
    expect(await eventsOf(id)).toEqual(rows)
    expect((await reply(second, now)).status).toBe(200)
  })

  test('puts what an agent holds back at its old place when he goes offline', async () => {
    const agent = await shop.signIn()
    const early = await waiting()
    const middle = await waiting()
    const late = await waiting()
    const queued = (await handoffOf(middle.id))!.queued_at
    await agent.accept(middle.id)
    expect((await agent.call('PUT', '/me/availability', { availability: 'offline' })).status).toBe(200)
    expect(await handoffOf(middle.id)).toMatchObject({ state: 'waiting', agent_id: null, queued_at: queued })
    const { body } = await agent.call('GET', '/conversations?view=queue&limit=200')
    const order = (body as { conversations: { id: string }[] }).conversations.map(one => one.id)
    const places = [early, middle, late].map(one => order.indexOf(one.id))
    expect(places).toEqual([...places].sort((a, b) => a - b))
    expect(places[0]).toBeGreaterThanOrEqual(0)
    expect((await eventsOf(middle.id)).at(-1)).toMatchObject({ body: { state: 'returned_to_queue' } })
  })

  test('puts back what a disabled agent holds, and ends his sessions', async () => {
    const [owner, agent] = [await shop.signIn('owner'), await shop.signIn()]
    const { id } = await waiting()
    await agent.accept(id)
    expect((await owner.call('PATCH', `/agents/${agent.id}`, { disabled: true })).status).toBe(200)
    expect(await handoffOf(id)).toMatchObject({ state: 'waiting' })
    expect((await agent.call('GET', '/conversations')).status).toBe(401)
  })

  const sweep = () => sweepLeases({ db: shop.db, desk: shop.app.desk })
  /** As if everything of this agent had happened so long ago, and the sweeper had run until now. */
  async function silentFor(agentId: string, seconds: number, sweptAgo: number): Promise<void> {
    await shop.db.transaction(async tx => {
      const ago = [agentId, seconds]
      await tx.query('UPDATE presence SET expires_at = now() - make_interval(secs => $2) WHERE agent_id = $1', ago)
      await tx.query('UPDATE handoff SET assigned_at = now() - make_interval(secs => $2) WHERE agent_id = $1', ago)
      await tx.query(
        `INSERT INTO sweep (name, last_at) VALUES ('presence', now() - make_interval(secs => $1))
         ON CONFLICT (name) DO UPDATE SET last_at = excluded.last_at`,
        [sweptAgo],
      )
    })
  }
  const connect = (agentId: string) =>
    shop.db.query(
      "INSERT INTO presence (tenant_id, id, agent_id, expires_at) VALUES ($1, gen_random_uuid(), $2, now() + interval '45 s')",
      [shop.home.tenantId, agentId],
    )

  test('takes a conversation from an agent whose connections have all died, and from nobody else', async () => {
    const [gone, there] = [await shop.addAgent(), await shop.addAgent()]
    const [lost, kept] = [await waiting(), await waiting()]
    const queued = (await handoffOf(lost.id))!.queued_at
    await connect(gone.id)
    await connect(gone.id)
    await connect(there.id)
    const { epoch } = await accept(lost.id, gone)
    await accept(kept.id, there)
    await sweep()
    expect(await handoffOf(lost.id)).toMatchObject({ state: 'assigned' })
    await silentFor(gone.id, 60, 1)
    await sweep()
    expect(await handoffOf(lost.id)).toMatchObject({ state: 'waiting', agent_id: null, queued_at: queued })
    expect(await handoffOf(kept.id)).toMatchObject({ state: 'assigned', agent_id: there.id })
    await expect(
      shop.app.desk.reply(tenant(), lost.id, gone, epoch, crypto.randomUUID(), 'too late'),
    ).rejects.toMatchObject({ code: 'not_holder' })
    await sweep()
    expect((await eventsOf(lost.id)).filter(row => row.body.state === 'returned_to_queue')).toHaveLength(1)
  })

  test('keeps it while one connection of his lives', async () => {
    const agent = await shop.addAgent()
    const { id } = await waiting()
    await connect(agent.id)
    await accept(id, agent)
    await silentFor(agent.id, 60, 1)
    await connect(agent.id)
    await sweep()
    expect(await handoffOf(id)).toMatchObject({ state: 'assigned', agent_id: agent.id })
  })

  test('takes nothing from anybody after an outage of all servers: every connection gets a fresh lease', async () => {
    const agent = await shop.addAgent()
    const { id } = await waiting()
    await connect(agent.id)
    await accept(id, agent)
    await silentFor(agent.id, 3_600, 3_600)
    await sweep()
    expect(await handoffOf(id)).toMatchObject({ state: 'assigned', agent_id: agent.id })
    const { rows } = await shop.db.query('SELECT 1 FROM presence WHERE agent_id = $1 AND expires_at > now()', [
      agent.id,
    ])
    expect(rows).toHaveLength(1)
    // He does not come back: then the lease ends as always.
    await silentFor(agent.id, 60, 1)
    await sweep()
    expect(await handoffOf(id)).toMatchObject({ state: 'waiting' })
  })

  test('serves the oldest first, also after some came back', async () => {
    const agent = await shop.signIn()
    await shop.db.query(
      "UPDATE handoff SET state = 'closed', agent_id = NULL, closed_at = now() WHERE state <> 'closed'",
    )
    await shop.db.query('UPDATE agent SET load = 0')
    const ids: string[] = []
    for (let i = 0; i < 5; i++) ids.push((await waiting()).id)
    for (const id of [ids[3]!, ids[0]!]) {
      const { handoff } = await agent.accept(id)
      await agent.call('POST', `/conversations/${id}/return-to-queue`, { epoch: handoff!.epoch })
    }
    const { body } = await agent.call('GET', '/conversations?view=queue')
    expect((body as { conversations: { id: string }[] }).conversations.map(one => one.id)).toEqual(ids)
  })
})
