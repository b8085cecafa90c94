/** What is put off: by an agent, or by a visitor's choice; and how it comes back. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { lock } from '../../src/conversation/conversation.store.ts'
import { readState } from '../../src/conversation/summary.store.ts'
import { sweepDue } from '../../src/jobs/sweepers.ts'
import type { ConversationSummary } from '../../src/protocol.ts'
import { buildApp, type EventRow, readRows, type SignedIn, type TestApp, type Visitor } from '../helpers/app.ts'
import { describeOnEachDatabase } from '../helpers/databases.ts'
import { plainBot } from '../helpers/plain-bot.ts'

describeOnEachDatabase('parking', open => {
  let shop: TestApp
  beforeAll(async () => {
    shop = await buildApp({ db: open(), loadBot: async () => plainBot() })
  }, 120_000)
  afterAll(() => shop.close())

  const tenant = () => shop.db.tenant(shop.home.tenantId)
  const inAnHour = () => new Date(Date.now() + 3_600_000).toISOString()
  const eventsOf = (id: string): Promise<EventRow[]> => readRows(shop.db, shop.home.tenantId, id)
  const gapless = (rows: EventRow[]) => expect(rows.map(row => row.seq)).toEqual(rows.map((_, i) => i + 1))
  const sweep = () => sweepDue({ db: shop.db, desk: shop.app.desk })

  async function waiting(): Promise<Visitor & { id: string }> {
    const visitor = await shop.newVisitor()
    return { ...visitor, id: (await visitor.say('人工')).conversationId }
  }

  /** An agent who is connected and online. */
  async function present(capacity = 50): Promise<SignedIn> {
    const agent = await shop.signIn('agent', shop.home, capacity)
    await shop.db.query(
      "INSERT INTO presence (tenant_id, id, agent_id, expires_at) VALUES ($1, gen_random_uuid(), $2, now() + interval '1 day')",
      [shop.home.tenantId, agent.id],
    )
    await shop.db.query("UPDATE agent SET availability = 'online' WHERE id = $1", [agent.id])
    return agent
  }

  async function snooze(agent: SignedIn, id: string): Promise<ConversationSummary> {
    const { handoff } = await agent.accept(id)
    const { status, body } = await agent.call('POST', `/conversations/${id}/snooze`, {
      epoch: handoff!.epoch,
      until: inAnHour(),
    })
    expect(status).toBe(200)
    return (body as { conversation: ConversationSummary }).conversation
  }

  async function summaryOf(agent: SignedIn, id: string): Promise<ConversationSummary> {
    const { body } = await agent.call('GET', `/conversations/${id}`)
    return (body as { conversation: ConversationSummary }).conversation
  }

  async function loadOf(agent: SignedIn): Promise<number> {
    const { rows } = await shop.db.query<{ load: number }>('SELECT load FROM agent WHERE id = $1', [agent.id])
    return rows[0]!.load
  }

  const nowDue = (id: string) =>
    shop.db.query("UPDATE conversation SET due_at = now() - interval '1 s' WHERE id = $1", [id])

  test('frees the agent, names the time, and says nothing to the visitor', async () => {
    const agent = await present(1)
    const visitor = await waiting()
    const before = await visitor.events()
    const parked = await snooze(agent, visitor.id)
    expect(parked).toMatchObject({
      status: 'snoozed',
      holder: 'bot',
      handoff: { state: 'parked' },
      parked: { reason: 'snoozed', by: { id: agent.id } },
    })
    expect(await loadOf(agent)).toBe(0)
    const told = (await visitor.events()).slice(before.length)
    expect(told.map(event => event.body.kind)).toEqual(['handoff_changed'])
    const { body } = await agent.call('GET', '/conversations?view=parked')
    const list = body as { conversations: ConversationSummary[]; counts: { parked: number } }
    expect(list.conversations.map(one => one.id)).toContain(visitor.id)
    expect(list.counts.parked).toBe(list.conversations.length)
    await sweep()
    // A sweeper that found it due before it was put off once more.
    await shop.app.desk.wake(tenant(), visitor.id, 'due')
    expect((await summaryOf(agent, visitor.id)).status).toBe('snoozed')
  })

  test('is for who holds it, and for a time to come', async () => {
    const [agent, other] = [await present(), await present()]
    const visitor = await waiting()
    const { handoff } = await agent.accept(visitor.id)
    const ask = (by: SignedIn, body: object) => by.call('POST', `/conversations/${visitor.id}/snooze`, body)
    expect((await ask(other, { epoch: handoff!.epoch, until: inAnHour() })).code).toBe('not_holder')
    expect((await ask(agent, { epoch: handoff!.epoch - 1, until: inAnHour() })).code).toBe('not_holder')
    const late = new Date(Date.now() - 1000).toISOString()
    expect((await ask(agent, { epoch: handoff!.epoch, until: late })).code).toBe('due_out_of_range')
    const never = '2099-01-01T00:00:00Z'
    expect((await ask(agent, { epoch: handoff!.epoch, until: never })).code).toBe('due_out_of_range')
    expect((await summaryOf(agent, visitor.id)).status).toBe('open')
  })

  test('ends in the hands of who snoozed it, when it is due and he is there; two sweepers do it once', async () => {
    const agent = await present()
    const visitor = await waiting()
    await snooze(agent, visitor.id)
    await nowDue(visitor.id)
    await Promise.all([sweep(), sweep()])
    expect(await summaryOf(agent, visitor.id)).toMatchObject({
      status: 'open',
      holder: 'agent',
      handoff: { state: 'assigned', agent: { id: agent.id } },
    })
    expect(await loadOf(agent)).toBe(1)
    const rows = await eventsOf(visitor.id)
    gapless(rows)
    expect(rows.filter(row => row.kind === 'unparked')).toMatchObject([
      { audience: 'agents', body: { because: 'due' } },
    ])
  })

  test('ends at the old place in the queue when he is away, or has no room', async () => {
    const [away, full] = [await present(), await present(1)]
    const [early, late] = [await waiting(), await waiting()]
    await snooze(away, early.id)
    await snooze(full, late.id)
    const after = await waiting()
    await full.accept((await waiting()).id)
    await shop.db.query("UPDATE agent SET availability = 'away' WHERE id = $1", [away.id])
    await nowDue(early.id)
    await nowDue(late.id)
    await sweep()
    const { body } = await away.call('GET', '/conversations?view=queue&limit=200')
    const order = (body as { conversations: ConversationSummary[] }).conversations.map(one => one.id)
    const places = [early, late, after].map(one => order.indexOf(one.id))
    expect(places[0]).toBeGreaterThanOrEqual(0)
    expect(places).toEqual([...places].sort((a, b) => a - b))
    expect((await early.events()).at(-1)).toMatchObject({ body: { state: 'returned_to_queue' } })
    expect(await loadOf(full)).toBe(1)
  })

  test('ends at once when the visitor writes: the bot does not answer in between', async () => {
    const agent = await present()
    const visitor = await waiting()
    await snooze(agent, visitor.id)
    await visitor.say('How much?')
    expect(await summaryOf(agent, visitor.id)).toMatchObject({ status: 'open', handoff: { agent: { id: agent.id } } })
    const rows = await eventsOf(visitor.id)
    gapless(rows)
    const since = rows.slice(rows.findIndex(row => row.kind === 'parked') + 1)
    expect(since.map(row => row.kind)).toEqual(['message', 'unparked', 'handoff_changed'])
  })

  test('lets any agent take it at any time', async () => {
    const [agent, other] = [await present(), await present()]
    const visitor = await waiting()
    const before = await snooze(agent, visitor.id)
    const taken = await other.accept(visitor.id)
    expect(taken).toMatchObject({ status: 'open', holder: 'agent', handoff: { agent: { id: other.id } } })
    expect(taken.parked).toBeUndefined()
    expect(taken.handoff!.epoch).toBeGreaterThan(before.handoff!.epoch)
    expect([await loadOf(agent), await loadOf(other)]).toEqual([0, 1])
    await nowDue(visitor.id)
    await sweep()
    expect(await loadOf(other)).toBe(1)
    const rows = await eventsOf(visitor.id)
    expect(rows.filter(row => row.kind === 'unparked')).toMatchObject([{ body: { because: 'taken' } }])
  })

  test('can be closed while it is parked, and leaves nothing behind', async () => {
    const agent = await present()
    const visitor = await waiting()
    await snooze(agent, visitor.id)
    expect((await agent.call('POST', `/conversations/${visitor.id}/close`, {})).status).toBe(200)
    const { rows } = await shop.db.query(
      `SELECT c.status, c.due_at, h.state FROM conversation c JOIN handoff h ON h.conversation_id = c.id WHERE c.id = $1`,
      [visitor.id],
    )
    expect(rows).toEqual([{ status: 'resolved', due_at: null, state: 'closed' }])
  })

  async function leaveMessage(visitor: Visitor & { id: string }): Promise<boolean> {
    return tenant().transaction(async tx => {
      await lock(tx, visitor.id)
      return shop.app.desk.parkForVisitor(tx, visitor.id, 'left_message', new Date(inAnHour()))
    })
  }

  test("by a visitor's choice keeps its time whatever he writes; the bot goes on meanwhile", async () => {
    const agent = await present()
    const visitor = await waiting()
    expect(await leaveMessage(visitor)).toBe(true)
    expect(await readState(tenant(), visitor.id)).toMatchObject({ holder: 'bot', parked: { reason: 'left_message' } })
    expect((await visitor.events()).at(-1)).toMatchObject({ body: { kind: 'parked', reason: 'left_message' } })
    await visitor.say('How much?')
    expect((await visitor.events()).at(-1)).toMatchObject({ sender: { kind: 'bot' } })
    expect((await summaryOf(agent, visitor.id)).status).toBe('snoozed')
    await nowDue(visitor.id)
    await sweep()
    expect(await summaryOf(agent, visitor.id)).toMatchObject({ status: 'open', handoff: { state: 'waiting' } })
  })

  test('of a visitor who asks for a person again waits again, at its old place', async () => {
    const agent = await present()
    const visitor = await waiting()
    const { handoff } = await summaryOf(agent, visitor.id)
    await leaveMessage(visitor)
    await visitor.say('人工')
    expect(await summaryOf(agent, visitor.id)).toMatchObject({
      status: 'open',
      holder: 'queue',
      handoff: { id: handoff!.id, queuedAt: handoff!.queuedAt, state: 'waiting' },
    })
    gapless(await eventsOf(visitor.id))
  })

  test('is not for a visitor whom an agent serves, or who asked for nobody', async () => {
    const agent = await present()
    const visitor = await waiting()
    await agent.accept(visitor.id)
    expect(await leaveMessage(visitor)).toBe(false)
    const stranger = await shop.newVisitor()
    const { conversationId } = await stranger.say('How much?')
    expect(await leaveMessage({ ...stranger, id: conversationId })).toBe(false)
  })
})
