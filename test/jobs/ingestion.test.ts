import { expect, it } from 'vitest'
import { createSourceAdmin } from '../../src/admin/sources.ts'
import { createLocalBus } from '../../src/bus.ts'
import type { Db } from '../../src/db.ts'
import { InvalidInput } from '../../src/errors.ts'
import type { FetchedSource } from '../../src/jobs/fetch-source.ts'
import { createIngestion, type IngestionDeps } from '../../src/jobs/ingestion.ts'
import type { ParsedDocument } from '../../src/parsing/parsed-document.ts'
import type { ParsedFile } from '../../src/parsing/parsed-file.ts'
import { splitMarkdown } from '../../src/parsing/split.ts'
import { claimIngestion, queueRefreshes } from '../../src/retrieval/ingestion.store.ts'
import { listDocuments } from '../../src/retrieval/knowledge.store.ts'
import { readPassages } from '../../src/retrieval/passage.store.ts'
import { describeOnEachDatabase, newTenant } from '../helpers/databases.ts'

const bytes = (text: string) => new TextEncoder().encode(text)
const long = (word: string) => Array.from({ length: 60 }, (_, i) => `${word}${i}`).join(' ')

/** A file is a list of entries, `key: question: answer` a line; a line "broken" cannot be read. */
async function parse(_name: string, content: Uint8Array): Promise<ParsedFile> {
  const lines = new TextDecoder().decode(content).split('\n').filter(Boolean)
  if (lines.includes('broken')) throw new InvalidInput('file_broken', 'It is broken.', { remedy: 'Mend it.' })
  const documents: ParsedDocument[] = lines.map(line => {
    const [key, title, body] = line.split(': ')
    const base = { key: key!, language: 'en' as const, title: title!, similar: [], tags: [] }
    return key === 'article'
      ? { ...base, kind: 'article', body: body!.split('|').join('\n\n') }
      : { ...base, kind: 'faq', body: body! }
  })
  return { mediaType: 'text/x-test', documents, problems: [] }
}

async function open(db: Db, changed: Partial<IngestionDeps> = {}) {
  const bus = createLocalBus()
  const tenantId = await newTenant(db)
  const fetch = async (): Promise<FetchedSource> => ({ files: [], failed: [] })
  const errors: unknown[] = []
  const deps: IngestionDeps = {
    db,
    bus,
    parse,
    split: async (_name, markdown) => splitMarkdown(markdown),
    fetch,
    vectorsOf: async () => undefined,
    onError: e => errors.push(e),
    ...changed,
  }
  const ingestion = createIngestion(deps)
  const preview = () => Promise.reject(new Error('no tables here'))
  const admin = createSourceAdmin({ db, bus, wake: () => {}, preview })
  /** Uploads and reads. */
  async function put(name: string, text: string) {
    const { id } = await admin.upload(tenantId, name, bytes(text), {})
    return finish(id)
  }
  async function finish(id: string) {
    ingestion.wake()
    await ingestion.idle()
    return (await admin.read(tenantId, id)).source
  }
  const keys = async () => {
    const { documents } = await listDocuments(db.tenant(tenantId), { offset: 0, limit: 100 })
    return documents.map(document => document.key).sort()
  }
  const passages = () => readPassages(db.tenant(tenantId))
  return { db, tenantId, admin, ingestion, put, finish, keys, passages, errors }
}

