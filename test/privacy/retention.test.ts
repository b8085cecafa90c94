import { afterAll, beforeAll, expect, test } from 'vitest'
import { sweepRetention } from '../../src/privacy/retention.ts'
import { buildApp, type SignedIn, type TestApp, type Visitor } from '../helpers/app.ts'
import { describeOnEachDatabase } from '../helpers/databases.ts'
import { plainBot } from '../helpers/plain-bot.ts'

describeOnEachDatabase('retention', open => {
  let shop: TestApp
  let owner: SignedIn

  beforeAll(async () => {
    shop = await buildApp({ db: open(), loadBot: async () => plainBot() })
    owner = await shop.signIn('owner')
    await owner.call('PUT', '/me/availability', { availability: 'online' })
  }, 60_000)
  afterAll(() => shop.close())

  const keep = (days?: number) =>
    owner.call('PUT', `/privacy/retention/${shop.home.inboxId}`, days === undefined ? {} : { days })
  const sweep = () => sweepRetention({ db: shop.db, bus: shop.bus })

  /** A visitor who asked something so many days ago. */
  async function asked(daysAgo: number): Promise<Visitor & { conversationId: string }> {
    const visitor = await shop.newVisitor()
    const { conversationId } = await visitor.say('how?')
    await makeOlder(conversationId, daysAgo)
    return { ...visitor, conversationId }
  }

  async function makeOlder(conversationId: string, days: number): Promise<void> {
    await shop.db.query(
      `WITH c AS (UPDATE conversation SET last_at = now() - make_interval(days => $2) WHERE id = $1 RETURNING contact_id)
       UPDATE contact SET created_at = now() - make_interval(days => $2) FROM c WHERE id = c.contact_id`,
      [conversationId, days],
    )
  }

  const left = async (visitors: { contactId: string }[]) => {
    const { rows } = await shop.db.query<{ id: string }>('SELECT id FROM contact WHERE id = ANY($1::uuid[])', [
      visitors.map(one => one.contactId),
    ])
    return visitors.map(({ contactId }) => rows.some(row => row.id === contactId))
  }

  test('is off: nothing goes by itself', async () => {
    const visitor = await asked(3000)
    expect(await sweep()).toBe(0)
    expect(await left([visitor])).toEqual([true])
    await owner.call('DELETE', `/privacy/contacts/${visitor.contactId}`)
  })

  test('erases what is older than the inbox keeps, resolved or left, and its visitor; counts stay', async () => {
    const [old, young, resolved] = [await asked(31), await asked(29), await asked(0)]
    expect((await owner.call('POST', `/conversations/${resolved.conversationId}/close`, {})).status).toBe(200)
    await makeOlder(resolved.conversationId, 40)
    const asking = await owner.call('GET', `/privacy/retention?inboxId=${shop.home.inboxId}&days=30`)
    expect(asking.body).toMatchObject({ older: 2, inboxes: [{ id: shop.home.inboxId, days: null }] })
    expect((await keep(30)).body).toMatchObject({ inboxes: [{ id: shop.home.inboxId, days: 30 }] })
    expect(await sweep()).toBe(2)
    expect(await left([old, young, resolved])).toEqual([false, true, false])
    const { rows } = await shop.db.query<{ n: number }>(
      `SELECT sum(count)::int AS n FROM erased_count WHERE tenant_id = $1 AND name = 'conversations'`,
      [owner.tenantId],
    )
    expect(rows[0]!.n).toBe(3)
  })

  test('leaves alone what waits for a person, or is with one', async () => {
    const [waiting, served] = [await shop.newVisitor(), await shop.newVisitor()]
    const [one, two] = [await waiting.say('人工'), await served.say('人工')]
    await owner.accept(two.conversationId)
    for (const { conversationId } of [one, two]) await makeOlder(conversationId, 400)
    expect(await sweep()).toBe(0)
    expect(await left([waiting, served])).toEqual([true, true])
  })

  test('keeps a visitor who came long ago and wrote again', async () => {
    const visitor = await asked(50)
    await owner.call('POST', `/conversations/${visitor.conversationId}/close`, {})
    await makeOlder(visitor.conversationId, 50)
    await visitor.say('and now?')
    await shop.db.query(`UPDATE conversation SET last_at = now() - interval '50 days' WHERE id = $1`, [
      visitor.conversationId,
    ])
    expect(await sweep()).toBe(1)
    expect(await left([visitor])).toEqual([true])
    expect((await visitor.events()).length).toBeGreaterThan(0)
  })

  test('works with many processes at once: each conversation is erased and counted once', async () => {
    await Promise.all(Array.from({ length: 30 }, () => asked(100)))
    const gone = await Promise.all([sweep(), sweep(), sweep(), sweep()])
    expect(gone.reduce((sum, one) => sum + one, 0) + (await sweep())).toBe(30)
    const { rows } = await shop.db.query<{ n: number }>(
      `SELECT sum(count)::int AS n FROM erased_count WHERE tenant_id = $1 AND name = 'conversations'`,
      [owner.tenantId],
    )
    expect(rows[0]!.n).toBe(34)
  }, 30_000)

  test('takes days between 1 and 3650, or none', async () => {
    for (const days of [0, -1, 3651, 1.5, 'x']) {
      const { status } = await owner.call('PUT', `/privacy/retention/${shop.home.inboxId}`, { days })
      expect([days, status]).toEqual([days, 400])
    }
    expect((await keep()).body).toMatchObject({ inboxes: [{ days: null }] })
    expect((await owner.call('PUT', `/privacy/retention/${shop.other.inboxId}`, { days: 3 })).code).toBe(
      'inbox_not_found',
    )
  })
})
