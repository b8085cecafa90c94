import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { KEPT_FROM } from '../../src/app/kept-knowledge.ts'
import { loadKnowledge } from '../../src/app/loaded-knowledge.ts'
import { openKeptFolder } from '../../src/retrieval/kept-folder.ts'
import { deleteDocument, insertDocument, updateDocument } from '../../src/retrieval/knowledge.store.ts'
import { describeOnEachDatabase, newTenant } from '../helpers/databases.ts'
import { ask, fakeEmbedder } from '../retrieval/passages.ts'

const MANY = 4 * KEPT_FROM

const article = (key: string, sections: number) => ({
  kind: 'article' as const,
  key,
  language: 'en' as const,
  title: `About ${key}`,
  similar: [],
  body: Array.from({ length: sections }, (_, i) => `## Part ${key}${i}\n\nThe word of it is ${key}x${i}.`).join('\n\n'),
  tags: [],
})

describeOnEachDatabase('large knowledge, kept for the next start', open => {
  let root: string
  let path: string
  let tenantId: string
  let errors: unknown[]
  const rows = () => open().tenant(tenantId)

  beforeEach(async () => {
    root = mkdtempSync(join(tmpdir(), 'yingda-kept-'))
    path = join(root, 'index')
    errors = []
    tenantId = await newTenant(open())
  })
  afterEach(() => rmSync(root, { recursive: true }))

  /** As a process does; the embedder is as fast as our own: its vectors are not in the database. */
  async function start() {
    const embedder = { ...fakeEmbedder(), instant: true }
    let embedded = 0
    const embed: typeof embedder.embed = (texts, side) => {
      if (side === 'passage') embedded += texts.length
      return fakeEmbedder().embed(texts, side)
    }
    const onError = (error: unknown) => errors.push(error)
    const keeping = { folder: openKeptFolder(path), onError, quietMs: 1 }
    const loaded = await loadKnowledge(open(), tenantId, { ...embedder, embed }, keeping)
    return { loaded, embedded }
  }

  it('is not made again by the next process, and is what the database says', async () => {
    await insertDocument(rows(), article('apple', MANY))
    const { id, revision } = await insertDocument(rows(), article('pear', 3))
    const gone = await insertDocument(rows(), article('plum', 3))
    const first = await start()
    await first.loaded.idle()
    // Too little has changed to keep it again.
    const before = readdirSync(path)
    await updateDocument(rows(), id, revision, article('quince', 2))
    await deleteDocument(rows(), gone.id)
    await first.loaded.refresh()
    await first.loaded.idle()
    expect(readdirSync(path)).toEqual(before)

    const { loaded, embedded } = await start()
    // Of each part: two names, and its text.
    expect(embedded).toBe(2 * 3)
    expect(loaded.knowledge.size).toBe(first.loaded.knowledge.size)
    const { knowledge: fresh } = await loadKnowledge(open(), tenantId, fakeEmbedder())
    for (const text of ['applex77', 'About quince, part quince1', 'plumx1 pearx1']) {
      const [hits, wanted] = [await ask(loaded.knowledge, text, 'en'), await ask(fresh, text, 'en')]
      expect(hits.map(hit => hit.passageId)).toEqual(wanted.map(hit => hit.passageId))
      hits.forEach(({ confidence }, i) => {
        expect(confidence).toBeCloseTo(wanted[i]!.confidence, 2)
      })
    }
    expect((await ask(loaded.knowledge, 'About quince, part quince1', 'en')).map(({ key }) => key)).toContain('pear')
    const texts = loaded.knowledge.passages().map(({ text }) => text)
    expect(texts.filter(text => /plumx|pearx/.test(text))).toEqual([])
    expect(loaded.knowledge.find('plum', 'en')).toBeUndefined()
    expect([...loaded.words.words.keys()].filter(word => /^(plum|pear)/.test(word))).toEqual([])
    expect(loaded.words.words.get('quincex1')).toBe(1)
    expect(errors).toEqual([])
  })

  it('is kept again when much has changed', async () => {
    await insertDocument(rows(), article('apple', MANY))
    const { loaded } = await start()
    await loaded.idle()
    await insertDocument(rows(), article('pear', MANY / 10))
    await loaded.refresh()
    await loaded.idle()
    expect((await start()).embedded).toBe(0)
  })

  it('is not kept where it is small, nor after it was closed, nor where nothing can be written', async () => {
    const { id } = await insertDocument(rows(), article('pear', 3))
    await (await start()).loaded.idle()
    expect(existsSync(path)).toBe(false)
    await deleteDocument(rows(), id)
    await insertDocument(rows(), article('apple', MANY))
    const { loaded } = await start()
    loaded.close()
    await loaded.idle()
    await new Promise(resolve => setTimeout(resolve, 20))
    expect(existsSync(path)).toBe(false)
    writeFileSync(path, 'a file where the folder would be')
    const other = await start()
    await other.loaded.idle()
    expect(errors).toHaveLength(1)
    expect((await ask(other.loaded.knowledge, 'applex77', 'en'))[0]).toMatchObject({ key: 'apple' })
  })
})
