/**
 * The face of retrieval: a knowledge base in memory that finds, for a query, the passages that may answer it, each with
 * the calibrated probability that it does.
 *
 * Changes are cheap: a document's texts are cut (and embedded) when it comes; the inverted index of its language is
 * built anew from the kept terms at the next search.
 */
import type { Embedder } from '../embedder.ts'
import type { Language } from '../message.ts'
import type { ScriptLanguage } from '../text/language.ts'
import { type Calibration, calibrate } from './calibrate.ts'
import { type Candidate, findCandidates, type Pool } from './candidate-pool.ts'
import { DEFAULT_WEIGHTS } from './default-weights.ts'
import { type Fused, fuse } from './fuse.ts'
import type { Hit } from './hit.ts'
import {
  buildLanguageIndex,
  type IndexedPassage,
  type LanguageIndex,
  lexicalScores,
  prepare,
} from './language-index.ts'
import { displayTitle, type Passage } from './passage.ts'
import type { VectorIndex } from './vector-index.ts'
import { createExactIndex } from './vector-index-exact.ts'
import { createHnswIndex, HNSW_FROM } from './vector-index-hnsw.ts'
import { embedPassage } from './vector-scores.ts'

export interface Query {
  text: string
  /** `Understanding.normalized`. */
  normalized: string
  tokens: readonly string[]
  language: ScriptLanguage
}

export interface SearchOptions {
  /** At most so many hits, one a key. */
  limit: number
  /** The visitor's language: for a query in neither, and for the language of the answers. */
  language: Language
}

export interface Knowledge {
  search(query: Query, options: SearchOptions): Promise<Hit[]>
  /** The first passage of this key in this language, else in the other: for a pressed button. */
  find(key: string, language: Language): Hit | undefined
  /** Adds a document's passages, or puts them in the place of its old ones. */
  upsert(documentId: string, passages: readonly Passage[]): Promise<void>
  remove(documentId: string): Promise<void>
  /** Fits the confidences to this knowledge base; without it the shipped weights hold. Seconds. */
  calibrate(): Promise<Calibration>
  readonly size: number
  readonly indexKind: 'lexical' | VectorIndex['kind']
}

export interface KnowledgeOptions {
  embedder?: Embedder | undefined
  /** Default: exact below 10,000 vectors, HNSW above. Passages that it already has are not embedded again, so a passage's id must change with its text. */
  vectorIndex?: VectorIndex | undefined
}

