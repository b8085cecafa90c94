/**
 * The face of retrieval: a knowledge base in memory that finds, for a query, the passages that may answer it, each with
 * the calibrated probability that it does.
 *
 * Changes are cheap: a document's texts are cut (and embedded) when it comes, and are a small segment of their own in the
 * inverted indexes, which are merged beside the work.
 */
import { createBreath } from '../breath.ts'
import type { Embedder } from '../embedder.ts'
import type { Language } from '../message.ts'
import type { ScriptLanguage } from '../text/language.ts'
import { type Calibration, calibrate } from './calibrate.ts'
import { findCandidates, type Searcher } from './candidate-pool.ts'
import { DEFAULT_WEIGHTS } from './default-weights.ts'
import { type Exam, examineAll } from './exam.ts'
import { fuse } from './fuse.ts'
import type { Hit } from './hit.ts'
import { findByKey, findPassage, toHits } from './hits.ts'
import type { KeptFolder } from './kept-folder.ts'
import { keepTerms, restoreTerms } from './kept-terms.ts'
import { sizeOf } from './language-index.ts'
import { joinNearDuplicates } from './near-duplicates.ts'
import type { Passage } from './passage.ts'
import type { Digests } from './passage-digest.ts'
import { ANYBODY, type Viewer } from './scope.ts'
import type { Entry } from './segment.ts'
import { createShelf, type Shelf } from './shelf.ts'
import type { Kept } from './stored-vectors.ts'
import type { VectorIndex, VectorRow } from './vector-index.ts'
import { createProcessIndex } from './vector-index-hnsw.ts'
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
  /** Who asks; left out: a visitor of no inbox in particular. */
  viewer?: Viewer | undefined
}

export interface Knowledge {
  search(query: Query, options: SearchOptions): Promise<Hit[]>
  /** The first passage of this key in this language, else in the other, that the viewer may see: for a pressed button. */
  find(key: string, language: Language, viewer?: Viewer): Hit | undefined
  /** The passage of this id, as a button names it. */
  passage(passageId: string, viewer?: Viewer): Hit | undefined
  /** The base asked its own questions, each once hidden and once with its whole entry hidden. */
  examine(): Promise<Exam[]>
  /** Adds a document's passages, or puts them in the place of its old ones. */
  upsert(documentId: string, passages: readonly Passage[]): Promise<void>
  remove(documentId: string): Promise<void>
  /** The same knowledge with some passages more, for a trial: it stays as it is, and nothing is kept. */
  with(passages: readonly Passage[]): Promise<Pick<Knowledge, 'search'>>
  /** Fits the confidences to this knowledge base; without it the shipped weights hold. A few seconds for 170 entries. */
  calibrate(): Promise<Calibration>
  /** All that is there now. */
  passages(): Passage[]
  /** Keeps terms and vectors for the next start, beside the work. `digests`: of the passages. @throws what the file system throws. */
  keep(folder: KeptFolder, digests: Digests): Promise<void>
  /** Passages that came or went since terms and vectors were kept. */
  readonly unkept: number
  readonly size: number
  readonly indexKind: 'lexical' | VectorIndex['kind']
}

export interface KnowledgeOptions {
  embedder?: Embedder | undefined
  /** Holds the embedder's vectors, named by its identity. Default: in memory, exact below 40,000 vectors, HNSW above. Passages that it already has are not embedded again, so a passage's id must change with its text. */
  vectorIndex?: VectorIndex | undefined
  /** Where terms may have been kept, and what the texts of the passages are now. */
  kept?: Kept | undefined
}

