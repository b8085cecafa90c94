/** Satisfaction: asked once, rated once, bot and agents apart. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { LoadedBot } from '../../src/app/load-bot.ts'
import { createBot } from '../../src/conversation/bot.ts'
import type { RatingReceipt } from '../../src/conversation/rating.ts'
import { thresholdsWith } from '../../src/dialog/thresholds.ts'
import { wordsWith } from '../../src/dialog/words.ts'
import { newId } from '../../src/id.ts'
import { buildApp, type SignedIn, type TestApp, type Visitor } from '../helpers/app.ts'
import { describeOnEachDatabase } from '../helpers/databases.ts'
import { hitFor, plainBot } from '../helpers/plain-bot.ts'

/** The plain bot, which also knows "thanks". */
function politeBot(): LoadedBot {
  const plain = plainBot()
  const understand = async (text: string) => ({
    ...(await plain.understand(text)),
    ...(/谢谢|thanks/i.test(text) ? { intents: [{ name: 'thanks', confidence: 0.99 }], outOfScope: 0.01 } : {}),
  })
  const bot = createBot({
    understand,
    search: async ({ text }) => (/[?？]/.test(text) ? [hitFor(text)] : []),
    find: () => undefined,
    intents: [
      {
        name: 'thanks',
        kind: 'small_talk',
        sensitive: false,
        title: { zh: '感谢', en: 'Thanks' },
        answer: { zh: '不客气', en: 'You are welcome' },
      },
    ],
    words: wordsWith({}),
    thresholds: thresholdsWith({}),
    language: 'zh',
  })
  return { ...plain, ...bot, understand }
}

describeOnEachDatabase('ratings', open => {
  let shop: TestApp
  let agent: SignedIn
  beforeAll(async () => {
    shop = await buildApp({ db: open(), loadBot: async () => politeBot() })
    agent = await shop.signIn()
  }, 120_000)
  afterAll(() => shop.close())

  async function served(visitor: Visitor, { replies = 1 } = {}) {
    const { conversationId } = await visitor.say('人工')
    const { handoff } = await agent.accept(conversationId)
    for (let i = 0; i < replies; i++)
      await agent.call('POST', `/conversations/${conversationId}/messages`, {
        clientMessageId: newId(),
        text: '您好',
        epoch: handoff!.epoch,
      })
    await agent.call('POST', `/conversations/${conversationId}/close`, { epoch: handoff!.epoch })
    return conversationId
  }
  const askedIn = async (visitor: Visitor, conversationId: string) =>
    (await visitor.rows(conversationId)).filter(row => row.kind === 'rating_asked')
  const rate = (visitor: Visitor, conversationId: string, asked: number, score = 5, id = newId(), words = '很好') =>
    visitor.call('POST', '/ratings', { body: { conversationId, asked, score, words, clientMessageId: id } })
  const summary = async () => {
    const boss = await shop.signIn('owner')
    return (await boss.call('GET', '/ratings/summary')).body as Record<'bot' | 'agent', Record<string, unknown>>
  }

  test('are asked for once an agent has closed, about him', async () => {
    const visitor = await shop.newVisitor()
    const conversationId = await served(visitor)
    const asked = await askedIn(visitor, conversationId)
    expect(asked.map(row => row.body)).toEqual([
      { kind: 'rating_asked', by: 'agent', agent: { id: agent.id, name: agent.name } },
    ])
    expect((await visitor.events()).at(-1)?.body.kind).toBe('rating_asked')
    await agent.call('POST', `/conversations/${conversationId}/close`, {})
    expect(await askedIn(visitor, conversationId)).toHaveLength(1)
  })

  test('are not asked for when he has said nothing', async () => {
    const visitor = await shop.newVisitor()
    expect(await askedIn(visitor, await served(visitor, { replies: 0 }))).toEqual([])
  })

  test('are asked for about the bot when it has answered and the visitor says thank you, once', async () => {
    const visitor = await shop.newVisitor()
    const { conversationId } = await visitor.say('谢谢')
    expect(await askedIn(visitor, conversationId)).toEqual([])
    await visitor.say('运费多少?')
    await visitor.say('谢谢')
    await visitor.say('thanks')
    expect((await askedIn(visitor, conversationId)).map(row => row.body)).toEqual([{ kind: 'rating_asked', by: 'bot' }])
    await agent.call('POST', `/conversations/${conversationId}/close`, {})
    expect(await askedIn(visitor, conversationId)).toHaveLength(1)
  })

  test('of the bot are asked for when an agent closes its conversation', async () => {
    const visitor = await shop.newVisitor()
    const { conversationId } = await visitor.say('运费多少?')
    await agent.call('POST', `/conversations/${conversationId}/close`, {})
    expect((await askedIn(visitor, conversationId)).map(row => row.body)).toEqual([{ kind: 'rating_asked', by: 'bot' }])
  })

  test('are stored once, however often they are sent, by socket and REST, and stay', async () => {
    const before = await summary()
    const visitor = await shop.newVisitor()
    const conversationId = await served(visitor)
    const asked = (await askedIn(visitor, conversationId))[0]!.seq
    const id = newId()
    const socket = await shop.visitorSocket(visitor)
    await socket.wait('welcome')
    socket.send({ type: 'rate', clientMessageId: id, conversationId, asked, score: 4, words: '很好' })
    const answers = await Promise.all([1, 2, 3].map(() => rate(visitor, conversationId, asked, 4, id)))
    const ack = await socket.wait('ack', frame => frame.clientMessageId === id)
    const receipts = [ack, ...answers.map(answer => answer.body as RatingReceipt)]
    expect(new Set(receipts.map(({ seq }) => seq)).size).toBe(1)
    expect(receipts.filter(({ duplicate }) => !duplicate)).toHaveLength(1)
    expect((await rate(visitor, conversationId, asked, 1)).code).toBe('already_rated')
    expect((await rate(visitor, conversationId, asked, 1, id)).code).toBe('client_message_id_conflict')
    const rows = (await visitor.rows(conversationId)).filter(row => row.kind === 'rated')
    expect(rows.map(row => row.body)).toEqual([{ kind: 'rated', asked, score: 4, words: '很好' }])
    const after = await summary()
    expect(Number(after.agent.rated) - Number(before.agent.rated)).toBe(1)
    expect(after.bot.rated).toBe(before.bot.rated)
  })

  test('are refused where nothing was asked, and in the conversation of somebody else', async () => {
    const visitor = await shop.newVisitor()
    const conversationId = await served(visitor)
    const { seq } = (await askedIn(visitor, conversationId))[0]!
    const stranger = await shop.newVisitor()
    expect((await rate(stranger, conversationId, seq)).code).toBe('rating_not_asked')
    expect((await rate(visitor, conversationId, seq - 1)).code).toBe('rating_not_asked')
    for (const score of [0, 6, 2.5]) expect((await rate(visitor, conversationId, seq, score)).status).toBe(400)
    const socket = await shop.visitorSocket(stranger)
    await socket.wait('welcome')
    socket.send({ type: 'rate', clientMessageId: newId(), conversationId, asked: seq, score: 1 })
    expect(await socket.wait('error')).toMatchObject({ code: 'rating_not_asked', retryable: false })
  })
})
