/** What agents have at hand: notes that a visitor never gets, labels, opening again, blocking, canned responses, macros. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { newId as newRunId } from '../../src/client/outbox.ts'
import type { ListPage } from '../../src/finding/list.ts'
import { newId } from '../../src/id.ts'
import type { ConversationSummary } from '../../src/protocol.ts'
import { buildApp, type EventRow, readRows, type SignedIn, type TestApp, type Visitor } from '../helpers/app.ts'
import { describeOnEachDatabase } from '../helpers/databases.ts'
import { plainBot } from '../helpers/plain-bot.ts'

describeOnEachDatabase('the tools of the desk', open => {
  let shop: TestApp
  let agent: SignedIn
  let colleague: SignedIn
  beforeAll(async () => {
    shop = await buildApp({ db: open(), loadBot: async () => plainBot() })
    agent = await shop.signIn()
    colleague = await shop.signIn()
  }, 120_000)
  afterAll(() => shop.close())

  async function taken(): Promise<Visitor & { id: string; epoch: number }> {
    const visitor = await shop.newVisitor()
    const id = (await visitor.say('人工')).conversationId
    const { handoff } = await agent.accept(id)
    return { ...visitor, id, epoch: handoff!.epoch }
  }
  const rowsOf = (id: string): Promise<EventRow[]> => readRows(shop.db, shop.home.tenantId, id)
  const note = (by: SignedIn, id: string, text: string, mentions: string[] = [], clientMessageId = newId()) =>
    by.call('POST', `/conversations/${id}/notes`, { clientMessageId, text, mentions })
  const conversationOf = (body: unknown) => (body as { conversation: ConversationSummary }).conversation
  const countsOf = async (by: SignedIn) =>
    ((await by.call('GET', '/conversations')).body as { counts: { mentions: number } }).counts

  test('a note never reaches the visitor, whose chain of events has no hole', async () => {
    const visitor = await taken()
    const socket = await shop.visitorSocket(visitor)
    await socket.wait('welcome')
    expect((await note(agent, visitor.id, '秘密 secret')).status).toBe(200)
    const { body } = await agent.call('POST', `/conversations/${visitor.id}/messages`, {
      clientMessageId: newId(),
      text: 'Hello',
      epoch: visitor.epoch,
    })
    const { event } = await socket.wait('event', frame => frame.event.seq === (body as { seq: number }).seq)
    const seen = socket.events()
    for (const [i, one] of seen.entries()) expect(one.prevSeq).toBe(i === 0 ? 0 : seen[i - 1]!.seq)
    expect(event.seq - event.prevSeq).toBeGreaterThan(1)
    expect(JSON.stringify(socket.frames)).not.toContain('secret')
    const later = await shop.visitorSocket(visitor)
    await later.wait('event', frame => frame.event.seq === event.seq)
    expect(JSON.stringify(later.frames)).not.toContain('secret')
    expect(JSON.stringify(await visitor.events())).not.toContain('secret')
  })

  test('a note is stored once, however often it is sent; the same id with another text is refused', async () => {
    const visitor = await taken()
    const id = newId()
    const first = (await note(agent, visitor.id, 'once', [], id)).body as { seq: number }
    expect((await note(agent, visitor.id, 'once', [], id)).body).toEqual({ seq: first.seq, duplicate: true })
    expect((await note(agent, visitor.id, 'twice', [], id)).code).toBe('client_message_id_conflict')
    expect((await rowsOf(visitor.id)).filter(row => row.kind === 'note')).toHaveLength(1)
  })

  test('a colleague who is named is told at once, until he has read it', async () => {
    const visitor = await taken()
    const before = (await countsOf(colleague)).mentions
    const desk = await shop.deskSocket(colleague)
    await desk.wait('welcome')
    const stranger = await shop.signIn('agent', shop.other)
    await note(agent, visitor.id, '@colleague look', [colleague.id, agent.id, stranger.id, newId()])
    await desk.wait('desk', frame => frame.mentions === before + 1)
    const rows = await rowsOf(visitor.id)
    const stored = rows.find(row => row.kind === 'note')!
    expect(stored).toMatchObject({
      audience: 'agents',
      body: { mentions: [{ id: colleague.id, name: colleague.name }] },
    })
    const mentions = async () =>
      (await colleague.call('GET', '/conversations?view=mentions')).body as ListPage & { mentioned: string[] }
    expect((await mentions()).conversations.map(one => one.id)).toContain(visitor.id)
    expect((await mentions()).mentioned).toContain(visitor.id)
    expect((await countsOf(agent)).mentions).toBe(0)
    await colleague.call('POST', `/conversations/${visitor.id}/mentions/read`)
    expect((await countsOf(colleague)).mentions).toBe(before)
    expect((await mentions()).conversations.map(one => one.id)).toContain(visitor.id)
    expect((await mentions()).mentioned).not.toContain(visitor.id)
    await desk.wait('desk', frame => frame.mentions === before)
  })

  test('labels are set, shown, and told to agents only', async () => {
    const boss = await shop.signIn('admin')
    const add = async (name: string) =>
      ((await boss.call('POST', '/labels', { name, colour: 'red' })).body as { item: { id: string } }).item.id
    const [refund, vip] = [await add('退款'), await add('VIP')]
    expect((await boss.call('POST', '/labels', { name: 'vip', colour: 'blue' })).code).toBe('label_name_taken')
    expect((await agent.call('POST', '/labels', { name: 'mine', colour: 'blue' })).status).toBe(403)
    const visitor = await taken()
    const set = (...labelIds: string[]) => agent.call('PUT', `/conversations/${visitor.id}/labels`, { labelIds })
    expect(
      conversationOf((await set(refund!, vip!)).body)
        .labels?.map(label => label.name)
        .sort(),
    ).toEqual(['VIP', '退款'])
    await set(vip!)
    await set(vip!, newId())
    const changes = (await rowsOf(visitor.id)).filter(row => row.kind === 'labels_changed')
    expect(changes).toMatchObject([
      { audience: 'agents', body: { removed: [] } },
      { audience: 'agents', body: { added: [], removed: [{ name: '退款' }] } },
    ])
    expect((await boss.call('DELETE', `/labels/${vip}`)).status).toBe(200)
    expect(conversationOf((await agent.call('GET', `/conversations/${visitor.id}`)).body).labels).toBeUndefined()
  })

  test('a closed conversation opens again in the hands of who opens it, and the visitor goes on in it', async () => {
    const visitor = await taken()
    await agent.call('POST', `/conversations/${visitor.id}/close`, { epoch: visitor.epoch })
    const { status, body } = await agent.call('POST', `/conversations/${visitor.id}/reopen`)
    expect(status).toBe(200)
    expect(conversationOf(body)).toMatchObject({
      status: 'open',
      holder: 'agent',
      handoff: { agent: { id: agent.id } },
    })
    expect((await visitor.say('How much?')).conversationId).toBe(visitor.id)
    const rows = await rowsOf(visitor.id)
    expect(rows.map(row => row.seq)).toEqual(rows.map((_, i) => i + 1))
  })

  test('but not when its visitor has a newer one, nor for an agent who is full', async () => {
    const visitor = await taken()
    await agent.call('POST', `/conversations/${visitor.id}/close`, { epoch: visitor.epoch })
    const busy = await shop.signIn('agent', shop.home, 0)
    expect((await busy.call('POST', `/conversations/${visitor.id}/reopen`)).code).toBe('agent_full')
    const next = await visitor.say('How much?')
    expect(next.conversationId).not.toBe(visitor.id)
    expect((await agent.call('POST', `/conversations/${visitor.id}/reopen`)).code).toBe('newer_conversation')
    await agent.call('POST', `/conversations/${next.conversationId}/close`, {})
    expect((await agent.call('POST', `/conversations/${visitor.id}/reopen`)).code).toBe('newer_conversation')
  })

  test("a blocked visitor's messages are refused, over the socket and by REST, until he is let in again", async () => {
    const visitor = await taken()
    const socket = await shop.visitorSocket(visitor)
    await socket.wait('welcome')
    const before = (await rowsOf(visitor.id)).length
    const { body } = await agent.call('POST', `/conversations/${visitor.id}/block`, { reason: 'spam' })
    expect(conversationOf(body).contact.blocked).toBe(true)
    const refused = await visitor.send('hello?')
    expect([refused.status, refused.code]).toEqual([403, 'visitor_blocked'])
    const clientMessageId = newId()
    socket.send({ type: 'send', clientMessageId, text: 'hello?' })
    const { code, retryable } = await socket.wait('error', frame => frame.clientMessageId === clientMessageId)
    expect([code, retryable]).toEqual(['visitor_blocked', false])
    const news = (await rowsOf(visitor.id)).slice(before)
    expect(news).toMatchObject([{ kind: 'blocked', audience: 'agents' }])
    const { body: list } = await agent.call('GET', '/blocked')
    expect((list as { blocked: object[] }).blocked).toMatchObject([{ contactId: visitor.contactId, reason: 'spam' }])
    await agent.call('POST', `/conversations/${visitor.id}/close`, { epoch: visitor.epoch })
    expect((await visitor.send('a new one?')).code).toBe('visitor_blocked')
    await agent.call('POST', `/conversations/${visitor.id}/unblock`, {})
    await visitor.say('How much?')
  })

  const canned = (shortcut: string, shared: boolean) => ({ shortcut, title: '退款流程', zh: '您好', en: '', shared })
  const itemOf = (body: unknown) => (body as { item: { id: string; initials: string; shared: boolean } }).item
  const listOf = async (by: SignedIn, path: string) =>
    ((await by.call('GET', path)).body as { items: { id: string; used?: number }[] }).items

  test("an agent keeps responses of his own; everybody's are changed by supervisors", async () => {
    const boss = await shop.signIn('supervisor')
    const own = itemOf((await agent.call('POST', '/canned', canned('refund', false))).body)
    expect(own).toMatchObject({ initials: 'tklc', shared: false })
    expect((await agent.call('POST', '/canned', canned('Refund', false))).code).toBe('shortcut_taken')
    expect((await agent.call('POST', '/canned', canned('all', true))).code).toBe('not_yours_to_share')
    const shared = itemOf((await boss.call('POST', '/canned', canned('refund', true))).body)
    expect((await listOf(agent, '/canned')).map(one => one.id).sort()).toEqual([own.id, shared.id].sort())
    expect((await listOf(colleague, '/canned')).map(one => one.id)).toEqual([shared.id])
    expect((await colleague.call('PUT', `/canned/${own.id}`, canned('x', false))).status).toBe(404)
    expect((await colleague.call('DELETE', `/canned/${own.id}`)).status).toBe(404)
    expect((await agent.call('DELETE', `/canned/${shared.id}`)).code).toBe('not_yours_to_share')
    await agent.call('POST', `/canned/${shared.id}/used`)
    expect((await listOf(agent, '/canned'))[0]).toMatchObject({ id: shared.id, used: 1 })
    expect((await boss.call('POST', '/canned', { ...canned('none', true), zh: ' ' })).code).toBe('canned_empty')
    expect((await agent.call('DELETE', `/canned/${own.id}`)).status).toBe(200)
  })

  test('a macro is done in one go, and its visitor hears of it in its order', async () => {
    const visitor = await taken()
    const boss = await shop.signIn('supervisor')
    const label = (await boss.call('POST', '/labels', { name: `m-${newId()}`, colour: 'blue' })).body as {
      item: { id: string }
    }
    const steps = [{ kind: 'reply', text: '马上退款' }, { kind: 'label', labelId: label.item.id }, { kind: 'close' }]
    // As the desk makes it.
    const run = { runId: newRunId(), epoch: visitor.epoch, steps }
    const socket = await shop.visitorSocket(visitor)
    await socket.wait('welcome')
    const { body } = await agent.call('POST', `/conversations/${visitor.id}/macro`, run)
    expect(conversationOf(body)).toMatchObject({ status: 'resolved', labels: [{ id: label.item.id }] })
    await socket.wait('event', frame => frame.event.body.kind === 'status_changed')
    expect(JSON.stringify(socket.events())).toContain('马上退款')
  })

  test('a macro whose last step is refused has done nothing, and says which step it was', async () => {
    const visitor = await taken()
    const before = (await rowsOf(visitor.id)).length
    const steps = [{ kind: 'reply', text: 'never said' }, { kind: 'label', labelId: newId() }, { kind: 'close' }]
    const macro = (epoch: number, some: object[]) =>
      agent.call('POST', `/conversations/${visitor.id}/macro`, { runId: newId(), epoch, steps: some })
    expect(await macro(visitor.epoch, steps)).toMatchObject({
      code: 'label_not_found',
      body: { error: { params: { step: 2 } } },
    })
    const toNobody = [steps[0]!, { kind: 'transfer', teamId: newId(), note: '' }]
    expect(await macro(visitor.epoch, toNobody)).toMatchObject({
      code: 'team_not_found',
      body: { error: { params: { step: 2 } } },
    })
    expect(await macro(visitor.epoch + 1, steps)).toMatchObject({
      code: 'not_holder',
      body: { error: { params: { step: 1 } } },
    })
    expect(await rowsOf(visitor.id)).toHaveLength(before)
    const { body } = await agent.call('GET', `/conversations/${visitor.id}`)
    expect(conversationOf(body)).toMatchObject({ status: 'open', handoff: { state: 'assigned', epoch: visitor.epoch } })
  })

  test('a macro gives the conversation away at its end only', async () => {
    const macro = (...kinds: string[]) => ({ name: 'm', actions: kinds.map(kind => ({ kind })), shared: false })
    expect((await agent.call('POST', '/macros', macro('close', 'return_to_bot'))).code).toBe('macro_order')
    const { id } = itemOf((await agent.call('POST', '/macros', macro('close'))).body)
    expect((await listOf(colleague, '/macros')).map(one => one.id)).not.toContain(id)
    expect((await agent.call('PUT', `/macros/${id}`, macro('return_to_bot'))).status).toBe(200)
    expect((await agent.call('DELETE', `/macros/${id}`)).status).toBe(200)
  })
})
