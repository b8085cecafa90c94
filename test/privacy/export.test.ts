import { afterAll, beforeAll, expect, test } from 'vitest'
import { newId } from '../../src/id.ts'
import type { PersonExport } from '../../src/privacy/person.ts'
import { buildApp, type SignedIn, type TestApp, type Visitor } from '../helpers/app.ts'
import { describeOnEachDatabase } from '../helpers/databases.ts'
import { plainBot } from '../helpers/plain-bot.ts'
import { unzip } from '../helpers/unzip.ts'

describeOnEachDatabase('the export of a person', open => {
  let shop: TestApp
  let owner: SignedIn
  let visitor: Visitor
  /** Everything personal that was seeded. */
  const seeded = {
    name: 'Mei <b>Lin</b>',
    email: 'mei.lin@example.com',
    phone: '+86 138 0013 8000',
    asked: 'Where is parcel 4711?',
    missed: 'mauve teapot for my aunt',
    page: 'https://shop.example/tea?customer=77',
    pageTitle: 'Tea for customer 77',
    reply: 'Your parcel is at the station.',
    note: 'Careful, she waited a week.',
  }

  beforeAll(async () => {
    shop = await buildApp({ db: open(), loadBot: async () => plainBot() })
    owner = await shop.signIn('owner')
    const agent = await shop.signIn('agent')
    await agent.call('PUT', '/me/availability', { availability: 'online' })
    visitor = await shop.newVisitor()
    const page = { url: seeded.page, title: seeded.pageTitle }
    await visitor.call('POST', '/messages', { body: { clientMessageId: newId(), text: seeded.asked, page } })
    await shop.app.turns.idle()
    const { conversationId } = await visitor.say(seeded.missed)
    await visitor.call('POST', '/contact', { body: { name: seeded.name, email: seeded.email, phone: seeded.phone } })
    await visitor.call('POST', '/feedback', { body: { conversationId, seq: 2, helpful: false } })
    await visitor.say('人工')
    const epoch = (await agent.accept(conversationId)).handoff!.epoch
    await agent.call('POST', `/conversations/${conversationId}/messages`, {
      clientMessageId: newId(),
      text: seeded.reply,
      epoch,
    })
    await owner.call('PUT', '/me/availability', { availability: 'online' })
    await (await shop.deskSocket(owner)).wait('welcome')
    const to = { kind: 'agent', id: owner.id }
    await agent.call('POST', `/conversations/${conversationId}/transfer`, { epoch, to, note: seeded.note })
    const neighbour = await shop.newVisitor()
    await neighbour.say('zqneighbour?')
  }, 60_000)
  afterAll(() => shop.close())

  const exported = (format: string, language = 'en') =>
    owner.call('GET', `/privacy/contacts/${visitor.contactId}/export?format=${format}&language=${language}`)

  test('holds everything that was seeded, and nothing of anybody else', async () => {
    const { body, headers } = await exported('json')
    expect(headers['content-disposition']).toMatch(/^attachment; filename="person-[\da-f]{12}\.json"$/)
    const text = JSON.stringify(body)
    const missing = Object.values(seeded).filter(value => !text.includes(JSON.stringify(value).slice(1, -1)))
    expect(missing).toEqual([])
    expect(text).not.toContain('zqneighbour')
    expect(text).not.toContain('password')
  })

  test('says of each message who said it, and that the bot is one', async () => {
    const { conversations } = (await exported('json')).body as PersonExport
    const { messages } = conversations[0]!
    expect(messages.find(message => message.text === seeded.asked)).toMatchObject({ from: 'visitor', automatic: false })
    expect(messages.find(message => message.seq === 2)).toMatchObject({ from: 'bot', automatic: true, helpful: false })
    expect(messages.find(message => message.text === seeded.reply)).toMatchObject({ from: 'agent', automatic: false })
  })

  test('holds the rows of every table that refers to the person, also of those that nobody thought of', async () => {
    await shop.db.query(`CREATE TABLE whim (tenant_id uuid NOT NULL, contact_id uuid NOT NULL, word text,
      FOREIGN KEY (tenant_id, contact_id) REFERENCES contact (tenant_id, id) ON DELETE CASCADE)`)
    try {
      const home = [visitor.tenantId, visitor.contactId]
      await shop.db.query(`INSERT INTO whim VALUES ($1, $2, 'zqwhim')`, home)
      const { rows } = (await exported('json')).body as PersonExport
      expect(rows.whim).toEqual([{ contact_id: visitor.contactId, word: 'zqwhim' }])
      expect(Object.keys(rows)).toEqual(
        expect.arrayContaining(['contact', 'conversation', 'event', 'handoff', 'answer_feedback']),
      )
    } finally {
      await shop.db.query('DROP TABLE whim')
    }
  })

  test('is a page that runs nothing and labels the bot, in both languages', async () => {
    const en = String((await exported('html')).body)
    for (const part of ['Bot (automatic)', 'did not find it helpful', 'Mei &lt;b&gt;Lin&lt;/b&gt;', seeded.reply])
      expect(en).toContain(part)
    expect(en).not.toContain('<b>Lin')
    expect(en).not.toContain('<script')
    expect(String((await exported('html', 'zh')).body)).toContain('机器人（自动回复）')
  })

  test('is one archive of both by default', async () => {
    const path = `/api/v1/tenants/${owner.tenantId}/privacy/contacts/${visitor.contactId}/export`
    const { rawPayload, headers } = await shop.app.server.inject({
      method: 'GET',
      url: path,
      headers: { cookie: owner.cookie },
    })
    expect(headers['content-type']).toBe('application/zip')
    const files = await unzip(rawPayload)
    expect(Object.keys(files)).toEqual(['person.html', 'person.json'])
    expect((JSON.parse(files['person.json']!.toString()) as PersonExport).contact.email).toBe(seeded.email)
  })

  test('is found by name, e-mail, phone in any spelling, and the ids', async () => {
    const { conversationId } = await visitor.say('again?')
    const found = async (query: string) =>
      (
        (await owner.call('GET', `/privacy/contacts?query=${encodeURIComponent(query)}`)).body as {
          contacts: { id: string }[]
        }
      ).contacts.map(({ id }) => id)
    for (const query of ['mei', 'LIN@EXAMPLE', '138-0013-8000', '13800138000', visitor.contactId, conversationId])
      expect([query, await found(query)]).toEqual([query, [visitor.contactId]])
    for (const query of ['%', '_', 'nobody', newId()]) expect([query, await found(query)]).toEqual([query, []])
  })
})
