import { describe, expect, it } from 'vitest'
import { isSeen, type Scope, type Viewer } from '../../src/retrieval/scope.ts'
import { createKnowledge } from '../../src/retrieval/search.ts'
import { hasHnsw } from '../../src/retrieval/vector-index-graph.ts'
import { createProcessIndex } from '../../src/retrieval/vector-index-hnsw.ts'
import { fakeEmbedder, SHOP } from './passages.ts'

const NOON = Date.parse('2026-05-04T12:00:00Z')
const visitor: Viewer = { audience: 'everyone', inboxId: 'a' }
const agent: Viewer = { audience: 'agents' }

describe('who sees what', () => {
  const cases: [string, Viewer, Scope, boolean][] = [
    ['everyone what is for everyone', visitor, {}, true],
    ['a visitor nothing that is for colleagues', visitor, { audience: 'agents' }, false],
    ['a colleague what is for colleagues', agent, { audience: 'agents' }, true],
    ['a visitor what is for his inbox', visitor, { inboxIds: ['b', 'a'] }, true],
    ['a visitor nothing of another inbox', visitor, { inboxIds: ['b'] }, false],
    ['a visitor of nowhere nothing of an inbox', { audience: 'everyone' }, { inboxIds: ['b'] }, false],
    ['a colleague what is of any inbox', agent, { inboxIds: ['b'] }, true],
    ['nobody what begins later', agent, { validFrom: '2026-05-04T12:00:01Z' }, false],
    ['everyone what begins now', visitor, { validFrom: '2026-05-04T12:00:00Z' }, true],
    ['nobody what ends now', visitor, { validUntil: '2026-05-04T12:00:00Z' }, false],
    ['everyone what ends later', visitor, { validUntil: '2026-05-05T00:00:00+08:00' }, true],
  ]
  it.each(cases)('%s', (_, viewer, scope, seen) => expect(isSeen(viewer, { scope }, NOON)).toBe(seen))

  it('keeps to the labels that are asked for', () => {
    const labelled = { ...visitor, labels: ['returns'] }
    expect(isSeen(labelled, { tags: ['shipping', 'returns'] }, NOON)).toBe(true)
    expect(isSeen(labelled, { tags: ['shipping'] }, NOON)).toBe(false)
    expect(isSeen(labelled, {}, NOON)).toBe(false)
  })
})

const QUERY = { text: '', tokens: [], language: 'en' as const, normalized: 'how do i return an item' }
const limited = (scope: Scope) => SHOP.map(passage => (passage.key === 'return' ? { ...passage, scope } : passage))
const embedder = fakeEmbedder()
const kinds: [string, Parameters<typeof createKnowledge>[1]][] = [
  ['words', {}],
  ['vectors', { embedder }],
]
if (await hasHnsw()) kinds.push(['a graph', { embedder, vectorIndex: createProcessIndex(embedder.dims, 1) }])

describe.each(kinds)('a search by %s', (_, options) => {
  it('finds nothing that is not for the one who asks, by no way', async () => {
    const knowledge = await createKnowledge(limited({ audience: 'agents' }), options)
    const keys = async (viewer?: Viewer) =>
      (await knowledge.search(QUERY, { limit: 10, language: 'en', viewer })).map(hit => hit.key)
    expect(await keys()).not.toContain('return')
    expect(await keys(agent)).toContain('return')
    expect(knowledge.find('return', 'en')).toBeUndefined()
    expect(knowledge.passage('en return')).toBeUndefined()
    expect(knowledge.passage('en return', agent)?.key).toBe('return')
  })

  it('answers from the translation that is for him', async () => {
    const passages = SHOP.map(passage =>
      passage.passageId === 'en return' ? { ...passage, scope: { audience: 'agents' as const } } : passage,
    )
    const knowledge = await createKnowledge(passages, options)
    expect(knowledge.find('return', 'en')?.language).toBe('zh')
    const hits = await knowledge.search(QUERY, { limit: 10, language: 'en' })
    expect(hits.filter(hit => hit.language === 'en').map(hit => hit.key)).not.toContain('return')
  })

  it('follows a scope that changes while the texts stay', async () => {
    const knowledge = await createKnowledge(SHOP, options)
    const own = SHOP.filter(passage => passage.documentId === 'document en return')
    const seen = () => knowledge.passage('en return') !== undefined
    await knowledge.upsert(
      'document en return',
      own.map(passage => ({ ...passage, scope: { inboxIds: ['a'] } })),
    )
    expect(seen()).toBe(false)
    expect(knowledge.passage('en return', visitor)?.key).toBe('return')
    await knowledge.upsert('document en return', own)
    expect(seen()).toBe(true)
  })
})
