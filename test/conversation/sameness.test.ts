/** The same client_message_id is the same message, for ever, whichever way it comes. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Receipt } from '../../src/conversation/receive.ts'
import { newId } from '../../src/id.ts'
import { buildApp, eventually, readRows, type TestApp } from '../helpers/app.ts'
import { plainBot } from '../helpers/plain-bot.ts'

let shop: TestApp
beforeAll(async () => {
  shop = await buildApp({ loadBot: async () => plainBot() })
}, 120_000)
afterAll(() => shop.close())

const IDS = 200

test(`${IDS} ids, each sent one to five times over REST and socket at once, are ${IDS} rows with one seq each`, async () => {
  const visitor = await shop.newVisitor()
  const sockets = [await shop.visitorSocket(visitor), await shop.visitorSocket(visitor)]
  for (const socket of sockets) await socket.wait('welcome')
  const acks = () =>
    sockets.flatMap(socket =>
      socket.frames.flatMap(frame => (frame.type === 'ack' ? [{ ...frame, id: frame.clientMessageId }] : [])),
    )
  // An id is unique to its sender only.
  const namesake = await shop.newVisitor()
  const ids = Array.from({ length: IDS }, newId)
  const byRest: (Receipt & { id: string })[] = []
  const sends = ids.flatMap((id, i) =>
    Array.from({ length: 1 + (i % 5) }, async (_, copy) => {
      const socket = sockets[(i + copy) % 3]
      if (socket !== undefined) return socket.say(`message ${i}`, id)
      byRest.push({ id, ...((await visitor.send(`message ${i}`, id)).body as Receipt) })
    }),
  )
  await Promise.all([...sends, namesake.send('mine', ids[0])])
  await eventually(() => byRest.length + acks().length === sends.length)
  await shop.app.turns.idle()

  const receipts = [...byRest, ...acks()]
  const conversationId = receipts[0]!.conversationId
  const rows = await readRows(shop.db, visitor.tenantId, conversationId)
  expect(rows.map(row => row.seq)).toEqual(rows.map((_, i) => i + 1))
  const mine = rows.filter(row => row.sender_kind === 'visitor')
  expect(mine.map(row => row.client_message_id).sort()).toEqual([...ids].sort())
  const seqOf = new Map(mine.map(row => [row.client_message_id, row.seq]))
  for (const receipt of receipts) expect(receipt).toMatchObject({ conversationId, seq: seqOf.get(receipt.id) })
  for (const id of ids) expect(receipts.filter(one => one.id === id && !one.duplicate)).toHaveLength(1)
  const { rows: open } = await shop.db.query('SELECT count(*)::int AS n FROM conversation WHERE contact_id = $1', [
    visitor.contactId,
  ])
  expect(open).toEqual([{ n: 1 }])
  expect(await namesake.events()).toHaveLength(2)
}, 60_000)

test('the same id with another text is refused with 409, and the original stays', async () => {
  const visitor = await shop.newVisitor()
  const socket = await shop.visitorSocket(visitor)
  const id = newId()
  const first = await visitor.say('the original', id)
  const before = await readRows(shop.db, visitor.tenantId, first.conversationId)
  const [over, under] = await Promise.all([
    visitor.send('another text', id),
    (async () => {
      socket.send({ type: 'send', clientMessageId: id, text: 'a third text' })
      return socket.wait('error')
    })(),
  ])
  expect([over.status, over.code]).toEqual([409, 'client_message_id_conflict'])
  expect(under).toMatchObject({ code: 'client_message_id_conflict', clientMessageId: id, retryable: false })
  const pressed = await visitor.call('POST', '/messages', {
    body: { clientMessageId: id, text: 'the original', choice: 'person' },
  })
  expect(pressed.status).toBe(409)
  await shop.app.turns.idle()
  expect(await readRows(shop.db, visitor.tenantId, first.conversationId)).toEqual(before)
  expect(await visitor.say('the original', id)).toEqual({ ...first, duplicate: true })
})

test('an id of a closed conversation is still known: nothing is opened, nothing answered again', async () => {
  const agent = await shop.signIn()
  const visitor = await shop.newVisitor()
  const id = newId()
  const first = await visitor.say('How much?', id)
  expect((await agent.call('POST', `/conversations/${first.conversationId}/close`, {})).status).toBe(200)
  const before = await readRows(shop.db, visitor.tenantId, first.conversationId)
  const socket = await shop.visitorSocket(visitor)
  expect(await visitor.say('How much?', id)).toEqual({ ...first, duplicate: true })
  expect(await socket.say('How much?', id)).toMatchObject({ ...first, duplicate: true })
  expect((await visitor.send('something else', id)).code).toBe('client_message_id_conflict')
  await shop.app.turns.idle()
  expect(await readRows(shop.db, visitor.tenantId, first.conversationId)).toEqual(before)
  const { rows } = await shop.db.query('SELECT status FROM conversation WHERE contact_id = $1', [visitor.contactId])
  expect(rows).toEqual([{ status: 'resolved' }])
  const next = await visitor.say('And now?')
  expect(next).toMatchObject({ seq: 1, duplicate: false })
  expect(next.conversationId).not.toBe(first.conversationId)
})

test('an id sent again from many sides while the conversation is being closed opens at most one', async () => {
  const agent = await shop.signIn()
  for (let round = 0; round < 10; round++) {
    const visitor = await shop.newVisitor()
    const { conversationId } = await visitor.say('hello')
    const id = newId()
    const sent = await Promise.all([
      visitor.send('again', id),
      agent.call('POST', `/conversations/${conversationId}/close`, {}),
      visitor.send('again', id),
      visitor.send('again', id),
    ])
    expect(sent.map(answer => answer.status)).toEqual([200, 200, 200, 200])
    const { rows } = await shop.db.query('SELECT seq FROM event WHERE client_message_id = $1', [id])
    expect(rows).toHaveLength(1)
  }
  await shop.app.turns.idle()
})

test("an agent's message is stored once too, by REST and socket, and not under another text", async () => {
  const agent = await shop.signIn()
  const visitor = await shop.newVisitor()
  const { conversationId } = await visitor.say('人工')
  const { handoff } = await agent.accept(conversationId)
  const desk = await shop.deskSocket(agent)
  const reply = { clientMessageId: newId(), text: 'Hello, I am Li.', epoch: handoff!.epoch }
  desk.send({ type: 'send', conversationId, ...reply })
  const rest = (await agent.call('POST', `/conversations/${conversationId}/messages`, reply)).body as { seq: number }
  const ack = await desk.wait('ack')
  expect(ack.seq).toBe(rest.seq)
  const other = await agent.call('POST', `/conversations/${conversationId}/messages`, { ...reply, text: 'No.' })
  expect([other.status, other.code]).toEqual([409, 'client_message_id_conflict'])
  await agent.call('POST', `/conversations/${conversationId}/close`, { epoch: handoff!.epoch })
  const late = await agent.call('POST', `/conversations/${conversationId}/messages`, reply)
  expect(late.body).toEqual({ seq: rest.seq, duplicate: true })
  const said = (await visitor.events()).filter(event => event.body.kind === 'message' && event.sender.kind === 'agent')
  expect(said).toHaveLength(1)
})
