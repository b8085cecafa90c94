/** What nobody goes on with is closed by itself, with a word to the visitor; what somebody waits for never is. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { DEFAULT_INBOX_SETTINGS, type InboxSettings, updateInbox } from '../../src/admin/inboxes.ts'
import { findInactive } from '../../src/handoff/inactivity.store.ts'
import { newId } from '../../src/id.ts'
import { sweepInactive } from '../../src/jobs/sweepers.ts'
import { buildApp, eventually, type SignedIn, type TestApp, type Visitor } from '../helpers/app.ts'
import { describeOnEachDatabase } from '../helpers/databases.ts'
import { plainBot } from '../helpers/plain-bot.ts'

const DAY = 24 * 60

describeOnEachDatabase('a conversation in which nothing happens', open => {
  let shop: TestApp
  let agent: SignedIn
  beforeAll(async () => {
    shop = await buildApp({ db: open(), loadBot: async () => plainBot() })
    agent = await shop.signIn()
  }, 120_000)
  afterAll(() => shop.close())

  const sweep = () => sweepInactive({ db: shop.db, desk: shop.app.desk })
  const setSilence = (inactivity?: InboxSettings['inactivity']) =>
    updateInbox(shop.db.tenant(shop.home.tenantId), shop.home.inboxId, {
      name: 'Web',
      settings: { ...DEFAULT_INBOX_SETTINGS, ...(inactivity && { inactivity }) },
    })
  const silentFor = (id: string, minutes: number) =>
    shop.db.query('UPDATE conversation SET last_at = now() - make_interval(mins => $2) WHERE id = $1', [id, minutes])
  const statusOf = async (id: string) =>
    (await shop.db.query<{ status: string }>('SELECT status FROM conversation WHERE id = $1', [id])).rows[0]!.status
  const endOf = async (visitor: Visitor, id: string) =>
    (await visitor.rows(id)).filter(({ kind }) => kind !== 'message').map(({ kind, body }) => ({ ...body, kind }))
  const loadOf = async () =>
    (await shop.db.query<{ load: number }>('SELECT load FROM agent WHERE id = $1', [agent.id])).rows[0]!.load

  async function withBot(text = 'How much?') {
    const visitor = await shop.newVisitor()
    return { visitor, id: (await visitor.say(text)).conversationId }
  }
  async function withAgent() {
    const { visitor, id } = await withBot()
    const { handoff } = await agent.accept(id)
    const reply = () =>
      agent.call('POST', `/conversations/${id}/messages`, {
        ...{ clientMessageId: newId(), text: 'Ten.', epoch: handoff!.epoch },
      })
    return { visitor, id, reply }
  }

  test('with the bot ends after a day, says why, asks how it was, and begins anew when he writes', async () => {
    await setSilence()
    const { visitor, id } = await withBot()
    await silentFor(id, DAY - 1)
    await sweep()
    expect(await statusOf(id)).toBe('open')
    await silentFor(id, DAY + 1)
    await sweep()
    expect(await statusOf(id)).toBe('resolved')
    expect(await endOf(visitor, id)).toEqual([
      { kind: 'status_changed', status: 'resolved', reason: 'inactivity' },
      { kind: 'rating_asked', by: 'bot' },
    ])
    expect((await visitor.say('Hello?')).conversationId).not.toBe(id)
  })

  test('with an agent ends when the inbox says so, and only once he has answered', async () => {
    await setSilence()
    const { visitor, id, reply } = await withAgent()
    await reply()
    await silentFor(id, 30 * DAY)
    await sweep()
    expect(await statusOf(id)).toBe('open')
    await setSilence({ bot: null, agent: 30 })
    await visitor.say('And tomorrow?')
    await silentFor(id, 31)
    await sweep()
    expect(await statusOf(id)).toBe('open')
    await reply()
    await silentFor(id, 29)
    await sweep()
    expect(await statusOf(id)).toBe('open')
    const load = await loadOf()
    await silentFor(id, 31)
    await sweep()
    expect(await statusOf(id)).toBe('resolved')
    expect(await loadOf()).toBe(load - 1)
    expect((await endOf(visitor, id)).slice(-3)).toMatchObject([
      { kind: 'handoff_changed', state: 'closed' },
      { kind: 'status_changed', reason: 'inactivity' },
      { kind: 'rating_asked', by: 'agent', agent: { id: agent.id } },
    ])
  })

  test('never ends while he waits, was put off, or is about to be answered, nor where the inbox says never', async () => {
    await setSilence({ bot: 5, agent: 5 })
    const waiting = await withBot('人工')
    await eventually(async () => (await endOf(waiting.visitor, waiting.id)).length > 0)
    const snoozed = await withAgent()
    await snoozed.reply()
    const { handoff } = await agent.accept(snoozed.id)
    const until = new Date(Date.now() + 3_600_000).toISOString()
    await agent.call('POST', `/conversations/${snoozed.id}/snooze`, { epoch: handoff!.epoch, until })
    const thinking = await withBot()
    await shop.db.query(
      `INSERT INTO turn (tenant_id, conversation_id, seq, claimed_until) VALUES ($1, $2, 1, now() + interval '1 hour')`,
      [shop.home.tenantId, thinking.id],
    )
    const all = [waiting.id, snoozed.id, thinking.id]
    for (const id of all) await silentFor(id, DAY)
    await sweep()
    expect(await Promise.all(all.map(statusOf))).toEqual(['open', 'snoozed', 'open'])
    await shop.db.query('DELETE FROM turn')
    await setSilence({ bot: null, agent: 5 })
    await sweep()
    expect(await statusOf(thinking.id)).toBe('open')
    await setSilence({ bot: 5, agent: null })
    await sweep()
    expect(await Promise.all(all.map(statusOf))).toEqual(['open', 'snoozed', 'resolved'])
  })

  test('ends once, whoever of two servers is quicker, and goes on when he wrote in that moment', async () => {
    await setSilence({ bot: 5, agent: null })
    const [one, two] = [await withBot(), await withBot()]
    for (const { id } of [one, two]) await silentFor(id, 6)
    expect((await findInactive(shop.db)).map(({ conversationId }) => conversationId)).toEqual(
      expect.arrayContaining([one.id, two.id]),
    )
    expect((await two.visitor.say('Still here?')).conversationId).toBe(two.id)
    const close = (id: string) => shop.app.desk.closeInactive(shop.db.tenant(shop.home.tenantId), id)
    await Promise.all([close(one.id), close(one.id), close(two.id), close(two.id)])
    expect([await statusOf(one.id), await statusOf(two.id)]).toEqual(['resolved', 'open'])
    expect((await endOf(one.visitor, one.id)).filter(({ kind }) => kind === 'status_changed')).toHaveLength(1)
  })
})
