/** A message taken back within two minutes: gone for everybody who reads, now and later; kept for supervisors. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { newId } from '../../src/id.ts'
import { buildApp, eventually, type SignedIn, type TestApp } from '../helpers/app.ts'
import { describeOnEachDatabase } from '../helpers/databases.ts'
import { plainBot } from '../helpers/plain-bot.ts'

const SECRET = 'canary-taken-back'

describeOnEachDatabase('a message taken back', open => {
  let shop: TestApp
  let agent: SignedIn
  beforeAll(async () => {
    shop = await buildApp({ db: open(), loadBot: async () => plainBot() })
    agent = await shop.signIn()
  }, 120_000)
  afterAll(() => shop.close())

  async function said() {
    const visitor = await shop.newVisitor()
    const { conversationId } = await visitor.say('人工')
    const { handoff } = await agent.accept(conversationId)
    const body = { clientMessageId: newId(), text: SECRET, epoch: handoff!.epoch }
    const reply = async () => (await agent.call('POST', `/conversations/${conversationId}/messages`, body)).body
    const { seq } = (await reply()) as { seq: number }
    const recall = (by = agent, which = seq) =>
      by.call('POST', `/conversations/${conversationId}/recall`, { seq: which })
    return { visitor, conversationId, seq, recall, reply }
  }

  test('leaves the screens at once, and is not delivered to who comes later', async () => {
    const { visitor, conversationId, seq, recall } = await said()
    const client = shop.visitorClient()
    const socket = await shop.visitorSocket(visitor)
    await socket.wait('event', frame => frame.event.seq === seq)
    const desk = await shop.deskSocket(agent)
    desk.send({ type: 'follow', conversationId, lastSeq: 0 })
    await desk.wait('event', frame => frame.event.seq === seq)
    expect((await recall()).status).toBe(204)
    for (const one of [socket, desk]) {
      const { event } = await one.wait('event', frame => frame.event.body.kind === 'recalled')
      expect(event.body).toEqual({ kind: 'recalled', seq })
    }
    client.stop()
    const later = await shop.visitorSocket(visitor)
    await later.wait('event', frame => frame.event.body.kind === 'recalled')
    const laterDesk = await shop.deskSocket(await shop.signIn('owner'))
    laterDesk.send({ type: 'follow', conversationId, lastSeq: 0 })
    await laterDesk.wait('event', frame => frame.event.body.kind === 'recalled')
    const everything = [
      later.frames,
      laterDesk.frames,
      await visitor.events(),
      (await agent.call('GET', `/conversations/${conversationId}/events`)).body,
      (await agent.call('GET', `/conversations/${conversationId}`)).body,
      (await agent.call('GET', '/conversations?view=mine')).body,
    ]
    expect(JSON.stringify(everything)).not.toContain(SECRET)
    const blank = later.events().find(event => event.seq === seq)
    expect(blank?.body).toEqual({ kind: 'message', content: { text: '', format: 'plain' }, recalled: true })
  })

  test('is one event however often it is asked for, and its id is still the same message', async () => {
    const { visitor, conversationId, seq, recall, reply } = await said()
    expect((await recall()).status).toBe(204)
    expect((await recall()).status).toBe(204)
    const rows = await visitor.rows(conversationId)
    expect(rows.filter(row => row.kind === 'recalled')).toHaveLength(1)
    expect(await reply()).toEqual({ seq, duplicate: true })
  })

  test('stays when it is too old, of somebody else, or no message', async () => {
    const { visitor, conversationId, seq, recall } = await said()
    const colleague = await shop.signIn()
    expect((await recall(colleague)).code).toBe('not_your_message')
    expect((await recall(agent, 1)).code).toBe('not_your_message')
    expect((await recall(agent, 999)).code).toBe('message_not_found')
    await shop.db.query("UPDATE event SET at = at - interval '121 seconds' WHERE conversation_id = $1", [
      conversationId,
    ])
    const late = await recall()
    expect([late.status, late.code]).toEqual([409, 'recall_too_late'])
    const rows = await visitor.rows(conversationId)
    expect(rows.find(row => row.seq === seq)?.body.content?.text).toBe(SECRET)
  })

  test('can be read by supervisors alone', async () => {
    const { conversationId, seq, recall } = await said()
    await recall()
    expect((await agent.call('GET', `/conversations/${conversationId}/recalled`)).status).toBe(403)
    const boss = await shop.signIn('supervisor')
    const { body } = await boss.call('GET', `/conversations/${conversationId}/recalled`)
    expect(body).toMatchObject({ recalled: [{ seq, text: SECRET, agentName: agent.name }] })
  })

  test('is blank in the list of items that a client shows', async () => {
    const client = shop.visitorClient()
    client.start()
    client.send('人工')
    const conversationId = await eventually(() => client.state().conversationId ?? false)
    await shop.app.turns.idle()
    const { handoff } = await agent.accept(conversationId)
    const body = { clientMessageId: newId(), text: SECRET, epoch: handoff!.epoch }
    const answer = await agent.call('POST', `/conversations/${conversationId}/messages`, body)
    await eventually(() => JSON.stringify(client.state().items).includes(SECRET))
    const { seq } = answer.body as { seq: number }
    const unread = client.state().unread
    await agent.call('POST', `/conversations/${conversationId}/recall`, { seq })
    await eventually(() => !JSON.stringify(client.state().items).includes(SECRET))
    expect(client.state().items.find(item => item.seq === seq)).toMatchObject({ kind: 'message', recalled: true })
    expect(client.state().unread).toBe(unread - 1)
  })
})
