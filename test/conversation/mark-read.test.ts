/** Read markers: what is read is what others said, each move is one event, and no move calls for another. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { buildApp, eventually, type TestApp } from '../helpers/app.ts'
import { describeOnEachDatabase } from '../helpers/databases.ts'
import { plainBot } from '../helpers/plain-bot.ts'

describeOnEachDatabase('read markers', open => {
  let shop: TestApp
  beforeAll(async () => {
    shop = await buildApp({ db: open(), loadBot: async () => plainBot() })
  }, 120_000)
  afterAll(() => shop.close())

  test('an agent who marks everything that comes reads each message once, and his own marks never', async () => {
    const agent = await shop.signIn()
    const visitor = await shop.newVisitor()
    const { conversationId } = await visitor.say('人工')
    await agent.accept(conversationId)
    const desk = await shop.deskSocket(agent)
    desk.send({ type: 'follow', conversationId, lastSeq: 0 })
    const rows = () => visitor.rows(conversationId)
    const marks = async () => (await rows()).filter(row => row.kind === 'read')
    // As a desk does that takes every event for something to read.
    let seen = 0
    const timer = setInterval(() => {
      const last = desk.events().at(-1)?.seq ?? 0
      if (last > seen) desk.send({ type: 'read', conversationId, seq: last })
      seen = Math.max(seen, last)
    }, 5)
    await eventually(async () => (await marks()).length === 1)
    await visitor.say('在吗')
    await eventually(async () => (await marks()).length === 2)
    await new Promise(resolve => setTimeout(resolve, 300))
    clearInterval(timer)
    const said = (await rows()).flatMap(row => (row.kind === 'message' && row.sender_kind !== 'agent' ? [row.seq] : []))
    const read = (await marks()).map(row => row.body as unknown as { by: string; upTo: number })
    expect(read.every(({ by, upTo }) => by === 'agent' && said.includes(upTo))).toBe(true)
    expect(read.at(-1)?.upTo).toBe(said.at(-1))
  })
})
