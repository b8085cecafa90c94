/** What may come between a message and its answer: a person, a newer message, a failure, the death of the process. */
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { createTurns, type TurnDeps } from '../../src/conversation/turn.ts'
import { DEFAULT_WORDS } from '../../src/dialog/words.ts'
import { sweepTurns } from '../../src/jobs/sweepers.ts'
import { buildApp, type EventRow, eventually, type SignedIn, type TestApp, type Visitor } from '../helpers/app.ts'
import { describeOnEachDatabase } from '../helpers/databases.ts'
import { plainBot } from '../helpers/plain-bot.ts'

describeOnEachDatabase('a turn', open => {
  let shop: TestApp
  let agent: SignedIn
  /** What the bot does before it thinks. */
  let before: (text: string) => Promise<void> | void = () => {}

  beforeAll(async () => {
    const loadBot = async () => plainBot(text => before(text))
    shop = await buildApp({ db: open(), loadBot, env: { YINGDA_TURN_TIMEOUT_MS: '400' } })
    agent = await shop.signIn()
  }, 120_000)
  afterEach(() => {
    before = () => {}
  })
  afterAll(() => shop.close())

  /** The bot begins to think and stays there until `go`. */
  function slowBot() {
    let go = () => {}
    let begun = () => {}
    const held = new Promise<void>(resolve => {
      go = resolve
    })
    const thinking = new Promise<void>(resolve => {
      begun = resolve
    })
    before = () => {
      begun()
      return held
    }
    return { go, thinking }
  }

  const said = (rows: EventRow[]) =>
    rows.flatMap(row => (row.kind === 'message' ? [`${row.sender_kind}: ${row.body.content?.text}`] : []))
  const gapless = (rows: EventRow[]) => expect(rows.map(row => row.seq)).toEqual(rows.map((_, i) => i + 1))

  async function send(visitor: Visitor, text: string): Promise<{ conversationId: string; seq: number }> {
    return (await visitor.send(text)).body as { conversationId: string; seq: number }
  }

  async function turnsOf(conversationId: string): Promise<number> {
    const { rows } = await shop.db.query<{ n: number }>(
      'SELECT count(*)::int AS n FROM turn WHERE conversation_id = $1',
      [conversationId],
    )
    return rows[0]!.n
  }

  test('stores, acknowledges, answers, and leaves no work behind', async () => {
    const visitor = await shop.newVisitor()
    const { conversationId, seq } = await visitor.say('How much?')
    expect(seq).toBe(1)
    expect(said(await visitor.rows(conversationId))).toEqual(['visitor: How much?', 'bot: Answer to: How much?'])
    expect(await turnsOf(conversationId)).toBe(0)
  })

  test('is dropped when an agent took over while the bot was thinking', async () => {
    const visitor = await shop.newVisitor()
    const { go, thinking } = slowBot()
    const { conversationId } = await send(visitor, 'How much?')
    await thinking
    await agent.accept(conversationId)
    go()
    await shop.app.turns.idle()
    const rows = await visitor.rows(conversationId)
    expect(said(rows)).toEqual(['visitor: How much?'])
    expect(rows.filter(row => row.kind === 'handoff_changed')).toHaveLength(1)
    expect(await turnsOf(conversationId)).toBe(0)
    gapless(rows)
  })

  test('is dropped when an agent answered and gave the conversation back while the bot was thinking', async () => {
    const visitor = await shop.newVisitor()
    const { go, thinking } = slowBot()
    const { conversationId } = await send(visitor, 'How much?')
    await thinking
    const { epoch } = (await agent.accept(conversationId)).handoff!
    const reply = { clientMessageId: crypto.randomUUID(), text: 'Ten.', epoch }
    await agent.call('POST', `/conversations/${conversationId}/messages`, reply)
    await agent.call('POST', `/conversations/${conversationId}/return-to-bot`, { epoch })
    go()
    await shop.app.turns.idle()
    expect(said(await visitor.rows(conversationId))).toEqual(['visitor: How much?', 'agent: Ten.'])
    expect(await turnsOf(conversationId)).toBe(0)
  })

  test('is given when an agent gives the conversation back and has not answered', async () => {
    const visitor = await shop.newVisitor()
    const { conversationId } = await visitor.say('人工')
    const { epoch } = (await agent.accept(conversationId)).handoff!
    const reply = { clientMessageId: crypto.randomUUID(), text: 'Here I am.', epoch }
    await agent.call('POST', `/conversations/${conversationId}/messages`, reply)
    await send(visitor, 'Do you ship to Canada?')
    await shop.app.turns.idle()
    expect(await turnsOf(conversationId)).toBe(0)
    await agent.call('POST', `/conversations/${conversationId}/return-to-bot`, { epoch })
    await shop.app.turns.idle()
    const rows = await visitor.rows(conversationId)
    expect(said(rows).slice(-2)).toEqual(['visitor: Do you ship to Canada?', 'bot: Answer to: Do you ship to Canada?'])
    expect(await turnsOf(conversationId)).toBe(0)
    gapless(rows)
  })

  test('is owed when the conversation is given back while its turn still sees the agent', async () => {
    const visitor = await shop.newVisitor()
    const { conversationId } = await visitor.say('人工')
    const { epoch } = (await agent.accept(conversationId)).handoff!
    // The turn has read that an agent holds it; before it takes the lock, the agent gives it back.
    const late = createTurns({
      tenantDb: id => ({
        ...shop.db.tenant(id),
        async transaction(work) {
          await agent.call('POST', `/conversations/${conversationId}/return-to-bot`, { epoch })
          return shop.db.tenant(id).transaction(work)
        },
      }),
      bot: () => Promise.reject(new Error('no bot is asked')),
      handoff: {} as TurnDeps['handoff'],
      announce() {},
      composing() {},
      onFailure: (_turn, error) => expect.unreachable(String(error)),
      timeoutMs: 400,
    })
    const { inboxId } = shop.home
    const message = {
      inboxId,
      contactId: visitor.contactId,
      clientMessageId: crypto.randomUUID(),
      text: 'Do you ship to Canada?',
    }
    await late.receive(visitor.tenantId, message)
    await late.idle()
    await shop.app.turns.idle()
    expect(said(await visitor.rows(conversationId)).slice(-2)).toEqual([
      'visitor: Do you ship to Canada?',
      'bot: Answer to: Do you ship to Canada?',
    ])
    expect(await turnsOf(conversationId)).toBe(0)
  })

  test('is dropped when the conversation was closed while the bot was thinking', async () => {
    const visitor = await shop.newVisitor()
    const { go, thinking } = slowBot()
    const { conversationId } = await send(visitor, 'How much?')
    await thinking
    await agent.call('POST', `/conversations/${conversationId}/close`, {})
    go()
    await shop.app.turns.idle()
    const rows = await visitor.rows(conversationId)
    expect(said(rows)).toEqual(['visitor: How much?'])
    expect(rows.at(-1)?.kind).toBe('status_changed')
    expect(await turnsOf(conversationId)).toBe(0)
  })

  test('is skipped when a newer message came: one answer for all of them', async () => {
    const visitor = await shop.newVisitor()
    const { go, thinking } = slowBot()
    const { conversationId } = await send(visitor, 'Do you ship?')
    await thinking
    await send(visitor, 'To Shanghai')
    await send(visitor, 'by tomorrow?')
    go()
    await shop.app.turns.idle()
    const rows = await visitor.rows(conversationId)
    expect(said(rows)).toEqual([
      'visitor: Do you ship?',
      'visitor: To Shanghai',
      'visitor: by tomorrow?',
      'bot: Answer to: Do you ship?\nTo Shanghai\nby tomorrow?',
    ])
    gapless(rows)
    expect(await turnsOf(conversationId)).toBe(0)
  })

  test.each([
    ['throws', () => Promise.reject(new Error('broken'))],
    ['never comes back', () => new Promise<void>(() => {})],
  ])('says so and brings a person when the bot %s', async (_, fail) => {
    const visitor = await shop.newVisitor()
    before = fail
    const { conversationId } = await visitor.say('How much?')
    const rows = await visitor.rows(conversationId)
    expect(rows.map(row => row.kind)).toEqual(['message', 'message', 'handoff_changed'])
    expect(rows[1]?.body.content?.text).toContain(DEFAULT_WORDS.zh.bot_failed)
    const { rows: handoffs } = await shop.db.query(
      'SELECT state, reason, packet FROM handoff WHERE conversation_id = $1',
      [conversationId],
    )
    expect(handoffs).toMatchObject([
      { state: 'waiting', reason: 'bot_failed', packet: { visitorWords: ['How much?'], passages: [] } },
    ])
    expect(await turnsOf(conversationId)).toBe(0)
  })

  test('does not stop the ones of others while it hangs', async () => {
    const [stuck, other] = [await shop.newVisitor(), await shop.newVisitor()]
    before = text => (text.startsWith('Stuck') ? new Promise<void>(() => {}) : undefined)
    const { conversationId } = await send(stuck, 'Stuck?')
    const answered = await send(other, 'How much?')
    await eventually(async () => (await other.rows(answered.conversationId)).length === 2)
    await shop.app.turns.idle()
    expect((await stuck.rows(conversationId)).length).toBe(3)
  })

  test('whose process died is run by the sweeper, once its claim has lapsed', async () => {
    const visitor = await shop.newVisitor()
    const { conversationId } = await visitor.say('First?')
    // As if the process had been killed between acknowledgement and answer.
    await shop.db.query('DELETE FROM event WHERE conversation_id = $1 AND seq = 2', [conversationId])
    await shop.db.query(
      'UPDATE conversation SET last_seq = 1, last_public_seq = 1, prev_public_seq = 0 WHERE id = $1',
      [conversationId],
    )
    const insert = (claim: string) =>
      shop.db.query(
        `INSERT INTO turn (tenant_id, conversation_id, seq, claimed_until) VALUES ($1, $2, 1, now() + $3::interval)
         ON CONFLICT (tenant_id, conversation_id, seq) DO UPDATE SET claimed_until = excluded.claimed_until`,
        [visitor.tenantId, conversationId, claim],
      )
    await insert('1 hour')
    await sweepTurns({ db: shop.db, turns: shop.app.turns })
    await shop.app.turns.idle()
    expect(said(await visitor.rows(conversationId))).toEqual(['visitor: First?'])
    await insert('-1 second')
    await sweepTurns({ db: shop.db, turns: shop.app.turns })
    await shop.app.turns.idle()
    expect(said(await visitor.rows(conversationId))).toEqual(['visitor: First?', 'bot: Answer to: First?'])
    expect(await turnsOf(conversationId)).toBe(0)
  })

  test('that comes back after an agent has answered the message says nothing more', async () => {
    const visitor = await shop.newVisitor()
    const { conversationId, seq } = await visitor.say('人工')
    const { epoch } = (await agent.accept(conversationId)).handoff!
    const reply = { clientMessageId: crypto.randomUUID(), text: 'Here I am.', epoch }
    await agent.call('POST', `/conversations/${conversationId}/messages`, reply)
    await agent.call('POST', `/conversations/${conversationId}/return-to-bot`, { epoch })
    const rows = await visitor.rows(conversationId)
    await shop.db.query(
      "INSERT INTO turn (tenant_id, conversation_id, seq, claimed_until) VALUES ($1, $2, $3, now() - interval '1 s')",
      [visitor.tenantId, conversationId, seq],
    )
    await sweepTurns({ db: shop.db, turns: shop.app.turns })
    await shop.app.turns.idle()
    expect(await visitor.rows(conversationId)).toEqual(rows)
    expect(await turnsOf(conversationId)).toBe(0)
  })

  test('that killed its process again and again is given to a person', async () => {
    const visitor = await shop.newVisitor()
    const { go, thinking } = slowBot()
    const { conversationId } = await send(visitor, 'Poison?')
    await thinking
    await shop.db.query(
      "UPDATE turn SET attempts = 3, claimed_until = now() - interval '1 s' WHERE conversation_id = $1",
      [conversationId],
    )
    await sweepTurns({ db: shop.db, turns: shop.app.turns })
    await eventually(async () => (await visitor.rows(conversationId)).length === 3)
    go()
    await shop.app.turns.idle()
    const rows = await visitor.rows(conversationId)
    expect(rows.map(row => row.kind)).toEqual(['message', 'message', 'handoff_changed'])
    const { rows: handoffs } = await shop.db.query('SELECT reason FROM handoff WHERE conversation_id = $1', [
      conversationId,
    ])
    expect(handoffs).toEqual([{ reason: 'bot_failed' }])
  })

  test('that is run by three at once answers once', async () => {
    const visitor = await shop.newVisitor()
    const { go, thinking } = slowBot()
    const { conversationId, seq } = await send(visitor, 'How much?')
    await thinking
    for (let copy = 0; copy < 2; copy++) {
      shop.app.turns.start({ tenantId: visitor.tenantId, conversationId, seq })
    }
    go()
    await shop.app.turns.idle()
    shop.app.turns.start({ tenantId: visitor.tenantId, conversationId, seq })
    await shop.app.turns.idle()
    const rows = await visitor.rows(conversationId)
    expect(said(rows)).toEqual(['visitor: How much?', 'bot: Answer to: How much?'])
    gapless(rows)
  })

  test('leaves no hole for the visitor where an agents-only event lies between', async () => {
    const visitor = await shop.newVisitor()
    await visitor.say('人工')
    const { conversationId } = await visitor.say('my address is li@example.com')
    await visitor.say('are you there')
    const rows = await visitor.rows(conversationId)
    gapless(rows)
    expect(rows.filter(row => row.audience === 'agents').map(row => row.kind)).toEqual(['contact_changed'])
    const seen = await visitor.events()
    expect(seen.map(event => event.body.kind)).not.toContain('contact_changed')
    expect(seen.map(event => event.prevSeq)).toEqual([0, ...seen.map(event => event.seq).slice(0, -1)])
    expect(seen.at(-1)!.seq).toBeGreaterThan(seen.length)
    const forAgents = await agent.call('GET', `/conversations/${conversationId}/events`)
    const all = (forAgents.body as { events: { seq: number; prevSeq: number }[] }).events
    expect(all.map(event => event.prevSeq)).toEqual(all.map((_, i) => i))
  })

  test('of a visitor who writes to a person stays silent', async () => {
    const visitor = await shop.newVisitor()
    const { conversationId } = await visitor.say('人工')
    await agent.accept(conversationId)
    const known = (await visitor.rows(conversationId)).length
    await visitor.say('How much?')
    await visitor.say('And for two?')
    const added = (await visitor.rows(conversationId)).slice(known)
    expect(said(added)).toEqual(['visitor: How much?', 'visitor: And for two?'])
    expect(added).toHaveLength(2)
    expect(await turnsOf(conversationId)).toBe(0)
  })
})
