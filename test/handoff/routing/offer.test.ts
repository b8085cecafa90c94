/** Offers and transfers through the real server: what agents get on their sockets, and what the visitor does not. */
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { addTeam } from '../../../src/admin/teams.ts'
import { writeRouting } from '../../../src/handoff/routing/routing.store.ts'
import { DEFAULT_ROUTING, type RoutingSettings } from '../../../src/handoff/routing/settings.ts'
import type { ConversationSummary } from '../../../src/protocol.ts'
import { buildApp, eventually, readRows, type SignedIn, type TestApp } from '../../helpers/app.ts'
import { describeOnEachDatabase } from '../../helpers/databases.ts'
import { plainBot } from '../../helpers/plain-bot.ts'

describeOnEachDatabase('an offer', open => {
  let shop: TestApp
  const sockets: { close(): void }[] = []
  beforeAll(async () => {
    shop = await buildApp({ db: open(), loadBot: async () => plainBot() })
  }, 120_000)
  /** Each test begins with an empty floor. */
  afterEach(async () => {
    for (const socket of sockets.splice(0)) socket.close()
    await shop.db.query("UPDATE handoff SET state = 'closed', closed_at = now() WHERE state <> 'closed'")
    await shop.db.query("UPDATE agent SET load = 0, availability = 'offline'")
    await shop.db.query('DELETE FROM presence')
    await shop.db.query('UPDATE inbox SET capacity_weight = 1')
  })
  afterAll(() => shop.close())

  const tenant = () => shop.db.tenant(shop.home.tenantId)
  const set = (change: Partial<RoutingSettings> = {}) =>
    writeRouting(tenant(), { ...DEFAULT_ROUTING, strategy: 'round_robin', ...change })

  /** An agent at his desk, online. */
  async function present(capacity = 5, role: 'agent' | 'supervisor' = 'agent') {
    const agent = await shop.signIn(role, shop.home, capacity)
    const socket = await shop.deskSocket(agent)
    sockets.push(socket)
    await socket.wait('welcome')
    await agent.call('PUT', '/me/availability', { availability: 'online' })
    return { ...agent, socket, offers: offersOf(socket) }
  }
  type Present = Awaited<ReturnType<typeof present>>

  const offersOf = (socket: Awaited<ReturnType<TestApp['deskSocket']>>) => () =>
    socket.frames.flatMap(frame => (frame.type === 'offers' ? [frame.offers] : [])).at(-1) ?? []
  const offerTo = (agent: Present) => eventually(() => agent.offers()[0])

  async function visitorAsks() {
    const visitor = await shop.newVisitor()
    return { ...visitor, id: (await visitor.say('人工')).conversationId }
  }
  const handoffOf = async (id: string) =>
    (
      await shop.db.query<{ state: string; agent_id: string | null; queued_at: Date; epoch: number }>(
        "SELECT state, agent_id, queued_at, epoch FROM handoff WHERE conversation_id = $1 AND state <> 'closed'",
        [id],
      )
    ).rows[0]!
  const loadOf = async ({ id }: { id: string }) =>
    (await shop.db.query<{ load: number }>('SELECT load FROM agent WHERE id = $1', [id])).rows[0]!.load
  const act = (agent: SignedIn, id: string, move: string, body: object = {}) =>
    agent.call('POST', `/conversations/${id}/${move}`, body)

  test('comes to a present agent with its time, is taken, and goes from his screen', async () => {
    await set()
    const agent = await present()
    const { id } = await visitorAsks()
    const offer = await offerTo(agent)
    expect(offer).toMatchObject({ conversationId: id, epoch: 1 })
    expect(offer.expiresInMs).toBeGreaterThan(15_000)
    expect(offer.expiresInMs).toBeLessThanOrEqual(20_000)
    expect(await loadOf(agent)).toBe(1)
    expect((await act(agent, id, 'accept')).status).toBe(200)
    expect(await handoffOf(id)).toMatchObject({ state: 'assigned', agent_id: agent.id })
    expect(await loadOf(agent)).toBe(1)
    await eventually(() => agent.offers().length === 0)
  })

  test('is not made where nobody set a strategy: it waits for a hand', async () => {
    await set({ strategy: 'manual' })
    const agent = await present()
    const { id } = await visitorAsks()
    await shop.app.routing.sweep()
    expect(await handoffOf(id)).toMatchObject({ state: 'waiting', epoch: 0 })
    expect(agent.offers()).toEqual([])
  })

  test('is not made to who is only connected, or only online', async () => {
    await set()
    const away = await present()
    await away.call('PUT', '/me/availability', { availability: 'away' })
    await shop.db.query("UPDATE agent SET availability = 'online' WHERE id = $1", [(await shop.signIn()).id])
    const { id } = await visitorAsks()
    await shop.app.routing.route(shop.home.tenantId)
    expect(await handoffOf(id)).toMatchObject({ state: 'waiting' })
    await away.call('PUT', '/me/availability', { availability: 'online' })
    expect((await offerTo(away)).conversationId).toBe(id)
  })

  test('that is declined goes to the other at the old place, unseen by the visitor', async () => {
    await set()
    const [one, two] = [await present(), await present()]
    const visitor = await visitorAsks()
    const before = await eventually(async () => {
      const handoff = await handoffOf(visitor.id)
      return handoff.state === 'offered' && handoff
    })
    const [first, second] = before.agent_id === one.id ? [one, two] : [two, one]
    const offer = await offerTo(first)
    const seen = await visitor.events()
    expect((await act(second, visitor.id, 'decline', { epoch: offer.epoch })).code).toBe('offer_gone')
    expect((await act(first, visitor.id, 'decline', { epoch: offer.epoch })).status).toBe(200)
    expect((await offerTo(second)).conversationId).toBe(visitor.id)
    const now = await handoffOf(visitor.id)
    expect([now.queued_at, now.epoch]).toEqual([before.queued_at, offer.epoch + 1])
    expect([await loadOf(first), await loadOf(second)]).toEqual([0, 1])
    expect((await act(first, visitor.id, 'accept')).code).toBe('handoff_taken')
    expect((await act(first, visitor.id, 'decline', { epoch: offer.epoch })).code).toBe('offer_gone')
    expect(await visitor.events()).toEqual(seen)
    const { body } = await visitor.call('GET', '/messages?after=0')
    expect((body as { state: object }).state).toMatchObject({ holder: 'queue', queuePosition: 1 })
  })

  test('lapses with its time, cannot be taken afterwards, and is not made again at once', async () => {
    await set()
    const agent = await present()
    const { id } = await visitorAsks()
    await offerTo(agent)
    await shop.db.query("UPDATE handoff SET offer_expires_at = now() - interval '1 s' WHERE conversation_id = $1", [id])
    expect((await act(agent, id, 'accept')).code).toBe('handoff_taken')
    await shop.app.routing.sweep()
    await shop.app.routing.sweep()
    expect(await handoffOf(id)).toMatchObject({ state: 'waiting', epoch: 1 })
    expect(await loadOf(agent)).toBe(0)
    expect((await act(agent, id, 'accept')).status).toBe(200)
  })

  test.each(['busy', 'away', 'offline'])('ends at once when its agent becomes %s', async availability => {
    await set()
    const agent = await present()
    const { id } = await visitorAsks()
    await offerTo(agent)
    await agent.call('PUT', '/me/availability', { availability })
    expect(await handoffOf(id)).toMatchObject({ state: 'waiting' })
    expect(await loadOf(agent)).toBe(0)
  })

  test('ends with the presence of its agent', async () => {
    await set()
    const agent = await present()
    const { id } = await visitorAsks()
    await offerTo(agent)
    await shop.db.query('DELETE FROM presence WHERE agent_id = $1', [agent.id])
    await shop.app.routing.sweep()
    expect(await handoffOf(id)).toMatchObject({ state: 'waiting' })
  })

  test('gives its place back when the visitor goes on with the bot', async () => {
    await set()
    const agent = await present()
    const visitor = await visitorAsks()
    await offerTo(agent)
    await visitor.say('不用了')
    expect(await handoffOf(visitor.id)).toBeUndefined()
    expect(await loadOf(agent)).toBe(0)
    await eventually(() => agent.offers().length === 0)
  })

  test('serves the higher priority first, and counts the inbox’s weight', async () => {
    await set({ strategy: 'manual', rules: [{ when: { reason: 'asked' }, priority: 3 }] })
    await shop.db.query('UPDATE inbox SET capacity_weight = 2 WHERE id = $1', [shop.home.inboxId])
    const early = await visitorAsks()
    const urgent = await visitorAsks()
    await shop.db.query('UPDATE handoff SET priority = 0 WHERE conversation_id = $1', [early.id])
    await set()
    const agent = await present(3)
    expect((await offerTo(agent)).conversationId).toBe(urgent.id)
    expect(await loadOf(agent)).toBe(2)
    expect(await handoffOf(early.id)).toMatchObject({ state: 'waiting' })
    const { body } = await early.call('GET', '/messages?after=0')
    expect((body as { state: object }).state).toMatchObject({ queuePosition: 2 })
    await act(agent, urgent.id, 'accept')
    await act(agent, urgent.id, 'close', { epoch: (await handoffOf(urgent.id)).epoch })
    await eventually(() => agent.offers()[0]?.conversationId === early.id)
  })

  test('by a colleague carries his note, which the visitor never gets; untaken it waits at its old place', async () => {
    await set({ strategy: 'manual' })
    const [from, to] = [await present(), await present(1)]
    const visitor = await visitorAsks()
    const { queued_at } = await handoffOf(visitor.id)
    const { handoff } = await from.accept(visitor.id)
    const target = { kind: 'agent', id: to.id }
    const note = 'a secret note'
    const moved = await act(from, visitor.id, 'transfer', { epoch: handoff!.epoch, to: target, note })
    expect((moved.body as { conversation: ConversationSummary }).conversation.handoff).toMatchObject({
      state: 'offered',
      agent: { id: to.id },
    })
    expect(await offerTo(to)).toMatchObject({ from: { name: from.name, note } })
    expect([await loadOf(from), await loadOf(to)]).toEqual([0, 1])
    expect(JSON.stringify(await visitor.events())).not.toContain('secret')
    const rows = await readRows(shop.db, shop.home.tenantId, visitor.id)
    expect(rows.find(row => row.kind === 'note')).toMatchObject({ audience: 'agents' })
    expect((await act(to, visitor.id, 'decline', { epoch: to.offers()[0]!.epoch })).status).toBe(200)
    expect(await handoffOf(visitor.id)).toMatchObject({ state: 'waiting', queued_at })
    expect(await loadOf(to)).toBe(0)
  })

  test('to a colleague who is away or full is refused, and nothing has changed', async () => {
    await set({ strategy: 'manual' })
    const [from, full] = [await present(), await present(0)]
    const { id } = await visitorAsks()
    const { handoff } = await from.accept(id)
    const rows = await readRows(shop.db, shop.home.tenantId, id)
    for (const to of [full, await shop.signIn()]) {
      const body = { epoch: handoff!.epoch, to: { kind: 'agent', id: to.id }, note: '' }
      expect((await act(from, id, 'transfer', body)).code).toBe('target_unavailable')
    }
    expect((await act(full, id, 'transfer', { epoch: 1, to: { kind: 'agent', id: from.id } })).code).toBe('not_holder')
    expect(await handoffOf(id)).toMatchObject({ state: 'assigned', agent_id: from.id })
    expect(await readRows(shop.db, shop.home.tenantId, id)).toEqual(rows)
  })

  test('after a transfer to a team goes to its members', async () => {
    await set()
    const from = await present()
    const { id } = await visitorAsks()
    await offerTo(from)
    const { handoff } = await from.accept(id)
    const [other, member] = [await present(), await present()]
    const team = await addTeam(tenant(), { name: `Returns ${id}`, agentIds: [member.id] })
    const moved = await act(from, id, 'transfer', { epoch: handoff!.epoch, to: { kind: 'team', id: team.id } })
    expect(moved.status).toBe(200)
    expect((await offerTo(member)).conversationId).toBe(id)
    expect(other.offers()).toEqual([])
  })

  test('or assignment is taken over by a supervisor, not by an agent', async () => {
    await set({ strategy: 'manual' })
    const [agent, boss] = [await present(), await present(5, 'supervisor')]
    const { id } = await visitorAsks()
    const { handoff } = await agent.accept(id)
    expect((await act(agent, id, 'take-over')).code).toBe('permission_missing')
    expect((await act(boss, id, 'take-over')).status).toBe(200)
    expect(await handoffOf(id)).toMatchObject({ state: 'assigned', agent_id: boss.id })
    expect([await loadOf(agent), await loadOf(boss)]).toEqual([0, 1])
    const late = { clientMessageId: crypto.randomUUID(), text: 'late', epoch: handoff!.epoch }
    expect((await act(agent, id, 'messages', late)).code).toBe('not_holder')
  })
})
