/** Entities of a company's own over HTTP: stored, checked, and found from the next message on. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createBotLoader } from '../../src/app/load-bot.ts'
import { buildApp, PATIENCE_MS, type SignedIn, type TestApp } from '../helpers/app.ts'

let shop: TestApp
let owner: SignedIn

beforeAll(async () => {
  shop = await buildApp({ loadBot: tenantId => createBotLoader(shop.db, undefined)(tenantId) })
  owner = await shop.signIn('owner')
}, 120_000)
afterAll(() => shop.close())

const CITY = {
  name: 'city',
  values: [{ value: 'Shanghai', synonyms: { zh: ['魔都'] } }],
  roles: [{ name: 'to', before: ['到', 'to'] }],
}

test('what is put is read back, and found in texts with its role', async () => {
  expect((await owner.call('GET', '/entities')).body).toMatchObject({ entities: [] })
  const put = await owner.call('PUT', '/entities', { entities: [CITY] })
  expect(put.status).toBe(200)
  const { body } = await owner.call('GET', '/entities')
  expect(body).toEqual({ entities: [CITY], builtIn: expect.arrayContaining(['date', 'place']) })
  await expect
    .poll(async () => (await owner.call('POST', '/nlu/parse', { text: '明天到魔都' })).body, { timeout: PATIENCE_MS })
    .toMatchObject({
      entities: [
        { entity: 'date', start: 0, end: 2, granularity: 'day', extractor: 'yingda' },
        { entity: 'city', value: 'Shanghai', role: 'to', start: 3, end: 5, extractor: 'yingda' },
      ],
    })
})

test('another company has none of them', async () => {
  const other = await shop.signIn('owner', shop.other)
  expect((await other.call('GET', '/entities')).body).toMatchObject({ entities: [] })
})

test('a pattern that RE2 cannot do is refused by name, and nothing is stored', async () => {
  const before = (await owner.call('GET', '/entities')).body
  const answer = await owner.call('PUT', '/entities', { entities: [{ name: 'thing', patterns: ['(a)\\1'] }] })
  expect([answer.status, answer.code]).toEqual([400, 'pattern_unsupported'])
  expect(JSON.stringify(answer.body)).toContain('back reference')
  expect((await owner.call('PUT', '/entities', { entities: [{ name: 'Bad Name' }] })).status).toBe(400)
  expect((await owner.call('GET', '/entities')).body).toEqual(before)
})