export async function createKnowledge(
  passages: readonly Passage[],
  options: KnowledgeOptions = {},
): Promise<Knowledge> {
  const { embedder } = options
  const vectors = embedder && (options.vectorIndex ?? createProcessIndex(embedder.dims))
  const shelf = createShelf()
  const documents = new Map<string, Entry[]>()
  const variant = embedder ? 'vectors' : 'lexical'
  let weights = DEFAULT_WEIGHTS[variant]
  let unkept = 0

  async function replace(documentId: string, added: readonly Passage[]): Promise<void> {
    const before = documents.get(documentId) ?? []
    unkept += Math.max(before.length, added.length)
    if (embedder && vectors) await putMissing(embedder, vectors, added)
    const after = await shelve(shelf, before, added)
    if (added.length === 0) documents.delete(documentId)
    else documents.set(documentId, after)
    const ids = new Set(added.map(passage => passage.passageId))
    await vectors?.remove(before.map(each => each.passage.passageId).filter(id => !ids.has(id)))
  }

  const searchIn =
    (searcher: Searcher): Knowledge['search'] =>
    async ({ normalized, language: script }, { limit, language, per = 'key', viewer = ANYBODY }) => {
      const without = searcher.shelf.hiddenFrom(viewer)
      const pool = await findCandidates(searcher, { normalized, script, language: spoken(script, language), without })
      const fused = fuse(pool.candidates, pool.query, weights[pool.language])
      return joinNearDuplicates(toHits(fused, per)).slice(0, limit)
    }

  const searcher = { embedder, vectors, shelf }
  if (embedder && vectors) unkept += await putMissing(embedder, vectors, passages)
  if (options.kept) await restoreTerms(options.kept.folder, shelf, passages, options.kept.digests)
  const uncut = passages.filter(passage => shelf.entry(passage.passageId) === undefined)
  await shelve(shelf, [], uncut)
  unkept = Math.max(unkept, uncut.length)
  for (const passage of passages) {
    const entry = shelf.entry(passage.passageId)!
    const known = documents.get(passage.documentId)
    if (known) known.push(entry)
    else documents.set(entry.passage.documentId, [entry])
  }

  const allPassages = () => [...documents.values()].flat().map(({ passage }) => passage)

  return {
    search: searchIn(searcher),
    async with(added) {
      const trial = createShelf()
      await shelve(trial, [], [...allPassages(), ...added])
      const laid = embedder && vectors && (await overlayIndex(vectors, await embedAll(embedder, added)))
      return { search: searchIn({ embedder, vectors: laid, shelf: trial }) }
    },
    find: (key, language, viewer = ANYBODY) => findByKey(shelf, key, language, viewer),
    passage: (passageId, viewer = ANYBODY) => findPassage(shelf, passageId, viewer),
    examine: () => examineAll(searcher, weights, EXAMINED),
    upsert: replace,
    remove: documentId => replace(documentId, []),
    async calibrate() {
      const result = await calibrate(searcher, DEFAULT_WEIGHTS[variant])
      weights = result.weights
      return result
    },
    passages: allPassages,
    async keep(folder, digests) {
      const before = unkept
      await keepTerms(folder, shelf, digests)
      if (embedder) await vectors?.keep?.(folder, embedder.identity, digests)
      unkept -= before
    },
    get unkept() {
      return unkept
    },
    get size() {
      return [...shelf.languages.values()].reduce((sum, index) => sum + sizeOf(index), 0)
    },
    get indexKind() {
      return vectors?.kind ?? 'lexical'
    },
  }
}

/** Questions a language: 95 % of a share are within 7 points. */
const EXAMINED = 200

/** Passages that come or go in one step: more would let a search wait, or build too large a segment at once. */
const AT_ONCE = 256

/** Brings a document from its passages before to those now; a passage of the same texts stays where it is. */
async function shelve(shelf: Shelf, before: readonly Entry[], added: readonly Passage[]): Promise<Entry[]> {
  const known = new Map(before.map(entry => [entry.passage.passageId, entry]))
  const kept = new Map<string, Entry>()
  for (const passage of added) {
    const entry = known.get(passage.passageId)
    if (entry && sameTexts(entry.passage, passage)) kept.set(passage.passageId, entry)
  }
  const gone = before.filter(({ passage }) => !kept.has(passage.passageId))
  const fresh = added.filter(({ passageId }) => !kept.has(passageId))
  const breath = createBreath()
  for (let at = 0; at < Math.max(gone.length, fresh.length); at += AT_ONCE) {
    for (const entry of await shelf.replace(gone.slice(at, at + AT_ONCE), fresh.slice(at, at + AT_ONCE)))
      kept.set(entry.passage.passageId, entry)
    await breath()
  }
  // In their order, and with what else is known of them now.
  if (fresh.length < added.length) for (const passage of added) shelf.rename(kept.get(passage.passageId)!, passage)
  return added.map(({ passageId }) => kept.get(passageId)!)
}

function sameTexts(a: Passage, b: Passage): boolean {
  return a.language === b.language && a.text === b.text && a.questions.join('\n') === b.questions.join('\n')
}

/** Gives how many were missing. */
async function putMissing(embedder: Embedder, vectors: VectorIndex, passages: readonly Passage[]): Promise<number> {
  const known = await vectors.has(passages.map(passage => passage.passageId))
  const missing = passages.filter(passage => !known.has(passage.passageId))
  await putVectors(embedder, vectors, missing)
  return missing.length
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

/** Mixed text is Chinese with English words nearly always. */
function spoken(script: ScriptLanguage, fallback: Language): Language {
  if (script === 'other') return fallback
  return script === 'en' ? 'en' : 'zh'
}
