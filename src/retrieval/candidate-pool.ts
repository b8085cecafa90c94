/** Everything in the knowledge that shares something with a query, with its features; also with a part hidden. */
import type { Embedder } from '../embedder.ts'
import type { Language } from '../message.ts'
import type { Without } from './bm25.ts'
import { queryRowOf, rowOf, type VectorScores } from './features.ts'
import type { Row } from './fuse.ts'
import { type IndexedPassage, type LanguageIndex, lexicalScores } from './language-index.ts'
import type { Passage } from './passage.ts'
import type { VectorIndex } from './vector-index.ts'
import { vectorScores } from './vector-scores.ts'

/** Nearest rows asked for: several of each candidate's dozen questions. */
const NEAREST = 200

/** What a search needs of the knowledge base; calibration searches with something hidden. */
export interface Searcher {
  embedder: Embedder | undefined
  vectors: VectorIndex | undefined
  indexes(): Map<Language, LanguageIndex>
}

export interface Candidate {
  entry: IndexedPassage
  vector: VectorScores | undefined
  /** The question that matched best, by its number; -1 for none. */
  question: number
}

/** Everything that shares something with the query, with its features. */
export interface Pool {
  language: Language
  candidates: Candidate[]
  rows: Row[]
  query: Float64Array
}

/** What calibration hides from a search: one question of a passage, or everything under its key. */
export interface Hidden {
  passage: Passage
  /** The passage's number in its language's index. */
  entry: number
  /** The question's number; undefined hides the whole key. */
  question?: number
  /** The query's vector, when it is known. */
  vector?: Float32Array
}

export async function findCandidates(
  { embedder, vectors, indexes }: Searcher,
  normalized: string,
  wanted: Language,
  hidden?: Hidden,
): Promise<Pool> {
  const all = indexes()
  const language = all.has(wanted) ? wanted : (all.keys().next().value ?? wanted)
  const index = all.get(language)
  const lexical = index && lexicalScores(index, normalized, hidden && withoutOf(index, hidden))
  const cosines = await nearest(embedder, vectors, all, normalized, hidden)
  const pool: Pool = { language, candidates: [], rows: [], query: queryRowOf(lexical) }
  for (const [of, { passages }] of all) {
    const scores = of === language ? lexical : undefined
    passages.forEach((entry, e) => {
      const { passageId, key } = entry.passage
      const vector = cosines.get(passageId)
      const shared = scores !== undefined && scores.words.both[e]! + scores.chars.both[e]! > 0
      if ((!shared && !vector) || (hidden?.question === undefined && hidden?.passage.key === key)) return
      pool.rows.push({ passage: pool.candidates.length, features: rowOf(scores, e, vector) })
      const unit = shared ? scores.chars.bestUnit[e]! - index!.chars.firstUnit[e]! : -1
      pool.candidates.push({ entry, vector, question: vector && vector.part >= 0 ? vector.part : unit })
    })
  }
  return pool
}

function withoutOf(index: LanguageIndex, { entry, question }: Hidden): Without {
  return question === undefined ? { entry } : { unit: index.words.firstUnit[entry]! + question }
}

async function nearest(
  embedder: Embedder | undefined,
  vectors: VectorIndex | undefined,
  all: ReadonlyMap<Language, LanguageIndex>,
  normalized: string,
  hidden: Hidden | undefined,
): Promise<Map<string, VectorScores>> {
  if (!embedder || !vectors) return new Map()
  const vector = hidden?.vector ?? (await embedder.embed([normalized], 'query'))[0]!
  const matches = await vectors.search(vector, NEAREST)
  const questions = new Map<string, number>()
  for (const { passages } of all.values()) {
    for (const { passage } of passages) questions.set(passage.passageId, passage.questions.length)
  }
  const ours = matches.filter(match => questions.has(match.passageId))
  const { passage, question } = hidden ?? {}
  return vectorScores(
    ours,
    id => questions.get(id)!,
    match => question !== undefined && match.passageId === passage?.passageId && match.part === question,
  )
}
