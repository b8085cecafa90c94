/** What an agent is told beside the words: summary, what was tried, pages, device, history, contact, notes. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Facts } from '../../src/conversation/facts.ts'
import { summarise } from '../../src/conversation/summarise.ts'
import { readUserAgent } from '../../src/conversation/user-agent.ts'
import { TRAIL_AT_MOST, withPage } from '../../src/conversation/visit.store.ts'
import type { ConversationSummary } from '../../src/protocol.ts'
import { buildApp, eventually, type SignedIn, type TestApp } from '../helpers/app.ts'
import { describeOnEachDatabase } from '../helpers/databases.ts'
import { plainBot } from '../helpers/plain-bot.ts'

describe('the summary', () => {
  test('is at most three of his own sentences, in his order, without greetings', () => {
    const said = [
      '你好',
      '我上周买的紫砂壶收到时壶嘴碎了。订单号 20261120883。',
      '在吗',
      '我想换一把新的紫砂壶，运费谁出？',
      '之前问过一次，说可以换。',
      '快点',
    ]
    const summary = summarise(said)
    expect(summary).toHaveLength(3)
    expect(summary.join()).toContain('20261120883')
    expect(summary.join()).toContain('运费谁出')
    expect(summary.join()).not.toContain('你好')
    const whole = said.join('')
    expect(summary.map(one => whole.indexOf(one))).toEqual(summary.map(one => whole.indexOf(one)).sort((a, b) => a - b))
  })

  test('does not say the same twice, and knows English', () => {
    const summary = summarise([
      'Hi',
      'My parcel 8842 has not arrived. It was due on Monday.',
      'My parcel has not arrived!',
      'Can you send it to another address?',
      'I moved to Berlin last week and nobody is at the old flat.',
    ])
    expect(summary).toHaveLength(3)
    expect(summary.filter(one => one.includes('not arrived'))).toHaveLength(1)
    expect(summary.join()).toContain('another address')
  })

  test('is all when there is little, and nothing when there is nothing', () => {
    expect(summarise(['运费怎么算？'])).toEqual(['运费怎么算？'])
    expect(summarise(['嗯', 'ok'])).toEqual([])
    expect(summarise([])).toEqual([])
  })
})

test.each([
  [
    'Mozilla/5.0 (Linux; Android 14; PGT-AN10) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/116.0.0.0 Mobile Safari/537.36 MicroMessenger/8.0.49',
    'WeChat 8',
    'Android 14',
    true,
  ],
  [
    'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1',
    'Safari 17',
    'iOS 17',
    true,
  ],
  [
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/128.0.0.0 Safari/537.36 Edg/128.0.0.0',
    'Edge 128',
    'Windows',
    false,
  ],
  ['Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0', 'Firefox 130', 'Linux', false],
  ['curl/8.5', undefined, undefined, false],
])('the user agent %s is told by name', (userAgent, browser, system, phone) => {
  const device = readUserAgent(userAgent)
  expect([device.browser, device.system, device.phone]).toEqual([browser, system, phone])
})

test('the trail holds the last ten pages; the same page again is no step', () => {
  let trail = withPage([], { url: 'https://shop.example/0' }, 't')
  trail = withPage(trail, { url: 'https://shop.example/0', title: 'Home' }, 'u')
  expect(trail).toEqual([{ url: 'https://shop.example/0', title: 'Home', at: 't' }])
  for (let i = 1; i <= 15; i++) trail = withPage(trail, { url: `https://shop.example/${i}` }, 't')
  expect(trail).toHaveLength(TRAIL_AT_MOST)
  expect(trail.at(-1)?.url).toBe('https://shop.example/15')
})

describeOnEachDatabase('the facts of a conversation', open => {
  let shop: TestApp
  let agent: SignedIn
  beforeAll(async () => {
    shop = await buildApp({ db: open(), loadBot: async () => plainBot() })
    agent = await shop.signIn()
  }, 120_000)
  afterAll(() => shop.close())

  const facts = async (id: string) => (await agent.call('GET', `/conversations/${id}/facts`)).body as Facts

  test('tell what was tried and refused, and the conversations before with their outcome', async () => {
    const visitor = await shop.newVisitor()
    const first = await visitor.say('运费多少?')
    const answer = (await visitor.events()).find(event => event.sender.kind === 'bot')!
    await visitor.call('POST', '/feedback', {
      body: { conversationId: first.conversationId, seq: answer.seq, helpful: false },
    })
    expect((await facts(first.conversationId)).tried).toMatchObject([
      { seq: answer.seq, helpful: false, confidence: 0.95 },
    ])
    await agent.call('POST', `/conversations/${first.conversationId}/close`, {})
    const second = await visitor.say('还是运费?')
    const { earlier, summary } = await facts(second.conversationId)
    expect(earlier).toMatchObject([{ id: first.conversationId, status: 'resolved', about: '运费多少?' }])
    expect(summary).toEqual(['还是运费?'])
  })

  test('tell the pages he walks through and his device', async () => {
    const visitor = await shop.newVisitor()
    const page = (n: number) => ({ url: `https://shop.example/${n}`, title: `Page ${n}`, timeZone: 'Asia/Shanghai' })
    const path = `/public/api/v1/inboxes/${visitor.inboxId}/socket`
    const socket = await shop.socket(path, { 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Firefox/130.0' })
    socket.send({ type: 'hello', protocol: 1, token: visitor.token, lastSeq: 0, page: page(1) })
    await socket.wait('welcome')
    const { conversationId } = await socket.say('How much?')
    socket.send({ type: 'page', page: page(2) })
    const seen = await eventually(async () => {
      const now = await facts(conversationId)
      return now.trail.length === 2 && now
    })
    expect(seen.trail.map(({ url }) => url)).toEqual([page(1).url, page(2).url])
    expect(seen.device).toMatchObject({ browser: 'Firefox 130', system: 'Linux', timeZone: 'Asia/Shanghai' })
    expect(JSON.stringify(await visitor.events())).not.toContain('shop.example')
  })

  test('name a contact as agents put him right, and keep notes that he never sees', async () => {
    const visitor = await shop.newVisitor()
    const { conversationId } = await visitor.say('How much?')
    const { contactId } = await facts(conversationId)
    const patch = (body: unknown) => agent.call('PATCH', `/contacts/${contactId}`, body)
    expect((await patch({ name: '李雷', email: 'li@example.com', phone: '13800000000' })).status).toBe(204)
    expect((await patch({ phone: '' })).status).toBe(204)
    const { body } = await agent.call('GET', `/conversations/${conversationId}`)
    const { contact } = (body as { conversation: ConversationSummary }).conversation
    expect(contact).toEqual({ id: contactId, name: '李雷', email: 'li@example.com' })
    for (const wrong of [{ email: 'nobody' }, { phone: 'call me' }, { name: 'x'.repeat(101) }])
      expect((await patch(wrong)).status).toBe(400)
    const note = await agent.call('POST', `/contacts/${contactId}/notes`, { text: 'canary: prefers tea from Anxi' })
    expect(note.status).toBe(200)
    expect((await facts(conversationId)).notes).toMatchObject([
      { agentName: agent.name, text: expect.stringContaining('Anxi') },
    ])
    expect(JSON.stringify(await visitor.events())).not.toMatch(/canary|李雷/)
  })
})
