/** Sources as an administrator meets them: real files through the real parser, over HTTP. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { SourceView, VersionView } from '../../src/retrieval/source-list.store.ts'
import { type Answer, buildApp, type SignedIn, type TestApp } from '../helpers/app.ts'

let shop: TestApp
let owner: SignedIn

beforeAll(async () => {
  shop = await buildApp()
  owner = await shop.signIn('owner')
}, 120_000)
afterAll(() => shop.close())

const BOUNDARY = 'yingda-test'

/** A multipart body as a browser sends it: the options, then the file. */
function form(name: string, content: string | Buffer, options?: string): Buffer {
  const field = options && `--${BOUNDARY}\r\ncontent-disposition: form-data; name="options"\r\n\r\n${options}\r\n`
  const head = `--${BOUNDARY}\r\ncontent-disposition: form-data; name="file"; filename="${name}"\r\n\r\n`
  return Buffer.concat([
    Buffer.from(`${field ?? ''}${head}`),
    Buffer.from(content),
    Buffer.from(`\r\n--${BOUNDARY}--\r\n`),
  ])
}

function post(path: string, raw: Buffer, type = `multipart/form-data; boundary=${BOUNDARY}`): Promise<Answer> {
  const headers = { cookie: owner.cookie, 'content-type': type }
  return shop.request('POST', `/api/v1/tenants/${owner.tenantId}${path}`, { raw, headers })
}

const sourceOf = ({ body }: Answer) => (body as { source: SourceView }).source

async function finish(answer: Answer): Promise<SourceView> {
  expect(answer.status).toBe(200)
  await shop.app.ingestion.idle()
  return sourceOf(await owner.call('GET', `/sources/${sourceOf(answer).id}`))
}

const PAGE = (price: number) => `<html><head><title>Gift wrapping</title></head><body><nav>Home</nav><article>
  <h1>Gift wrapping</h1><h2>What does gift wrapping cost?</h2><p>Gift wrapping costs ${price} yuan for each parcel, ribbon included.</p>
  <h2>Cards</h2><p>We write a card by hand with up to sixty words of yours, in Chinese or in English.</p>
  <script>alert(1)</script></article></body></html>`

describe('an uploaded file', () => {
  test('answers visitors within a second of being read, and its passage can be opened', async () => {
    const source = await finish(await post('/sources', form('wrapping.html', PAGE(12))))
    expect(source).toMatchObject({ kind: 'file', name: 'wrapping.html', mediaType: 'text/html', documents: 1 })
    expect(source.ingestion).toMatchObject({ stage: 'done', error: null })
    const visitor = await shop.newVisitor()
    await expect.poll(() => answerTo('What does gift wrapping cost?'), { timeout: 5_000 }).toContain('12 yuan')
    const { hits } = (await owner.call('POST', '/search', { text: 'gift wrapping cost' })).body as {
      hits: { passageId: string }[]
    }
    const passage = await visitor.call('GET', `/passages/${hits[0]!.passageId}`)
    expect(passage.body).toMatchObject({ title: 'Gift wrapping', text: expect.stringContaining('12 yuan') })
    expect(JSON.stringify(passage.body)).not.toContain('alert')
  })

  test('is replaced by its next version, which can be put back', async () => {
    const source = await finish(await post('/sources', form('wrapping.html', PAGE(15))))
    expect(source).toMatchObject({ version: 2, ingestion: { result: { changed: 1 } } })
    await expect.poll(() => answerTo('What does gift wrapping cost?'), { timeout: 5_000 }).toContain('15 yuan')
    const back = await owner.call('POST', `/sources/${source.id}/put-back`, { version: 1 })
    expect(await finish(back)).toMatchObject({ version: 1, lastVersion: 2 })
    await expect.poll(() => answerTo('What does gift wrapping cost?'), { timeout: 5_000 }).toContain('12 yuan')
    const { versions } = (await owner.call('GET', `/sources/${source.id}`)).body as { versions: VersionView[] }
    expect(versions.map(({ version }) => version)).toEqual([2, 1])
  })

  test('can be had back as it came, and only to be saved', async () => {
    const source = sourceOf(await post('/sources', form('说明 <b>.txt', '本店的礼品卡自购买之日起三年内有效。')))
    await shop.app.ingestion.idle()
    const original = await owner.call('GET', `/sources/${source.id}/original`)
    expect(original.body).toBe('本店的礼品卡自购买之日起三年内有效。')
    expect(original.headers['content-disposition']).toBe(
      "attachment; filename*=UTF-8''%E8%AF%B4%E6%98%8E%20%3Cb%3E.txt",
    )
    expect(original.headers['content-security-policy']).toContain('sandbox')
    expect(original.headers['x-content-type-options']).toBe('nosniff')
  })

  test('of a kind that is not read says so, with the way out', async () => {
    const source = await finish(await post('/sources', form('old.doc', Buffer.from('d0cf11e0a1b11ae1', 'hex'))))
    expect(source.ingestion).toMatchObject({ stage: 'failed', error: { remedy: expect.stringContaining('.docx') } })
  })

  test.each<[string, Buffer, string | undefined, string]>([
    ['without a file', Buffer.from('{}'), 'application/json', 'file_missing'],
    ['that is empty', form('a.txt', ''), undefined, 'file_empty'],
    ['whose options are no JSON', form('a.txt', 'x', '{'), undefined, 'upload_options_malformed'],
    [
      'whose options have another shape',
      form('a.txt', 'x', '{"columns":{"question":1}}'),
      undefined,
      'upload_options_malformed',
    ],
    ['whose name is nothing', form('/', 'x'), undefined, 'file_name_invalid'],
  ])('%s is refused', async (_, raw, type, code) => {
    const answer = await post('/sources', raw, type)
    expect([answer.status, answer.code]).toEqual([400, code])
  })
})

