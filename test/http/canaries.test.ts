/** What one tenant knows, another never hears: a thousand canaries, asked for word by word. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { buildApp, type SignedIn, type TestApp } from '../helpers/app.ts'

const CANARIES = 1000
const canary = (i: number) => `canary${i.toString(36).padStart(4, '0')}`
/** The name of a canary, whatever stands around it. */
const CANARY = /canary[0-9a-z]{4}/

let shop: TestApp
let a: SignedIn
let b: SignedIn

beforeAll(async () => {
  shop = await buildApp()
  a = await shop.signIn('owner')
  b = await shop.signIn('owner', shop.other)
  await shop.app.knowledge.import(
    shop.other.tenantId,
    Array.from({ length: CANARIES }, (_, i) => ({
      kind: 'faq' as const,
      key: `entry-${i}`,
      language: 'en' as const,
      title: `Where is parcel ${canary(i)}?`,
      similar: [`Has ${canary(i)} been shipped?`],
      body: `It is in shelf ${i} of ${canary(i)}.`,
      tags: [],
    })),
  )
  const lines = Array.from({ length: 50 }, (_, i) => `Room ${canary(i)} is on floor ${i}.`).join('\n\n')
  await shop.app.sources.upload(shop.other.tenantId, 'rooms.txt', Buffer.from(lines), {})
  await shop.app.ingestion.idle()
}, 120_000)
afterAll(() => shop.close())

interface Found {
  hits: { documentId: string; passageId: string }[]
  decision: object
}
const ask = async (agent: SignedIn, text: string) =>
  (await agent.call('POST', '/search', { text, limit: 20 })).body as Found

test('its own bot knows them', async () => {
  const { hits } = await ask(b, `Where is parcel ${canary(7)}?`)
  expect(JSON.stringify(hits)).toContain(canary(7))
})

test('no question of another tenant brings one up: hits, answers, choices', async () => {
  for (let i = 0; i < CANARIES; i += 5) {
    const { hits, decision } = await ask(a, `Where is parcel ${canary(i)}?`)
    expect([JSON.stringify(hits), JSON.stringify(decision)].join().match(CANARY)).toBeNull()
  }
}, 60_000)

test('no list, id or address of it leads there', async () => {
  const ofB = (await ask(b, `Where is parcel ${canary(3)}?`)).hits[0]!
  const room = (await b.call('GET', '/sources')).body as { sources: { id: string }[] }
  const visitor = await shop.newVisitor()
  const answers = [
    await a.call('GET', '/documents?limit=500'),
    await a.call('GET', `/documents?q=${canary(3)}`),
    await a.call('GET', `/documents/${ofB.documentId}`),
    await a.call('GET', `/documents/${ofB.documentId}/passages`),
    await a.call('GET', '/sources'),
    await a.call('GET', `/sources/${room.sources[0]!.id}`),
    await a.call('GET', `/sources/${room.sources[0]!.id}/original`),
    await visitor.call('GET', `/passages/${ofB.passageId}`),
  ]
  for (const { body } of answers) expect(JSON.stringify(body).match(CANARY)).toBeNull()
  const own = await (await shop.newVisitor(shop.other)).call('GET', `/passages/${ofB.passageId}`)
  expect(JSON.stringify(own.body)).toContain(canary(3))
})

test('a visitor of another tenant hears none', async () => {
  const visitor = await shop.newVisitor()
  const { conversationId } = await visitor.say(`Has ${canary(9)} been shipped?`)
  const said = async () =>
    (
      (await visitor.call('GET', `/messages?conversationId=${conversationId}`)).body as {
        events: { sender: { kind: string } }[]
      }
    ).events.filter(event => event.sender.kind !== 'visitor')
  await expect.poll(said, { timeout: 10_000 }).not.toEqual([])
  expect(JSON.stringify(await said()).match(CANARY)).toBeNull()
})
