/** Understanding over HTTP, in the shape that clients of Rasa's server read. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { buildApp, type SignedIn, type TestApp } from '../helpers/app.ts'
import { plainBot } from '../helpers/plain-bot.ts'

let shop: TestApp
let agent: SignedIn

beforeAll(async () => {
  shop = await buildApp({ loadBot: async () => plainBot() })
  agent = await shop.signIn('owner')
}, 120_000)
afterAll(() => shop.close())

test('a text comes back with its intent, the ranking and its entities, at both addresses', async () => {
  const text = 'write to Li.Lei@Example.com'
  for (const path of ['/nlu/parse', '/nlu/model/parse']) {
    const { status, body } = await agent.call('POST', path, { text, message_id: 'one' })
    expect(status).toBe(200)
    expect(body).toEqual({
      text,
      intent: { name: null, confidence: 0 },
      intent_ranking: [],
      entities: [{ entity: 'email', value: 'li.lei@example.com', start: 9, end: 27, extractor: 'yingda' }],
      language: 'en',
      out_of_scope: 1,
      matters: [],
    })
  }
})

test('many texts come back in their order; none, and too long ones, are refused', async () => {
  const { body } = await agent.call('POST', '/nlu/parse-all', { texts: ['你好', 'hello'] })
  const { results } = body as { results: { text: string; language: string }[] }
  expect(results.map(({ text, language }) => [text, language])).toEqual([
    ['你好', 'zh'],
    ['hello', 'en'],
  ])
  expect((await agent.call('POST', '/nlu/parse-all', { texts: [] })).status).toBe(400)
  expect((await agent.call('POST', '/nlu/parse', { text: 'x'.repeat(4001) })).status).toBe(400)
})
