/** Knowledge that is not for everyone: what a visitor cannot reach, over HTTP, on the real bot. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { buildApp, type SignedIn, type TestApp } from '../helpers/app.ts'

let shop: TestApp
let owner: SignedIn

beforeAll(async () => {
  shop = await buildApp()
  owner = await shop.signIn('owner')
}, 120_000)
afterAll(() => shop.close())

interface Document {
  id: string
  revision: number
  scope: object
}
interface Found {
  hits: { documentId: string; passageId: string }[]
}

const QUESTION = 'Where do we keep the zebrawood samples?'
const content = {
  kind: 'faq',
  language: 'en',
  title: QUESTION,
  similar: ['zebrawood samples shelf'],
  body: 'In the cellar, shelf nine.',
  tags: [],
}
const add = async (scope?: object) => {
  const { body, status } = await owner.call('POST', '/documents', { ...content, scope })
  expect(status).toBe(200)
  return (body as { document: Document }).document
}
const found = async (as?: object) => ((await owner.call('POST', '/search', { text: QUESTION, as })).body as Found).hits

test('an entry for colleagues is found by them alone, until it is for everyone', async () => {
  const document = await add({ audience: 'agents' })
  const ids = async (as?: object) => (await found(as)).map(hit => hit.documentId)
  await expect.poll(() => ids({ audience: 'agents' }), { timeout: 5_000 }).toContain(document.id)
  expect(await ids()).not.toContain(document.id)
  const [hit] = await found({ audience: 'agents' })
  const visitor = await shop.newVisitor()
  expect((await visitor.call('GET', `/passages/${hit!.passageId}`)).status).toBe(404)
  const { kind: _kind, language: _language, ...rest } = content
  const change = { ...rest, enabled: true, revision: document.revision, scope: {} }
  expect((await owner.call('PUT', `/documents/${document.id}`, change)).status).toBe(200)
  await expect.poll(() => ids(), { timeout: 5_000 }).toContain(document.id)
  expect((await visitor.call('GET', `/passages/${hit!.passageId}`)).status).toBe(200)
})

test('what a source says holds for its documents', async () => {
  await shop.app.sources.upload(owner.tenantId, 'cellar.txt', Buffer.from('The okapi rug lies in the cellar.'), {})
  await shop.app.ingestion.idle()
  const { sources } = (await owner.call('GET', '/sources')).body as { sources: { id: string; name: string }[] }
  const source = sources.find(each => each.name === 'cellar.txt')!
  const { body } = await owner.call('PATCH', `/sources/${source.id}`, { scope: { audience: 'agents' } })
  expect(body).toMatchObject({ source: { scope: { audience: 'agents' } } })
  const { documents } = (await owner.call('GET', `/documents?sourceId=${source.id}`)).body as { documents: Document[] }
  expect(documents.map(each => each.scope)).toEqual([{ audience: 'agents' }])
})

test('an end before the beginning and an unknown inbox are refused', async () => {
  const refused = async (scope: object) => (await owner.call('POST', '/documents', { ...content, scope })).body
  expect(await refused({ validFrom: '2026-05-04T00:00:00Z', validUntil: '2026-05-03T00:00:00Z' })).toMatchObject({
    error: { code: 'validity_invalid' },
  })
  const unknown = '00000000-0000-7000-8000-000000000000'
  expect(await refused({ inboxIds: [unknown] })).toMatchObject({ error: { code: 'inbox_not_found', value: unknown } })
})
