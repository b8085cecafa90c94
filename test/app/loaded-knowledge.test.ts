import { beforeEach, expect, it } from 'vitest'
import { type LoadedKnowledge, loadKnowledge } from '../../src/app/loaded-knowledge.ts'
import type { Db } from '../../src/db.ts'
import {
  type DocumentContent,
  deleteDocument,
  insertDocument,
  updateDocument,
} from '../../src/retrieval/knowledge.store.ts'
import { describeOnEachDatabase, newTenant } from '../helpers/databases.ts'
import { ask, fakeEmbedder } from '../retrieval/passages.ts'

const content = (key: string, title: string, body: string): DocumentContent => ({
  kind: 'faq',
  key,
  language: 'en',
  title,
  similar: [],
  body,
  tags: [],
})

const FEE = content('fee', 'How much is shipping?', 'Ten yuan.')
const STORE = content('store', 'Where is your store?', 'Near the lake.')

/** The same database, and the ids of the documents whose passages were read; `all` where no ids were named. */
function watched(db: Db): { db: Db; read: string[] } {
  const read: string[] = []
  const tenant = (id: string) => {
    const rows = db.tenant(id)
    const query: typeof rows.query = (sql, params = []) => {
      if (sql.includes('JOIN passage')) read.push(...((params[1] as string[] | null) ?? ['all']))
      return rows.query(sql, params)
    }
    return { ...rows, tenantId: id, query, transaction: rows.transaction.bind(rows) }
  }
  return { db: { ...db, kind: db.kind, query: db.query.bind(db), tenant }, read }
}

describeOnEachDatabase('knowledge in memory', open => {
  let tenantId: string
  let loaded: LoadedKnowledge
  let read: string[]
  let embedder: ReturnType<typeof fakeEmbedder>
  const rows = () => open().tenant(tenantId)
  const first = async (text: string) => (await ask(loaded.knowledge, text, 'en'))[0]

  beforeEach(async () => {
    tenantId = await newTenant(open())
    await insertDocument(rows(), FEE)
    await insertDocument(rows(), STORE)
    const observed = watched(open())
    read = observed.read
    embedder = fakeEmbedder()
    loaded = await loadKnowledge(observed.db, tenantId, embedder)
    expect(read).toEqual(['all'])
    read.length = 0
    embedder.calls = 0
  })

  it('sees an added document after a refresh, and reads no other', async () => {
    const { id } = await insertDocument(rows(), content('invoice', 'Can I have an invoice?', 'By e-mail.'))
    expect((await first('invoice'))?.key).not.toBe('invoice')
    await loaded.refresh()
    expect(await first('invoice')).toMatchObject({ key: 'invoice', text: 'By e-mail.' })
    expect(loaded.knowledge.size).toBe(3)
    expect(read).toEqual([id])
    expect(loaded.words.words.has('invoice')).toBe(true)
    // The question and the answer; the search for it beside.
    expect(embedder.calls).toBe(2 + 2)
  })

  it('sees a changed document in its new words only', async () => {
    const { id, revision } = await insertDocument(rows(), content('hours', 'When do you open?', 'At nine.'))
    await loaded.refresh()
    read.length = 0
    await updateDocument(rows(), id, revision, content('hours', 'Opening times', 'At ten.'))
    await loaded.refresh()
    expect(await first('opening times')).toMatchObject({ key: 'hours', text: 'At ten.' })
    expect(loaded.knowledge.size).toBe(3)
    expect(read).toEqual([id])
  })

  it('no longer finds a document that was switched off, and finds it again when it is on', async () => {
    const { id, revision } = await insertDocument(rows(), content('gift', 'Do you wrap gifts?', 'Yes.'))
    await loaded.refresh()
    const off = await updateDocument(rows(), id, revision, {
      ...content('gift', 'Do you wrap gifts?', 'Yes.'),
      enabled: false,
    })
    read.length = 0
    await loaded.refresh()
    expect(loaded.knowledge.find('gift', 'en')).toBeUndefined()
    expect(read).toEqual([])
    await updateDocument(rows(), id, off.revision, { ...content('gift', 'Do you wrap gifts?', 'Yes.'), enabled: true })
    await loaded.refresh()
    expect(loaded.knowledge.find('gift', 'en')).toMatchObject({ text: 'Yes.' })
    expect(read).toEqual([id])
  })

  it('no longer finds a document that was deleted, and reads nothing for it', async () => {
    const { id } = await insertDocument(rows(), content('gone', 'Is it gone?', 'Soon.'))
    await loaded.refresh()
    read.length = 0
    await deleteDocument(rows(), id)
    await loaded.refresh()
    expect(loaded.knowledge.find('gone', 'en')).toBeUndefined()
    expect(loaded.knowledge.size).toBe(2)
    expect(read).toEqual([])
  })

  it('reads and embeds nothing when nothing has changed', async () => {
    await loaded.refresh()
    expect(read).toEqual([])
    expect(embedder.calls).toBe(0)
    expect(await first('how much is shipping')).toMatchObject({ key: 'fee' })
  })
})
