/** What the desk's search finds, on both engines: from the event's own transaction to the result. */
import { describe, expect, test } from 'vitest'
import { addContactNote, changeAttributes } from '../../src/conversation/contact-card.ts'
import { findContactAnew, saveContact } from '../../src/conversation/conversation.store.ts'
import { appendEvent, openWithTurn } from '../../src/conversation/event.store.ts'
import type { Db, TenantDb } from '../../src/db.ts'
import { indexOnce } from '../../src/finding/indexing.ts'
import { search } from '../../src/finding/search.ts'
import { newId } from '../../src/id.ts'
import type { EventBody } from '../../src/message.ts'
import { describeOnEachDatabase, newTenant } from '../helpers/databases.ts'

const AGENT = newId()
const said = (text: string): EventBody => ({ kind: 'message', content: { text, format: 'plain' } })

interface Shop {
  db: Db
  tenant: TenantDb
  inboxId: string
  open(text: string): Promise<{ conversationId: string; contactId: string }>
  say(conversationId: string, body: EventBody): Promise<number>
  find(q: string, more?: Partial<Parameters<typeof search>[2]>): ReturnType<typeof search>
  texts(q: string): Promise<string[]>
}

async function newShop(db: Db): Promise<Shop> {
  const tenant = db.tenant(await newTenant(db))
  const inboxId = newId()
  await tenant.query(
    `INSERT INTO inbox (tenant_id, id, name, channel, settings) VALUES ($1, $2, 'web', 'web_chat', '{}')`,
    [tenant.tenantId, inboxId],
  )
  const index = async () => {
    while (await indexOnce(db));
  }
  const shop: Shop = {
    db,
    tenant,
    inboxId,
    async open(text) {
      const contactId = newId()
      const sender = { kind: 'visitor' as const, id: contactId }
      const event = { sender, clientMessageId: newId(), body: said(text) }
      const opened = await openWithTurn(tenant, inboxId, contactId, undefined, event, 60)
      return { conversationId: opened!.conversationId, contactId }
    },
    async say(conversationId, body) {
      const sender = { kind: 'agent' as const, id: AGENT, name: 'Li' }
      return (await appendEvent(tenant, conversationId, { sender, body })).seq
    },
    async find(q, more = {}) {
      await index()
      return search(tenant, AGENT, { q, view: 'all', limit: 20, cursor: undefined, filter: {}, ...more })
    },
    async texts(q) {
      return (await shop.find(q)).results.map(({ line }) => line.text)
    },
  }
  return shop
}