describe('a table', () => {
  const TABLE = 'Frage,Antwort,Sprache\nWo ist der Laden?,In der Teegasse 8.,en\n'

  test('is previewed, and read by the columns that a person names', async () => {
    const preview = await post('/sources/preview', form('laden.csv', TABLE))
    expect(preview.body).toMatchObject({ preview: { columns: ['Frage', 'Antwort', 'Sprache'], total: 1 } })
    const options = JSON.stringify({ columns: { question: 'Frage', answer: 'Antwort', language: 'Sprache' } })
    const source = await finish(await post('/sources', form('laden.csv', TABLE, options)))
    const documents = (await owner.call('GET', `/documents?sourceId=${source.id}`)).body as {
      documents: { kind: string; title: string; body: string }[]
    }
    expect(documents.documents).toMatchObject([{ kind: 'faq', title: 'Wo ist der Laden?', body: 'In der Teegasse 8.' }])
  })
})

describe('an address', () => {
  test.each(['http://127.0.0.1:1/', 'http://localhost/', 'http://169.254.169.254/latest/meta-data/', 'http://[::1]/'])(
    'inside the network is refused: %s',
    async url => {
      const source = await finish(await owner.call('POST', '/sources/address', { kind: 'page', url }))
      expect(source.ingestion).toMatchObject({ stage: 'failed', error: { code: 'url_refused' } })
      await owner.call('DELETE', `/sources/${source.id}`)
    },
  )
})

test('a visitor says whether an answer helped, and the source counts it', async () => {
  const source = await finish(await post('/sources', form('wrapping.html', PAGE(12))))
  const visitor = await shop.newVisitor()
  const other = await shop.newVisitor()
  await expect.poll(() => answerTo('What does gift wrapping cost?'), { timeout: 5_000 }).toContain('12 yuan')
  const { conversationId } = await visitor.say('What does gift wrapping cost?')
  await expect.poll(() => answerSeq(visitor, conversationId), { timeout: 5_000 }).toBeGreaterThan(0)
  const answered = { conversationId, seq: await answerSeq(visitor, conversationId) }
  expect((await other.call('POST', '/feedback', { body: { ...answered, helpful: false } })).status).toBe(404)
  expect((await visitor.call('POST', '/feedback', { body: { ...answered, seq: 1, helpful: true } })).status).toBe(404)
  for (const helpful of [false, true]) {
    expect((await visitor.call('POST', '/feedback', { body: { ...answered, helpful } })).status).toBe(204)
  }
  const { sources } = (await owner.call('GET', '/sources')).body as { sources: SourceView[] }
  expect(sources.find(({ id }) => id === source.id)).toMatchObject({ used: 1, helpful: 1, notHelpful: 0 })
})

async function answerTo(text: string): Promise<string> {
  const { decision } = (await owner.call('POST', '/search', { text })).body as { decision: { text?: string } }
  return decision.text ?? ''
}

async function answerSeq(visitor: Awaited<ReturnType<TestApp['newVisitor']>>, conversationId: string): Promise<number> {
  const { events } = (await visitor.call('GET', `/messages?conversationId=${conversationId}`)).body as {
    events: { seq: number; sender: { kind: string }; body: { kind: string } }[]
  }
  return events.find(event => event.sender.kind === 'bot' && event.body.kind === 'message')?.seq ?? 0
}
