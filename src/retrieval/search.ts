/**
 * The face of retrieval: a knowledge base in memory that finds, for a query, the passages that may answer it, each with
 * the calibrated probability that it does.
 *
 * Changes are cheap: a document's texts are cut (and embedded) when it comes; the inverted indexes are built anew from
 * the kept terms at the next search.
 */
import { createBreath } from '../breath.ts'
import type { Embedder } from '../embedder.ts'
import type { Language } from '../message.ts'
import type { ScriptLanguage } from '../text/language.ts'
import { type Calibration, calibrate } from './calibrate.ts'
import { findCandidates, type Searcher } from './candidate-pool.ts'
import { DEFAULT_WEIGHTS } from './default-weights.ts'
import { fuse } from './fuse.ts'
import type { Hit } from './hit.ts'
import { findByKey, toHits } from './hits.ts'
import { createDictionary, type Dictionary } from './kept-terms.ts'
import { type IndexedPassage, prepare } from './language-index.ts'
import { joinNearDuplicates } from './near-duplicates.ts'
import type { Passage } from './passage.ts'
import { buildShelf, type Shelf } from './shelf.ts'
import type { VectorIndex, VectorRow } from './vector-index.ts'
import { createExactIndex } from './vector-index-exact.ts'
import { createHnswIndex, HNSW_FROM } from './vector-index-hnsw.ts'
import { overlayIndex } from './vector-index-overlay.ts'
import { embedPassage } from './vector-scores.ts'

export interface Query {
  text: string
  /** `Understanding.normalized`. */
  normalized: string
  tokens: readonly string[]
  language: ScriptLanguage
}

export interface SearchOptions {
  /** At most so many hits. */
  limit: number
  /** One hit a key (default), or one a passage: a long document answers different questions in different places. */
  per?: 'key' | 'passage'
  /** The visitor's language: for a query in neither. */
  language: Language
}

export interface Knowledge {
  search(query: Query, options: SearchOptions): Promise<Hit[]>
  /** The first passage of this key in this language, else in the other: for a pressed button. */
  find(key: string, language: Language): Hit | undefined
  /** Adds a document's passages, or puts them in the place of its old ones. */
  upsert(documentId: string, passages: readonly Passage[]): Promise<void>
  remove(documentId: string): Promise<void>
  /** The same knowledge with some passages more, for a trial: it stays as it is, and nothing is kept. */
  with(passages: readonly Passage[]): Promise<Pick<Knowledge, 'search'>>
  /** Fits the confidences to this knowledge base; without it the shipped weights hold. A few seconds for 170 entries. */
  calibrate(): Promise<Calibration>
  readonly size: number
  readonly indexKind: 'lexical' | VectorIndex['kind']
}

export interface KnowledgeOptions {
  embedder?: Embedder | undefined
  /** Holds the embedder's vectors, named by its identity. Default: in memory, exact below 20,000 vectors, HNSW above. Passages that it already has are not embedded again, so a passage's id must change with its text. */
  vectorIndex?: VectorIndex | undefined
}