export async function createKnowledge(
  passages: readonly Passage[],
  options: KnowledgeOptions = {},
): Promise<Knowledge> {
  const { embedder } = options
  const vectors = embedder && (options.vectorIndex ?? (await defaultIndex(embedder, passages)))
  const documents = new Map<string, IndexedPassage[]>()
  let built: Map<Language, LanguageIndex> | undefined
  let weights = DEFAULT_WEIGHTS

  async function embed(added: readonly Passage[]): Promise<void> {
    if (!embedder || !vectors || added.length === 0) return
    const known = await vectors.has(added.map(passage => passage.passageId))
    const missing = added.filter(passage => !known.has(passage.passageId))
    const rows = []
    for (const passage of missing) rows.push(...(await embedPassage(embedder, passage)))
    if (rows.length > 0) await vectors.put(rows)
  }

  async function upsert(documentId: string, added: readonly Passage[]): Promise<void> {
    const prepared = added.map(prepare)
    await embed(added)
    const kept = new Set(added.map(passage => passage.passageId))
    const old = (documents.get(documentId) ?? []).map(({ passage }) => passage.passageId).filter(id => !kept.has(id))
    documents.set(documentId, prepared)
    built = undefined
    await vectors?.remove(old)
  }

  async function remove(documentId: string): Promise<void> {
    const old = documents.get(documentId) ?? []
    documents.delete(documentId)
    built = undefined
    await vectors?.remove(old.map(({ passage }) => passage.passageId))
  }

  function indexes(): Map<Language, LanguageIndex> {
    built ??= buildAll([...documents.values()].flat())
    return built
  }

  const searcher = { embedder, vectors, indexes }
  for (const passage of passages) {
    const group = documents.get(passage.documentId)
    if (group) group.push(prepare(passage))
    else documents.set(passage.documentId, [prepare(passage)])
  }
  await embed(passages)

  return {
    async search(query, { limit, language }) {
      const pool = await findCandidates(searcher, query.normalized, spoken(query.language, language))
      const variant = embedder ? weights.vectors : weights.lexical
      const fused = fuse(pool.rows, pool.query, variant[pool.language])
      return toHits(fused, pool, indexes(), language).slice(0, limit)
    },
    find: (key, language) => findByKey(indexes(), key, language),
    upsert,
    remove,
    async calibrate() {
      const variant = embedder ? 'vectors' : 'lexical'
      const result = await calibrate(searcher, weights[variant])
      weights = { ...weights, [variant]: result.weights }
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

function toHits(
  fused: readonly Fused[],
  pool: Pool,
  all: ReadonlyMap<Language, LanguageIndex>,
  language: Language,
): Hit[] {
  const hits = new Map<string, Hit>()
  for (const row of fused) {
    const candidate = pool.candidates[row.passage]!
    const { kind, key } = candidate.entry.passage
    const same = hits.get(`${kind} ${key}`)
    if (same) same.confidence = Math.min(1, same.confidence + row.confidence)
    else hits.set(`${kind} ${key}`, toHit(candidate, row, all, language))
  }
  return [...hits.values()].sort((a, b) => b.confidence - a.confidence)
}

/** The same key in the visitor's language takes the place of a FAQ found in the other one. */
function toHit(
  { entry, vector, question }: Candidate,
  row: Fused,
  all: ReadonlyMap<Language, LanguageIndex>,
  language: Language,
): Hit {
  const found = entry.passage
  const twin = found.language === language ? undefined : twinOf(all.get(language), found)
  const [, , , , wordBoth, , , , , charBoth] = row.features
  const scores = {
    bm25: (wordBoth! + charBoth!) / 2,
    ...(vector ? { vector: Math.max(vector.best, vector.body) } : {}),
    fused: row.score,
  }
  return hitOf(twin ?? found, found.questions[question] ?? displayTitle(found), scores, row.confidence)
}

function twinOf(index: LanguageIndex | undefined, found: Passage): Passage | undefined {
  const same = index?.passages.filter(({ passage }) => passage.kind === found.kind && passage.key === found.key)
  return found.kind === 'faq' ? same?.[0]?.passage : undefined
}

function hitOf(passage: Passage, matched: string, scores: Hit['scores'], confidence: number): Hit {
  const { passageId, documentId, kind, key, language, text, url } = passage
  const title = displayTitle(passage)
  return {
    passageId,
    documentId,
    kind,
    key,
    language,
    title,
    text,
    ...(url ? { url } : {}),
    matched,
    scores,
    confidence,
  }
}

function findByKey(all: ReadonlyMap<Language, LanguageIndex>, key: string, language: Language): Hit | undefined {
  const order: Language[] = language === 'zh' ? ['zh', 'en'] : ['en', 'zh']
  for (const each of order) {
    const entry = all.get(each)?.passages.find(({ passage }) => passage.key === key)
    if (entry) return hitOf(entry.passage, displayTitle(entry.passage), { bm25: 1, fused: 0 }, 1)
  }
  return undefined
}

function buildAll(entries: readonly IndexedPassage[]): Map<Language, LanguageIndex> {
  const languages = new Set(entries.map(({ passage }) => passage.language))
  const of = (language: Language) => entries.filter(({ passage }) => passage.language === language)
  return new Map([...languages].map(language => [language, buildLanguageIndex(of(language))]))
}

async function defaultIndex(embedder: Embedder, passages: readonly Passage[]): Promise<VectorIndex> {
  const rows = passages.reduce((sum, passage) => sum + passage.questions.length + 1, 0)
  return rows >= HNSW_FROM ? createHnswIndex(embedder.dims) : createExactIndex(embedder.dims)
}

/** Mixed text is Chinese with English words nearly always. */
function spoken(language: ScriptLanguage, fallback: Language): Language {
  if (language === 'other') return fallback
  return language === 'en' ? 'en' : 'zh'
}
