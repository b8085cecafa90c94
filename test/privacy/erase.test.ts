import type { TSchema } from 'typebox'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { newId } from '../../src/id.ts'
import { VisitorFrame } from '../../src/protocol.ts'
import { buildApp, eventually, type SignedIn, type TestApp, type Visitor } from '../helpers/app.ts'
import { DIGITS, findCanaries, MARK } from '../helpers/canaries.ts'
import { describeOnEachDatabase } from '../helpers/databases.ts'
import { fill, type Schema } from '../helpers/fill-schema.ts'
import { plainBot } from '../helpers/plain-bot.ts'
import { describeRoutes } from '../helpers/routes.ts'

const CANARIES = 50
/** Beside what the fields take. */
const LINES = 16
const OTHER = 'zqneighbour'

describeOnEachDatabase('erasing a person', open => {
  let shop: TestApp
  let owner: SignedIn
  let agent: SignedIn
  let written = 0

  beforeAll(async () => {
    shop = await buildApp({ db: open(), loadBot: async () => plainBot() })
    owner = await shop.signIn('owner')
    agent = await shop.signIn('agent')
    await agent.call('PUT', '/me/availability', { availability: 'online' })
  }, 60_000)
  afterAll(() => shop.close())

  /** Letters only: one word for every tokenizer. */
  const canary = (): string =>
    MARK + (++written).toString(36).replace(/\d/g, digit => String.fromCharCode(107 + Number(digit)))

  /** A canary of the form that a field asks for. */
  function textOf(path: string, schema: Schema): string | undefined {
    if (path.endsWith('signedAttributes')) return JSON.stringify({ [canary()]: canary() })
    if (schema.format === 'uuid') return undefined
    if (schema.format === 'email') return `${canary()}@example.com`
    if (schema.pattern?.startsWith('^[0-9')) return `${DIGITS}${++written}`
    if (schema.pattern?.startsWith('^[A-Za-z0-9_-]')) return `${canary()}-${newId().slice(-8)}`
    return canary()
  }

  /** Everything that a visitor can write: each frame, each route, every field; then lines until there are enough. */
  async function writeEverywhere(visitor: Visitor): Promise<{ conversationId: string }> {
    const first = await visitor.say(`${canary()}?`)
    // He is asked how he was served: otherwise he could not say it.
    await shop.db.query(
      `INSERT INTO rating (tenant_id, conversation_id, asked_seq, served_by) VALUES ($1, $2, 2, 'bot')`,
      [visitor.tenantId, first.conversationId],
    )
    const socket = await shop.visitorSocket(visitor)
    await socket.wait('welcome')
    const known = {
      token: visitor.token,
      conversationId: first.conversationId,
      seq: 2,
      asked: 2,
      protocol: 1,
      lastSeq: 0,
      choice: 'none',
    }
    for (const frame of (VisitorFrame as unknown as { anyOf: TSchema[] }).anyOf as Schema[]) {
      const filled = fill(frame, { text: textOf, known })
      if ((filled as { type: string }).type === 'hello') await hello(visitor, filled)
      else socket.send(filled)
    }
    for (const { method, url, access, body } of describeRoutes(shop.app)) {
      if (access.who !== 'visitor' || method === 'GET') continue
      const filled = body && fill(body, { text: textOf, known })
      const answer = await visitor.call(method, url.split(':inboxId')[1]!, { body: filled })
      // He rated over the socket already, and is asked once.
      if (answer.code === 'already_rated') continue
      expect([url, answer.status, answer.code], `${method} ${url}`).toEqual([url, expect.toSatisfy(isDone), undefined])
      await shop.app.turns.idle()
    }
    for (let line = 0; line < LINES || written < CANARIES; line++) await visitor.say(`${canary()} ${canary()}`)
    await visitor.say(`${canary()} ${canary()}@example.com`)
    return first
  }

  const isDone = (status: number) => status === 200 || status === 204

  /** A page opens its own socket. */
  async function hello(visitor: Visitor, frame: unknown): Promise<void> {
    const socket = await shop.socket(`/public/api/v1/inboxes/${visitor.inboxId}/socket`)
    socket.send(frame)
    await socket.wait('welcome')
    await socket.say(canary(), `${canary()}-${newId().slice(-8)}`)
    await shop.app.turns.idle()
  }

  /** He goes to a person, who writes back, tells a colleague, and closes; then he comes again. */
  async function throughTheDesk(visitor: Visitor): Promise<string> {
    const { conversationId } = await visitor.say('人工')
    await visitor.say(canary())
    const { handoff } = await agent.accept(conversationId)
    const clientMessageId = `${canary()}-${newId().slice(-8)}`
    const said = { clientMessageId, text: canary(), epoch: handoff!.epoch }
    expect((await agent.call('POST', `/conversations/${conversationId}/messages`, said)).status).toBe(200)
    const other = await shop.signIn('agent')
    await other.call('PUT', '/me/availability', { availability: 'online' })
    await (await shop.deskSocket(other)).wait('welcome')
    const to = { kind: 'agent', id: other.id }
    const transfer = { epoch: handoff!.epoch, to, note: canary() }
    expect((await agent.call('POST', `/conversations/${conversationId}/transfer`, transfer)).status).toBe(200)
    return conversationId
  }

  const loads = async () =>
    (
      await shop.db.query<{ n: number }>('SELECT coalesce(sum(load), 0)::int AS n FROM agent WHERE tenant_id = $1', [
        shop.home.tenantId,
      ])
    ).rows[0]!.n

  test('leaves none of 50 canaries in any column of any table, whatever way the visitor wrote them', async () => {
    const neighbour = await shop.newVisitor()
    await neighbour.say(`${OTHER}?`)
    const before = await loads()
    const visitor = await shop.newVisitor()
    await writeEverywhere(visitor)
    const closed = await throughTheDesk(visitor)
    await owner.call('POST', `/conversations/${closed}/take-over`, {})
    const { body } = await owner.call('GET', `/conversations/${closed}`)
    const { epoch } = (body as { conversation: { handoff: { epoch: number } } }).conversation.handoff
    expect((await owner.call('POST', `/conversations/${closed}/close`, { epoch })).status).toBe(200)
    const open = await throughTheDesk(visitor)
    expect(written).toBeGreaterThanOrEqual(CANARIES)
    const places = await findCanaries(shop.db)
    for (const column of [
      'contact.name',
      'contact.email',
      'contact.phone',
      'event.body',
      'handoff.packet',
      'event.client_message_id',
    ]) {
      expect(places.map(place => place.split(':')[0])).toContain(column)
    }
    expect(JSON.stringify((await owner.call('GET', '/unanswered')).body)).toContain(MARK)

    const onDesk = await shop.deskSocket(agent)
    const inBrowser = await shop.visitorSocket(visitor)
    await Promise.all([onDesk.wait('welcome'), inBrowser.wait('welcome')])
    const erased = await owner.call('DELETE', `/privacy/contacts/${visitor.contactId}`)
    expect([erased.status, erased.body]).toEqual([200, { conversations: 2, messages: expect.any(Number) }])

    expect(await findCanaries(shop.db)).toEqual([])
    const { rows } = await shop.db.query(
      `SELECT action, actor ->> 'id' AS by, after ->> 'contact_id' AS contact FROM audit_log WHERE subject = 'data_request'`,
    )
    expect(rows).toEqual([{ action: 'add', by: owner.id, contact: visitor.contactId }])
    expect(await findCanaries(shop.db, [OTHER])).not.toEqual([])
    expect(await loads()).toBe(before)
    expect((await onDesk.wait('erased', frame => frame.conversationId === open)).conversationId).toBe(open)
    expect((await inBrowser.closed).code).toBe(4401)
    for (const path of ['/unanswered', '/conversations?view=all', '/conversations?view=queue', '/overview'])
      expect(JSON.stringify((await owner.call('GET', path)).body)).not.toContain(MARK)
    expect((await owner.call('GET', `/conversations/${open}`)).status).toBe(404)
    expect((await owner.call('GET', `/privacy/contacts/${visitor.contactId}`)).code).toBe('contact_not_found')
  }, 120_000)

  test('keeps the figures as counts', async () => {
    const { rows } = await shop.db.query<{ name: string; count: number }>(
      'SELECT name, sum(count)::int AS count FROM erased_count WHERE tenant_id = $1 GROUP BY name',
      [shop.home.tenantId],
    )
    const counts = Object.fromEntries(rows.map(row => [row.name, row.count]))
    expect(counts).toMatchObject({ conversations: 2, resolved: 1, 'feedback.helpful': 1, 'messages.agent': 2 })
    const handoffs = Object.entries(counts).filter(([name]) => name.startsWith('handoffs.'))
    expect(handoffs.reduce((sum, [, count]) => sum + count, 0)).toBe(2)
    expect(counts['messages.visitor']).toBeGreaterThan(20)
    expect(counts['bot.answer']).toBeGreaterThan(0)
  })

  test('counts what the bot did for who is erased among the last seven days', async () => {
    const visitor = await shop.newVisitor()
    await visitor.say('one?')
    const answered = async () =>
      ((await owner.call('GET', '/overview')).body as { bot: { answered: number } }).bot.answered
    const before = await answered()
    await owner.call('DELETE', `/privacy/contacts/${visitor.contactId}`)
    expect(await answered()).toBe(before)
  })

  test('a visitor whose answer is being thought about leaves nothing behind', async () => {
    const visitor = await shop.newVisitor()
    for (let round = 0; round < 20; round++) {
      await visitor.send(`${canary()}?`)
      const { status } = await owner.call('DELETE', `/privacy/contacts/${visitor.contactId}`)
      expect(status).toBe(200)
    }
    await shop.app.turns.idle()
    expect(await findCanaries(shop.db)).toEqual([])
  })

  test('a visitor who writes all the time is erased, or told that he writes; nothing stays half', async () => {
    const visitor = await shop.newVisitor()
    await visitor.say('first?')
    const writing = Promise.all(Array.from({ length: 30 }, () => visitor.send(`${canary()}?`)))
    await owner.call('DELETE', `/privacy/contacts/${visitor.contactId}`)
    for (const { status } of await writing) expect([200, 500, 503]).toContain(status)
    await shop.app.turns.idle()
    await eventually(async () => {
      await owner.call('DELETE', `/privacy/contacts/${visitor.contactId}`)
      return (await findCanaries(shop.db)).length === 0
    })
  })

  test('is for administrators only, and finds no visitor of another tenant', async () => {
    const visitor = await shop.newVisitor(shop.other)
    await visitor.say('hello?')
    expect((await agent.call('DELETE', `/privacy/contacts/${visitor.contactId}`)).code).toBe('permission_missing')
    expect((await owner.call('DELETE', `/privacy/contacts/${visitor.contactId}`)).code).toBe('contact_not_found')
    expect((await visitor.events()).length).toBeGreaterThan(0)
  })
})
