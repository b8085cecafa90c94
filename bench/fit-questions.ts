/** Test questions as samples for the fit of the weights. */
import type { Embedder } from '../src/embedder.ts'
import type { Language } from '../src/message.ts'
import type { Engine } from '../src/nlu/engine.ts'
import type { Sample } from '../src/retrieval/calibrate.ts'
import { findCandidates, type Searcher } from '../src/retrieval/candidate-pool.ts'
import type { Weights } from '../src/retrieval/confidence.ts'
import { fuse } from '../src/retrieval/fuse.ts'
import type { Passage } from '../src/retrieval/passage.ts'
import { createShelf } from '../src/retrieval/shelf.ts'
import { createExactIndex } from '../src/retrieval/vector-index-exact.ts'
import { embedPassage } from '../src/retrieval/vector-scores.ts'
import type { TestQuestion } from './sample-files.ts'

/** A question of the base itself, with one of its questions hidden, is easier than a visitor's. */
const TEST_QUESTION_WEIGHT = 4

/** As search.ts takes it: mixed text is Chinese with English words. */
export async function asSearched(
  engine: Engine,
  { language, question }: { language: Language; question: TestQuestion },
) {
  const { normalized, language: script } = await engine.understand(question.text)
  const spoken: Language = script === 'other' ? language : script === 'en' ? 'en' : 'zh'
  return { question, normalized, script, language: spoken }
}

export async function openSearcher(passages: readonly Passage[], embedder: Embedder | undefined): Promise<Searcher> {
  const shelf = createShelf()
  await shelf.replace([], passages)
  const vectors = embedder && createExactIndex(embedder.dims)
  for (const passage of passages) if (embedder && vectors) await vectors.put(await embedPassage(embedder, passage))
  return { embedder, vectors, shelf }
}

export async function sampleOf(
  searcher: Searcher,
  weights: Weights,
  { expect }: TestQuestion,
  asked: Parameters<typeof findCandidates>[1],
): Promise<Sample> {
  const pool = await findCandidates(searcher, asked)
  const best = fuse(pool.candidates, pool.query, weights)
  const wanted = { faq: expect.faq ?? [], article: expect.article ?? [] }
  return {
    features: best.map(row => row.features),
    right: best.map(row => {
      const { kind, key } = row.entry.passage
      return wanted[kind].includes(key)
    }),
    query: pool.query,
    weight: TEST_QUESTION_WEIGHT,
  }
}