describeOnEachDatabase('the search of the desk', open => {
  test('finds messages and notes, zh and en, newest first, one line a conversation, with its marks', async () => {
    const shop = await newShop(open())
    const first = await shop.open('我想退货，运费谁出？')
    const second = await shop.open('Where is my parcel?')
    await shop.say(second.conversationId, said('It was shipped yesterday.'))
    await shop.say(second.conversationId, { kind: 'note', text: '客户说要退货，先安抚' })
    await shop.say(second.conversationId, said('Anything else?'))
    const { results } = await shop.find('退货')
    expect(results.map(({ conversation, line }) => [conversation.id, line.kind, line.seq])).toEqual([
      [second.conversationId, 'note', 3],
      [first.conversationId, 'message', 1],
    ])
    expect(results.map(({ line }) => line.marks.map(([a, b]) => line.text.slice(a, b)))).toEqual([['退货'], ['退货']])
    expect(await shop.texts('shipping')).toEqual(['It was shipped yesterday.'])
    expect(await shop.texts('退货 parcel')).toEqual([])
  })

  test('finds a visitor by what he is called, and by that no more when it changes', async () => {
    const shop = await newShop(open())
    const { conversationId, contactId } = await shop.open('hello')
    await saveContact(shop.tenant, shop.inboxId, contactId, { name: '王小明', phone: '13812345678' })
    const { results } = await shop.find('5678')
    expect(results[0]?.conversation.id).toBe(conversationId)
    expect(results[0]?.line).toMatchObject({ kind: 'contact', seq: 0, text: '王小明 · 13812345678' })
    await saveContact(shop.tenant, shop.inboxId, contactId, { name: '李雷' })
    expect(await shop.texts('小明')).toEqual([])
    expect(await shop.texts('李雷')).toHaveLength(1)
    await shop.tenant.query('UPDATE contact SET name = NULL, phone = NULL WHERE tenant_id = $1', [shop.tenant.tenantId])
    await findContactAnew(shop.tenant, contactId)
    expect(await shop.texts('李雷')).toEqual([])
  })

  test('finds a visitor by a note on him, in each of his conversations, and shows the note', async () => {
    const shop = await newShop(open())
    const { conversationId, contactId } = await shop.open('hello')
    await saveContact(shop.tenant, shop.inboxId, contactId, { name: '王小明' })
    expect(await shop.texts('小明')).toEqual(['王小明'])
    const agent = { id: AGENT, name: 'Li' }
    await addContactNote(shop.tenant, contactId, agent, '批发客户，只收顺丰')
    await addContactNote(shop.tenant, contactId, agent, 'Calls before noon')
    const { results } = await shop.find('顺丰')
    expect(results.map(one => one.conversation.id)).toEqual([conversationId])
    expect(results[0]?.line).toMatchObject({
      kind: 'contact_note',
      seq: 0,
      text: 'Calls before noon · 批发客户，只收顺丰',
    })
    expect((await shop.find('小明')).results[0]?.line).toMatchObject({ kind: 'contact', text: '王小明' })
    expect(await shop.texts('calling')).toHaveLength(1)
  })

  test('finds a visitor by the name and value of an attribute, until it is taken away', async () => {
    const shop = await newShop(open())
    const { conversationId, contactId } = await shop.open('hello')
    await saveContact(shop.tenant, shop.inboxId, contactId, { name: '王小明' })
    const agent = { id: AGENT, name: 'Li' }
    await changeAttributes(shop.tenant, contactId, agent, { 城市: '杭州西湖', plan: 'platinum', orders: 4711 })
    for (const q of ['西湖', 'platin', '4711', '小明 platinum']) {
      const { results } = await shop.find(q)
      expect(results.map(one => one.conversation.id)).toEqual([conversationId])
      expect(results[0]?.line).toMatchObject({ kind: 'contact', seq: 0 })
      expect(results[0]?.line.marks.length).toBeGreaterThan(0)
    }
    await changeAttributes(shop.tenant, contactId, agent, { plan: null })
    expect(await shop.texts('platinum')).toEqual([])
    expect(await shop.texts('西湖')).toEqual(['王小明 · orders: 4711 · 城市: 杭州西湖'])
  })

  test('pages by key: each conversation once, none twice, in steps of any size', async () => {
    const shop = await newShop(open())
    const opened: string[] = []
    for (let i = 0; i < 7; i++) opened.push((await shop.open(`refund number ${i}`)).conversationId)
    for (const id of opened.slice(2, 5)) await shop.say(id, said('your refund is on its way'))
    const all = (await shop.find('refund')).results.map(({ conversation }) => conversation.id)
    expect(new Set(all)).toEqual(new Set(opened))
    const paged: string[] = []
    let cursor: string | undefined
    do {
      const page = await shop.find('refund', { limit: 2, cursor })
      paged.push(...page.results.map(({ conversation }) => conversation.id))
      cursor = page.next
    } while (cursor !== undefined)
    expect(paged).toEqual(all)
  })

  test('walks the newest lines where a word is everywhere, with the same result', async () => {
    const shop = await newShop(open())
    const ids: string[] = []
    for (let i = 0; i < 3; i++) ids.push((await shop.open('common')).conversationId)
    await shop.find('common')
    // More lines than are sorted, older than all.
    await shop.tenant.query(
      `INSERT INTO event (tenant_id, conversation_id, seq, id, inbox_id, kind, audience, prev_public_seq, sender_kind, sender_id, body, at)
       SELECT $1, $2, 100 + g, gen_random_uuid(), $3, 'message', 'all', 0, 'bot', $2, '{"content": {"text": "common"}}', now() - g * interval '1 minute'
       FROM generate_series(1, 4100) g`,
      [shop.tenant.tenantId, ids[0], shop.inboxId],
    )
    await shop.tenant.query(
      `INSERT INTO search_line (tenant_id, conversation_id, seq, at, search, text_version)
       SELECT $1, conversation_id, seq, at, array_to_tsvector(ARRAY[$3]), 'x' FROM event WHERE tenant_id = $1 AND conversation_id = $2 AND seq > 100`,
      [shop.tenant.tenantId, ids[0], `${shop.tenant.tenantId.slice(-4)}common`],
    )
    const { results } = await shop.find('common', { limit: 2 })
    expect(results).toHaveLength(2)
    expect(new Set(results.map(({ conversation }) => conversation.id)).size).toBe(2)
  })

  test('looks only where the filter says, and never at another tenant', async () => {
    const [shop, other] = [await newShop(open()), await newShop(open())]
    await shop.open('refund please')
    await other.open('refund please')
    expect((await shop.find('refund')).results).toHaveLength(1)
    expect((await shop.find('refund', { filter: { inboxId: shop.inboxId } })).results).toHaveLength(1)
    expect((await shop.find('refund', { filter: { inboxId: other.inboxId } })).results).toEqual([])
    expect((await shop.find('refund', { view: 'resolved' })).results).toEqual([])
    expect((await shop.find('refund', { view: 'mine' })).results).toEqual([])
    expect((await shop.find('refund', { view: 'open' })).results).toHaveLength(1)
  })

  test('forgets who is erased, with his events', async () => {
    const shop = await newShop(open())
    const { conversationId } = await shop.open('secret words')
    expect(await shop.texts('secret')).toHaveLength(1)
    const at = [shop.tenant.tenantId, conversationId]
    await shop.tenant.query('DELETE FROM turn WHERE tenant_id = $1 AND conversation_id = $2', at)
    await shop.tenant.query('DELETE FROM event WHERE tenant_id = $1 AND conversation_id = $2', at)
    const { rows } = await shop.tenant.query(
      'SELECT seq FROM search_line WHERE tenant_id = $1 AND conversation_id = $2 AND seq > 0',
      at,
    )
    expect(rows).toEqual([])
    expect(await shop.texts('secret')).toEqual([])
  })

  test('builds all lines anew for another version of the words', async () => {
    const shop = await newShop(open())
    await shop.open('old invoice')
    await shop.find('invoice')
    await shop.tenant.query(
      `UPDATE search_line SET text_version = 'old', search = array_to_tsvector(ARRAY['x']) WHERE tenant_id = $1`,
      [shop.tenant.tenantId],
    )
    expect(await shop.texts('invoice')).toEqual([])
    await shop.db.query("UPDATE search_build SET text_version = 'old'")
    expect(await shop.texts('invoice')).toEqual(['old invoice'])
    const { rows } = await shop.db.query('SELECT FROM search_build WHERE finished')
    expect(rows).toHaveLength(1)
  })

  describe('what it refuses', () => {
    test('a query without a word, and a cursor that is not one', async () => {
      const shop = await newShop(open())
      await expect(shop.find('?!')).rejects.toMatchObject({ code: 'query_empty' })
      await expect(shop.find('refund', { cursor: 'x' })).rejects.toMatchObject({ code: 'cursor_wrong' })
    })
    test('no sign of the query breaks the statement', async () => {
      const shop = await newShop(open())
      await shop.open("it's a \\ test & (more) | 100%:*")
      for (const q of ["it's", '\\', "'; --", 'a & b', '(test', ':*', '100%', 'test\\', "o'neil"])
        await shop.find(q).catch(error => expect(error).toMatchObject({ code: 'query_empty' }))
    })
  })
})