describeOnEachDatabase('sources are read', openDb => {
  it('into documents and passages, and the source says what it holds', async () => {
    const { put, keys, passages } = await open(openDb())
    const source = await put('a.txt', 'one: How much?: Ten.\ntwo: When?: Now.')
    expect(source).toMatchObject({
      version: 1,
      documents: 2,
      passages: 2,
      mediaType: 'text/x-test',
      ingestion: { stage: 'done', result: { added: 2, changed: 0, same: 0, removed: 0 } },
    })
    expect(await keys()).toEqual(['one', 'two'])
    expect((await passages()).map(passage => passage.text).sort()).toEqual(['Now.', 'Ten.'])
  })

  it('again as the next version of the same name: only what changed is replaced, and one can go back', async () => {
    const { tenantId, admin, put, finish, keys, passages } = await open(openDb())
    await put('a.txt', `one: How much?: Ten.\ntwo: When?: Now.\narticle: Guide: ## A|${long('a')}|## B|${long('b')}`)
    const before = await passages()
    const second = await put(
      'a.txt',
      `one: How much?: Ten.\nthree: Who?: We.\narticle: Guide: ## A|${long('a')}|## B|${long('c')}`,
    )
    expect(second.ingestion?.result).toMatchObject({ added: 1, changed: 1, same: 1, removed: 1 })
    expect(await keys()).toEqual(['article', 'one', 'three'])
    const kept = (await passages()).filter(passage => before.some(old => old.passageId === passage.passageId))
    expect(kept.map(passage => passage.heading ?? passage.title).sort()).toEqual(['A', 'How much?'])

    await admin.putBack(tenantId, second.id, 1)
    expect(await finish(second.id)).toMatchObject({ version: 1, lastVersion: 2 })
    expect(await keys()).toEqual(['article', 'one', 'two'])
    await expect(admin.putBack(tenantId, second.id, 9)).rejects.toMatchObject({ code: 'source_version_not_found' })
  })

  it('side by side with another source, or a person, who has the same key', async () => {
    const { put, keys, finish } = await open(openDb())
    await put('a.txt', 'one: How much?: Ten.')
    const other = await put('b.txt', 'one: How many?: Six.')
    expect((await keys()).map(key => key.replace(/-\w{8}$/, '-*'))).toEqual(['one', 'one-*'])
    expect((await finish(other.id)).documents).toBe(1)
  })

  it('or not, with the reason; what was there before goes on answering', async () => {
    const { put, keys } = await open(openDb())
    await put('a.txt', 'one: How much?: Ten.')
    const source = await put('a.txt', 'broken')
    expect(source.ingestion).toMatchObject({ stage: 'failed', error: { code: 'file_broken', remedy: 'Mend it.' } })
    expect(source.version).toBe(1)
    expect(await keys()).toEqual(['one'])
    expect((await put('empty.txt', '\n')).ingestion).toMatchObject({ error: { code: 'nothing_to_index' } })
  })

  it('and deleted with all that came from them', async () => {
    const { tenantId, admin, put, passages } = await open(openDb())
    const { id } = await put('a.txt', 'one: How much?: Ten.')
    await admin.remove(tenantId, id)
    expect(await passages()).toEqual([])
    expect(await admin.list(tenantId)).toEqual([])
  })

  it('until somebody stops it', async () => {
    let started = () => {}
    const waiting = new Promise<void>(resolve => {
      started = resolve
    })
    const slow: IngestionDeps['parse'] = (_name, _bytes, _options, { signal, progress }) =>
      new Promise((_, reject) => {
        started()
        const timer = setInterval(() => progress?.(0.5), 20)
        signal.addEventListener('abort', () => {
          clearInterval(timer)
          reject(signal.reason)
        })
      })
    const { tenantId, admin, ingestion, finish } = await open(openDb(), { parse: slow })
    const { id } = await admin.upload(tenantId, 'a.txt', bytes('x'), {})
    ingestion.wake()
    await waiting
    await admin.cancel(tenantId, id)
    expect((await finish(id)).ingestion?.stage).toBe('cancelled')
    await expect(admin.cancel(tenantId, id)).rejects.toMatchObject({ code: 'ingestion_not_found' })
  })

  it('by another process when the first one dies, and once only when two look at the same time', async () => {
    const { db, tenantId, admin, ingestion, finish, keys } = await open(openDb())
    const { id } = await admin.upload(tenantId, 'a.txt', bytes('one: How much?: Ten.'), {})
    const claimed = await Promise.all([claimIngestion(db), claimIngestion(db), claimIngestion(db)])
    expect(claimed.filter(one => one?.tenantId === tenantId)).toHaveLength(1)
    ingestion.wake()
    await ingestion.idle()
    expect((await admin.read(tenantId, id)).source.documents).toBe(0)
    // The claim of the dead process runs out.
    await db.query("UPDATE ingestion SET claimed_until = now() - interval '1 s' WHERE tenant_id = $1", [tenantId])
    expect((await finish(id)).ingestion?.stage).toBe('done')
    expect(await keys()).toEqual(['one'])
  })

  it('never for ever: what brings the process down each time is given up', async () => {
    const { db, tenantId, admin, finish } = await open(openDb())
    const { id } = await admin.upload(tenantId, 'a.txt', bytes('one: How much?: Ten.'), {})
    await db.query('UPDATE ingestion SET attempts = 5 WHERE tenant_id = $1', [tenantId])
    expect((await finish(id)).ingestion).toMatchObject({ stage: 'failed', error: { code: 'ingestion_crashed' } })
  })

  it('after an error of our own once more, and then says so', async () => {
    const { admin, tenantId, finish, errors } = await open(openDb(), {
      parse: () => Promise.reject(new TypeError('oops')),
    })
    const { id } = await admin.upload(tenantId, 'a.txt', bytes('x'), {})
    const source = await finish(id)
    expect(errors.length).toBeGreaterThan(0)
    expect(source.ingestion?.stage).toBe('parsing')
  })

  it('from an address again when the clock says so, and a second upload waits for the first', async () => {
    let text = 'one: How much?: Ten.'
    const fetch = async () => ({
      files: [{ name: 'page', url: 'https://shop.test/a', bytes: bytes(text) }],
      failed: [],
    })
    const { db, tenantId, admin, finish, passages } = await open(openDb(), { fetch })
    const { id } = await admin.addAddress(tenantId, { kind: 'page', url: 'https://shop.test/a', refreshHours: 24 })
    await expect(admin.readAgain(tenantId, id)).rejects.toMatchObject({ code: 'ingestion_running' })
    await finish(id)
    expect(await passages()).toMatchObject([{ text: 'Ten.', url: 'https://shop.test/a' }])
    expect(await queueRefreshes(db)).toEqual([])
    text = 'one: How much?: Twelve.'
    await db.query("UPDATE source SET refresh_due_at = now() - interval '1 s' WHERE tenant_id = $1", [tenantId])
    expect(await queueRefreshes(db)).toHaveLength(1)
    await finish(id)
    expect(await passages()).toMatchObject([{ text: 'Twelve.' }])
  })
})
