/** A page says who its visitor is: what the host's server has signed makes him that user, what only a browser says opens nothing. */
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Inbox } from '../../src/admin/inboxes.ts'
import { signIdentity } from '../../src/conversation/identity-proof.ts'
import { newId } from '../../src/id.ts'
import { buildApp, eventually, type SignedIn, type TestApp, type Visitor } from '../helpers/app.ts'
import { describeOnEachDatabase } from '../helpers/databases.ts'
import { plainBot } from '../helpers/plain-bot.ts'

interface Known {
  contactId: string
  externalId?: string
  attributes: { name: string; value: unknown; verified: boolean; by: { kind: string; name?: string } }[]
}
interface Identified {
  verified: boolean
  visitorId: string
  token?: string
}

describeOnEachDatabase('identify', open => {
  let shop: TestApp
  let owner: SignedIn
  let agent: SignedIn
  let key: string

  beforeAll(async () => {
    shop = await buildApp({ db: open(), loadBot: async () => plainBot() })
    owner = await shop.signIn('owner')
    agent = await shop.signIn()
    key = await makeKey()
  }, 120_000)
  afterAll(() => shop.close())

  const makeKey = async () =>
    ((await owner.call('POST', `/inboxes/${shop.home.inboxId}/identity-key`)).body as { key: string }).key
  const withToken = (visitor: Visitor, { token, visitorId }: Identified) =>
    shop.visitor(token ?? visitor.token, visitorId)
  const tell = (visitor: Visitor, body: object) => visitor.call('POST', '/contact', { body })
  const signed = (id: string, more: { signedAttributes?: string } = {}) => ({
    id,
    signature: signIdentity(key, id, more.signedAttributes),
    ...more,
  })
  /** By a right signature; who he is then. */
  async function become(visitor: Visitor, id: string, more: object = {}): Promise<Visitor> {
    const { body } = await tell(visitor, { ...signed(id, more), ...more })
    expect(body).toMatchObject({ verified: true })
    return withToken(visitor, body as Identified)
  }
  const known = async (conversationId: string) =>
    (await agent.call('GET', `/conversations/${conversationId}/facts`)).body as Known
  const contactOf = async (conversationId: string) =>
    ((await agent.call('GET', `/conversations/${conversationId}`)).body as { conversation: { contact: object } })
      .conversation.contact
  const words = async (visitor: Visitor) =>
    (await visitor.events()).flatMap(({ body }) => (body.kind === 'message' ? [body.content.text] : []))

  test('an anonymous visitor keeps his conversation, and another browser of the same user goes on with it', async () => {
    const first = await shop.newVisitor()
    const { conversationId } = await first.say('One?')
    const user = newId()
    const laptop = await become(first, user, { name: '李雷', attributes: { plan: 'gold', orders: 3 } })
    expect(laptop.contactId).not.toBe(first.contactId)
    expect(await words(laptop)).toContain('One?')
    const phone = await become(await shop.newVisitor(), user)
    expect(phone.contactId).toBe(laptop.contactId)
    expect(await words(phone)).toContain('One?')
    expect((await phone.say('Two?')).conversationId).toBe(conversationId)
    expect(await contactOf(conversationId)).toMatchObject({ id: laptop.contactId, name: '李雷' })
    expect(await known(conversationId)).toMatchObject({
      externalId: user,
      attributes: [
        { name: 'orders', value: 3, verified: false, by: { kind: 'site' } },
        { name: 'plan', value: 'gold', verified: false, by: { kind: 'site' } },
      ],
    })
  })

  test('his old token opens nothing any more, and what it would send is refused', async () => {
    const before = await shop.newVisitor()
    await before.say('Mine?')
    const after = await become(before, newId())
    expect(await before.events()).toEqual([])
    expect(await before.call('POST', '/messages', { body: { clientMessageId: newId(), text: 'x' } })).toMatchObject({
      status: 401,
      code: 'token_invalid',
    })
    expect(await words(after)).toContain('Mine?')
  })

  /** Starts both while the rows of these contacts are locked, the first one first, and lets them go on. */
  async function heldUp<A, B>(contactIds: readonly string[], one: () => Promise<A>, other: () => Promise<B>) {
    const started = await shop.db.transaction(async tx => {
      await tx.query('SELECT 1 FROM contact WHERE id = ANY($1) FOR UPDATE', [contactIds])
      const first = one()
      await sleep(60)
      const second = other()
      await sleep(60)
      return { first, second }
    })
    return Promise.all([started.first, started.second])
  }
  const openOfMoved = async () => {
    const { rows } = await shop.db.query(
      `SELECT c.id FROM conversation c JOIN contact k ON k.id = c.contact_id WHERE k.moved_to IS NOT NULL`,
    )
    return rows
  }
  const send = (visitor: Visitor, text: string) =>
    visitor.call('POST', '/messages', { body: { clientMessageId: newId(), text } })

  async function expectHisOrRefused(after: Visitor, answer: Awaited<ReturnType<typeof send>>, text: string) {
    if (answer.status === 200) expect(await words(after)).toContain(text)
    else expect(answer).toMatchObject({ status: 401, code: 'token_invalid' })
    expect(await openOfMoved()).toEqual([])
  }

  test('a first message from another tab while he is identified is refused, or his', async () => {
    const user = newId()
    await become(await shop.newVisitor(), user)
    for (let i = 0; i < 6; i++) {
      const before = await shop.newVisitor()
      await tell(before, { name: 'Li' })
      const identified = () => become(before, user)
      const sent = () => send(before, `Lost ${i}?`)
      const [after, answer] =
        i % 2 === 0
          ? await heldUp([before.contactId], identified, sent)
          : await heldUp([before.contactId], sent, identified).then(([b, a]) => [a, b] as const)
      await expectHisOrRefused(after, answer, `Lost ${i}?`)
    }
  }, 30_000)

  test('so it is where nobody had heard of the tab before', async () => {
    for (let i = 0; i < 20; i++) {
      const before = await shop.newVisitor()
      const [after, answer] = await Promise.all([become(before, newId()), send(before, `Lost ${i}?`)])
      await expectHisOrRefused(after, answer, `Lost ${i}?`)
    }
  }, 30_000)

  test('a first message from another device of the user, while a conversation comes to him, goes into it', async () => {
    for (let i = 0; i < 4; i++) {
      const user = newId()
      const phone = await become(await shop.newVisitor(), user)
      const tab = await shop.newVisitor()
      await tab.say('Here?')
      const identified = () => become(tab, user)
      const sent = () => send(phone, 'There?')
      if (i % 2 === 0) await heldUp([phone.contactId], identified, sent)
      else await heldUp([phone.contactId], sent, identified)
      const { rows } = await shop.db.query<{ open: boolean; text: string }>(
        `SELECT c.status <> 'resolved' AS open, e.body #>> '{content,text}' AS text FROM conversation c
         JOIN event e ON e.conversation_id = c.id AND e.seq = 1 WHERE c.contact_id = $1`,
        [phone.contactId],
      )
      expect(rows.filter(row => row.open)).toHaveLength(1)
      // Where his own was opened first, it ended for that which came.
      if (rows.length > 1) expect(rows.map(row => row.text).sort()).toEqual(['Here?', 'There?'])
      else expect(await words(phone)).toContain('There?')
      expect(await openOfMoved()).toEqual([])
    }
  }, 30_000)

  test('a message that is sent again after he was identified is the same message', async () => {
    const before = await shop.newVisitor()
    const message = { clientMessageId: newId(), text: 'Once?' }
    await before.call('POST', '/messages', { body: message })
    const after = await become(before, newId())
    expect((await after.call('POST', '/messages', { body: message })).body).toMatchObject({ duplicate: true })
  })

  test('a wrong signature, or half of one, stores nothing', async () => {
    const visitor = await shop.newVisitor()
    const { conversationId } = await visitor.say('人工')
    const id = newId()
    const wrong = [
      signIdentity(key, newId()),
      signIdentity('another key', id),
      signIdentity(key, id).slice(1),
      '',
      signIdentity(key, id, '{}'),
    ]
    for (const signature of wrong) {
      const answer = await tell(visitor, { id, signature, name: 'Eve', attributes: { vip: true } })
      expect(answer).toMatchObject({ status: 403, code: 'identity_signature_wrong' })
    }
    for (const half of [{ id }, { signature: signIdentity(key, id) }, { id, signedAttributes: '{}' }])
      expect(await tell(visitor, { ...half, name: 'Eve' })).toMatchObject({ status: 400, code: 'identity_incomplete' })
    expect(await contactOf(conversationId)).toEqual({ id: visitor.contactId })
    expect((await known(conversationId)).attributes).toEqual([])
    const { rows } = await shop.db.query('SELECT 1 FROM contact WHERE external_id = $1', [id])
    expect(rows).toEqual([])
  })

  test('of two open conversations the one with a person goes on, else the one before him; no agent keeps a place', async () => {
    const user = newId()
    const phone = await become(await shop.newVisitor(), user)
    const waiting = await phone.say('人工')
    await agent.accept(waiting.conversationId)
    const laptop = await shop.newVisitor()
    const bots = await laptop.say('With the bot?')
    const after = await become(laptop, user)
    expect((await after.say('Still there?')).conversationId).toBe(waiting.conversationId)
    expect((await agent.call('GET', `/conversations/${bots.conversationId}`)).body).toMatchObject({
      conversation: { status: 'resolved', contact: { id: phone.contactId } },
    })

    const other = newId()
    const old = await (await become(await shop.newVisitor(), other)).say('Old?')
    const tab = await shop.newVisitor()
    const here = await tab.say('人工')
    const same = await become(tab, other)
    expect((await same.say('Here')).conversationId).toBe(here.conversationId)
    expect(await words(same)).not.toContain('Old?')
    expect((await agent.call('GET', `/conversations/${old.conversationId}`)).body).toMatchObject({
      conversation: { status: 'resolved' },
    })
  })

  test('two with a person: the one that ends gives its agent his place back', async () => {
    const [one, other] = [await shop.signIn(), await shop.signIn()]
    const user = newId()
    const phone = await become(await shop.newVisitor(), user)
    const first = await phone.say('人工')
    await one.accept(first.conversationId)
    const laptop = await shop.newVisitor()
    const second = await laptop.say('人工')
    await other.accept(second.conversationId)
    await become(laptop, user)
    const { rows } = await shop.db.query<{ id: string; load: number }>(
      'SELECT id, load FROM agent WHERE id = ANY($1)',
      [[one.id, other.id]],
    )
    expect(new Map(rows.map(({ id, load }) => [id, load]))).toEqual(
      new Map([
        [one.id, 0],
        [other.id, 1],
      ]),
    )
  })

  test('another user in the same browser takes nothing along', async () => {
    const first = await become(await shop.newVisitor(), newId(), { name: 'First' })
    const { conversationId } = await first.say('Secret of the first?')
    const second = await become(first, newId())
    expect(second.contactId).not.toBe(first.contactId)
    expect(await second.events()).toEqual([])
    expect(await contactOf(conversationId)).toMatchObject({ id: first.contactId, name: 'First' })
  })

  test('what the server signed is marked, and neither a browser nor its word takes its place', async () => {
    const visitor = await shop.newVisitor()
    await visitor.say('人工')
    const user = newId()
    const after = await become(visitor, user, { signedAttributes: JSON.stringify({ vip: true }) })
    const { conversationId } = await after.say('再见')
    await tell(after, { name: 'Somebody', attributes: { vip: false, plan: 'free' } })
    expect((await known(conversationId)).attributes).toMatchObject([
      { name: 'plan', value: 'free', verified: false },
      { name: 'vip', value: true, verified: true },
    ])
    await become(after, user, { signedAttributes: JSON.stringify({ vip: null }) })
    expect((await known(conversationId)).attributes.map(one => one.name)).toEqual(['plan'])
  })

  test('told again without news leaves no event', async () => {
    const visitor = await become(await shop.newVisitor(), newId(), { name: 'Li' })
    const { conversationId } = await visitor.say('人工')
    await tell(visitor, { email: 'li@example.com', attributes: { plan: 'gold' } })
    await tell(visitor, { email: 'li@example.com', attributes: { plan: 'gold' } })
    const rows = await visitor.rows(conversationId)
    expect(rows.filter(row => row.kind === 'contact_changed')).toHaveLength(1)
  })

  test('limits: names, kinds and lengths of values, and how many', async () => {
    const visitor = await shop.newVisitor()
    const codes: unknown[] = []
    for (const attributes of [
      { ' x': 1 },
      { ['x'.repeat(41)]: 1 },
      { plan: ['gold'] },
      { plan: 'x'.repeat(501) },
      Object.fromEntries(Array.from({ length: 51 }, (_, i) => [`a${i}`, i])),
    ])
      codes.push((await tell(visitor, { attributes })).code)
    expect(codes).toEqual([
      'attribute_name_invalid',
      'attribute_name_invalid',
      'attribute_value_invalid',
      'attribute_value_invalid',
      'attributes_too_many',
    ])
    const half = (from: number) =>
      tell(visitor, { attributes: Object.fromEntries(Array.from({ length: 26 }, (_, i) => [`a${from + i}`, i])) })
    expect(await half(0)).toMatchObject({ status: 200 })
    expect(await half(26)).toMatchObject({ status: 400, code: 'attributes_too_many' })
  })

  test('an agent sets, changes and takes away; it is an event, and the audit log has the names alone', async () => {
    const visitor = await shop.newVisitor()
    const { conversationId } = await visitor.say('人工')
    await tell(visitor, { attributes: { plan: 'free' } })
    const path = `/contacts/${visitor.contactId}/attributes`
    const hostile = '<img src=x onerror=alert(1)>'
    expect(await agent.call('PATCH', path, { attributes: { plan: hostile, 会员: true } })).toMatchObject({
      status: 204,
    })
    expect((await known(conversationId)).attributes).toMatchObject([
      { name: 'plan', value: hostile, verified: false, by: { kind: 'agent', name: agent.name } },
      { name: '会员', value: true },
    ])
    // What an agent wrote stays against a browser's word.
    await tell(visitor, { attributes: { plan: 'free' } })
    expect((await known(conversationId)).attributes[0]).toMatchObject({ value: hostile })
    expect(await agent.call('PATCH', path, { attributes: { plan: null } })).toMatchObject({ status: 204 })
    expect((await known(conversationId)).attributes.map(one => one.name)).toEqual(['会员'])
    const rows = await visitor.rows(conversationId)
    expect(rows.flatMap(row => (row.kind === 'contact_changed' ? [row.body.attributes] : []))).toEqual([
      { plan: 'free' },
      { plan: hostile, 会员: true },
      { plan: null },
    ])
    const audit = await shop.db.query<{ before: object | null; after: object | null }>(
      `SELECT before, after FROM audit_log WHERE subject = 'contact' AND subject_id = $1 ORDER BY at`,
      [visitor.contactId],
    )
    expect(audit.rows).toEqual([
      { before: { plan: '***' }, after: { plan: '***', 会员: '***' } },
      { before: { plan: '***' }, after: null },
    ])
    const analyst = await shop.signIn('analyst')
    expect(await analyst.call('PATCH', path, { attributes: { plan: 'x' } })).toMatchObject({ status: 403 })
    expect(await agent.call('PATCH', path, { attributes: { 'x/': 1 } })).toMatchObject({
      code: 'attribute_name_invalid',
    })
    expect(await agent.call('PATCH', `/contacts/${newId()}/attributes`, { attributes: {} })).toMatchObject({
      code: 'contact_not_found',
    })
  })

  test('over the socket: answered with a new token, messages before and after it arrive once, in order', async () => {
    const before = await shop.newVisitor()
    const socket = await shop.visitorSocket(before)
    await socket.wait('welcome')
    const id = newId()
    const messages = [newId(), newId()]
    socket.send({ type: 'send', clientMessageId: messages[0]!, text: 'Before?' })
    socket.send({ type: 'identify', ...signed(id), name: 'Li' })
    socket.send({ type: 'send', clientMessageId: messages[1]!, text: 'After?' })
    const answer = await socket.wait('identified')
    expect(answer).toMatchObject({ verified: true, token: expect.any(String) })
    expect(await socket.closed).toMatchObject({ code: 4401 })
    expect(socket.frames.filter(frame => frame.type === 'ack')).toHaveLength(1)
    const user = shop.visitor(answer.token!, answer.visitorId)
    await user.call('POST', '/messages', { body: { clientMessageId: messages[1], text: 'After?' } })
    const told = (await words(user)).filter(text => text === 'Before?' || text === 'After?')
    expect(told).toEqual(['Before?', 'After?'])
  })

  test('over the socket: a wrong signature is an error about it, and the socket stays', async () => {
    const socket = await shop.visitorSocket(await shop.newVisitor())
    socket.send({ type: 'identify', id: newId(), signature: 'f'.repeat(64) })
    expect(await socket.wait('error')).toMatchObject({ code: 'identity_signature_wrong', retryable: false })
    await socket.say('still here')
  })

  test('another tab of his, with the old token, is sent away to fetch the new one', async () => {
    const before = await shop.newVisitor()
    await before.say('One?')
    const tab = await shop.visitorSocket(before)
    await tab.wait('welcome')
    await become(before, newId())
    expect(await tab.closed).toMatchObject({ code: 4401 })
  })

  test('the client library goes on as the user by itself, and shows his history', async () => {
    const user = newId()
    await (await become(await shop.newVisitor(), user)).say('From elsewhere?')
    const client = shop.visitorClient()
    client.start()
    client.identify(signed(user))
    await eventually(() =>
      client.state().items.some(item => item.kind === 'message' && item.content.text === 'From elsewhere?'),
    )
    client.send('And here?')
    await eventually(() =>
      client
        .state()
        .items.some(item => item.kind === 'message' && item.content.text === 'And here?' && item.status === 'sent'),
    )
    client.identify({ id: user, signature: 'wrong' })
    await eventually(() => client.state().lastError?.code === 'identity_signature_wrong')
    client.identify({ email: 'no address' })
    await eventually(() => client.state().lastError?.code === 'frame_malformed')
    client.stop()
  })

  test('a signature that names its end is good until then, and its end cannot be moved or left out', async () => {
    const [id, now] = [newId(), Math.floor(Date.now() / 1000)]
    const until = (expires: number, signedAttributes?: string) => ({
      ...{ id, expires, signature: signIdentity(key, id, signedAttributes, expires) },
      ...(signedAttributes === undefined ? {} : { signedAttributes }),
    })
    const visitor = await shop.newVisitor()
    expect(await tell(visitor, until(now - 1))).toMatchObject({ status: 403, code: 'identity_signature_expired' })
    const { expires, ...endless } = until(now - 1)
    const moved = [endless, { ...endless, expires: now + 60 }, { ...signed(id), expires: now + 60 }]
    for (const proof of moved)
      expect(await tell(visitor, proof)).toMatchObject({ status: 403, code: 'identity_signature_wrong' })
    const disguised = { ...until(now - 1, '{"vip":true}'), expires: undefined }
    const asAttributes = [`${expires}`, `${expires}\n{"vip":true}`]
    for (const signedAttributes of asAttributes)
      expect(await tell(visitor, { ...disguised, signedAttributes })).toMatchObject({ code: 'attributes_unreadable' })
    expect(await tell(visitor, until(now + 60, '{"vip":true}'))).toMatchObject({ body: { verified: true } })
    expect(await tell(visitor, until(Date.now()))).toMatchObject({ status: 400 })
  })

  test('erasing him takes the contacts that his browsers were along', async () => {
    const before = await shop.newVisitor()
    await before.say('One?')
    const after = await become(before, newId())
    expect(await owner.call('DELETE', `/privacy/contacts/${after.contactId}`)).toMatchObject({ status: 200 })
    const { rows } = await shop.db.query('SELECT id FROM contact WHERE id = ANY($1)', [
      [before.contactId, after.contactId],
    ])
    expect(rows).toEqual([])
  })

  test('the old key stays good beside the new one for the hours that are asked for, and no longer', async () => {
    const old = signed(newId())
    const path = `/inboxes/${shop.home.inboxId}/identity-key`
    expect(await owner.call('POST', path, { keepOldHours: 169 })).toMatchObject({ status: 400 })
    key = ((await owner.call('POST', path, { keepOldHours: 2 })).body as { key: string }).key
    const isGood = async (proof: object) => (await tell(await shop.newVisitor(), proof)).status === 200
    expect([await isGood(old), await isGood(signed(newId()))]).toEqual([true, true])
    const oldKeyUntil = async () => {
      const { inboxes } = (await owner.call('GET', '/inboxes')).body as { inboxes: Inbox[] }
      return inboxes.find(({ id }) => id === shop.home.inboxId)?.oldKeyUntil
    }
    expect(Date.parse((await oldKeyUntil())!) - Date.now()).toBeCloseTo(2 * 3_600_000, -5)
    await shop.db.query('UPDATE inbox SET old_signatures_until = now()')
    expect([await isGood(old), await isGood(signed(newId()))]).toEqual([false, true])
    expect(await oldKeyUntil()).toBeUndefined()
    key = ((await owner.call('POST', path, { keepOldHours: 2 })).body as { key: string }).key
    expect(await isGood(old)).toBe(false)
    const last = signed(newId())
    key = await makeKey()
    expect([await isGood(last), await isGood(signed(newId()))]).toEqual([false, true])
  })

  test('a new key replaces the old one, and without one nothing is proven but all may be said', async () => {
    const id = newId()
    const old = signed(id)
    key = await makeKey()
    expect(await tell(await shop.newVisitor(), old)).toMatchObject({ code: 'identity_signature_wrong' })
    expect(await owner.call('DELETE', `/inboxes/${shop.home.inboxId}/identity-key`)).toMatchObject({ status: 204 })
    const visitor = await shop.newVisitor()
    const { conversationId } = await visitor.say('人工')
    const answer = await tell(visitor, { ...signed(id), name: 'Li', signedAttributes: '{"vip":true}' })
    expect(answer.body).toEqual({ verified: false, visitorId: visitor.contactId })
    expect(await contactOf(conversationId)).toMatchObject({ name: 'Li' })
    const seen = await known(conversationId)
    expect(seen.externalId).toBeUndefined()
    expect(seen.attributes).toMatchObject([{ name: 'vip', value: true, verified: false }])
    const log = await shop.db.query<{ before: object; after: object }>(
      `SELECT before, after FROM audit_log WHERE subject = 'inbox' ORDER BY at, id`,
    )
    const stars = { identity_key: '***' }
    expect(log.rows.slice(-2)).toMatchObject([
      { before: stars, after: stars },
      { before: stars, after: {} },
    ])
    expect(JSON.stringify(log.rows)).not.toContain(key)
  })
})