export async function createKnowledge(
  passages: readonly Passage[],
  options: KnowledgeOptions = {},
): Promise<Knowledge> {
  const { embedder } = options
  const vectors = embedder && (options.vectorIndex ?? (await defaultIndex(embedder, passages)))
  const dictionary = createDictionary()
  const documents = groupByDocument(await prepareAll(passages, [], dictionary))
  const variant = embedder ? 'vectors' : 'lexical'
  let built: Shelf | undefined
  let before: Shelf | undefined
  let weights = DEFAULT_WEIGHTS[variant]

  function shelf(): Shelf {
    built ??= buildShelf([...documents.values()].flat(), before)
    before = built
    return built
  }

  async function replace(documentId: string, added: readonly Passage[]): Promise<void> {
    const before = documents.get(documentId) ?? []
    const prepared = await prepareAll(added, before, dictionary)
    if (embedder && vectors) await putMissing(embedder, vectors, added)
    const ids = new Set(added.map(passage => passage.passageId))
    const old = before.map(each => each.passage.passageId).filter(id => !ids.has(id))
    if (added.length === 0) documents.delete(documentId)
    else documents.set(documentId, prepared)
    built = undefined
    await vectors?.remove(old)
  }

  const searchIn =
    (searcher: Searcher): Knowledge['search'] =>
    async ({ normalized, language: script }, { limit, language, per = 'key' }) => {
      const pool = await findCandidates(searcher, { normalized, script, language: spoken(script, language) })
      const fused = fuse(pool.candidates, pool.query, weights[pool.language])
      return joinNearDuplicates(toHits(searcher.shelf(), fused, per)).slice(0, limit)
    }

  const searcher = { embedder, vectors, shelf }
  if (embedder && vectors) await putMissing(embedder, vectors, passages)

  return {
    search: searchIn(searcher),
    async with(added) {
      const more = buildShelf([...documents.values(), await prepareAll(added, [], dictionary)].flat(), built)
      const laid = embedder && vectors && (await overlayIndex(vectors, await embedAll(embedder, added)))
      return { search: searchIn({ embedder, vectors: laid, shelf: () => more }) }
    },
    find: (key, language) => findByKey(shelf(), key, language),
    upsert: replace,
    remove: documentId => replace(documentId, []),
    async calibrate() {
      const result = await calibrate(searcher, DEFAULT_WEIGHTS[variant])
      weights = result.weights
      return result
    },
    get size() {
      return [...documents.values()].reduce((sum, group) => sum + group.length, 0)
    },
    get indexKind() {
      return vectors?.kind ?? 'lexical'
    },
  }
}

function groupByDocument(prepared: readonly IndexedPassage[]): Map<string, IndexedPassage[]> {
  const documents = new Map<string, IndexedPassage[]>()
  for (const one of prepared) {
    const group = documents.get(one.passage.documentId)
    if (group) group.push(one)
    else documents.set(one.passage.documentId, [one])
  }
  return documents
}

/** A passage of the same id has the same texts: its terms are those from before. */
async function prepareAll(
  passages: readonly Passage[],
  before: readonly IndexedPassage[],
  dictionary: Dictionary,
): Promise<IndexedPassage[]> {
  const known = new Map(before.map(one => [one.passage.passageId, one]))
  const breath = createBreath()
  const prepared: IndexedPassage[] = []
  for (const passage of passages) {
    const same = known.get(passage.passageId)
    prepared.push(same ? { ...same, passage } : prepare(passage, dictionary))
    await breath()
  }
  return prepared
}

async function putMissing(embedder: Embedder, vectors: VectorIndex, passages: readonly Passage[]): Promise<void> {
  const known = await vectors.has(passages.map(passage => passage.passageId))
  await putVectors(
    embedder,
    vectors,
    passages.filter(passage => !known.has(passage.passageId)),
  )
}

async function putVectors(embedder: Embedder, vectors: VectorIndex, passages: readonly Passage[]): Promise<void> {
  const rows = await embedAll(embedder, passages)
  if (rows.length > 0) await vectors.put(rows)
}

async function embedAll(embedder: Embedder, passages: readonly Passage[]): Promise<VectorRow[]> {
  const rows: VectorRow[] = []
  const breath = createBreath()
  for (const passage of passages) {
    rows.push(...(await embedPassage(embedder, passage)))
    await breath()
  }
  return rows
}

async function defaultIndex(embedder: Embedder, passages: readonly Passage[]): Promise<VectorIndex> {
  const rows = passages.reduce((sum, passage) => sum + passage.questions.length + 1, 0)
  return rows >= HNSW_FROM ? createHnswIndex(embedder.dims) : createExactIndex(embedder.dims)
}

/** Mixed text is Chinese with English words nearly always. */
function spoken(script: ScriptLanguage, fallback: Language): Language {
  if (script === 'other') return fallback
  return script === 'en' ? 'en' : 'zh'
}
