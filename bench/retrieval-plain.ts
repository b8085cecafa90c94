/** What the product's search is measured against: BM25 alone, vectors alone, and the two plain mixtures of them. */
import type { Embedder } from '../src/embedder.ts'
import { scoreLexically } from '../src/retrieval/bm25.ts'
import { buildInvertedIndex } from '../src/retrieval/inverted-index.ts'
import type { Passage } from '../src/retrieval/passage.ts'
import { termsOf } from '../src/retrieval/terms.ts'
import { DEPTH, type Ranking } from './retrieval-ranks.ts'
import type { Base } from './retrieval-sets.ts'

/**
 * What BM25 counts beside a cosine, its best entry of the query being 1. AliCloud's colloquial questions, hit@5 at 0.05 /
 * 0.1 / 0.2 / 0.3 / 0.5: 87.5 / 87.5 / 87.5 / 83.3 / 75.0 with the built-in model; the same for all embedders.
 */
const BM25_SHARE = 0.1
/** The usual constant of reciprocal rank fusion (Cormack, Clarke & Büttcher 2009). */
const RRF = 60

/** BM25 over words of question and answer. */
export function rankByWords({ passages, questions }: Base): Ranking[] {
  const words = wordScores(passages)
  return questions.map(({ text }) => ranked(passages, words(text)))
}

/** By the cosine with the entry's question; with BM25 added; and by the sum of reciprocal ranks. */
export async function rankPlainly({ passages, questions }: Base, embedder: Embedder) {
  const words = wordScores(passages)
  const rows = await embedder.embed(
    passages.map(passage => passage.questions[0]!),
    'passage',
  )
  const vectors: Ranking[] = []
  const weighted: Ranking[] = []
  const reciprocal: Ranking[] = []
  for (const { text } of questions) {
    const asked = (await embedder.embed([text], 'query'))[0]!
    const cosines = rows.map(row => dot(row, asked))
    const lexical = words(text)
    const most = Math.max(1e-9, ...lexical)
    const sums = cosines.map((cosine, e) => cosine + (BM25_SHARE * lexical[e]!) / most)
    vectors.push(ranked(passages, cosines))
    weighted.push(ranked(passages, sums))
    reciprocal.push(ranked(passages, reciprocalRanks([cosines, lexical])))
  }
  return { vectors, weighted, reciprocal }
}

function wordScores(passages: readonly Passage[]): (text: string) => Float32Array {
  const entries = passages.map(({ questions, text }) => ({
    questions: questions.map(each => termsOf(each).words),
    body: termsOf(text).words,
  }))
  const index = buildInvertedIndex(entries)
  return text => scoreLexically(index, termsOf(text).words).both
}

function reciprocalRanks(rankers: readonly ArrayLike<number>[]): number[] {
  const sums = Array.from(rankers[0]!, () => 0)
  for (const scores of rankers) {
    orderOf(scores).forEach((e, rank) => {
      if (scores[e]! > 0) sums[e]! += 1 / (RRF + rank + 1)
    })
  }
  return sums
}

function ranked(passages: readonly Passage[], scores: ArrayLike<number>): Ranking {
  return [...new Set(orderOf(scores).map(e => passages[e]!.key))].slice(0, DEPTH)
}

function orderOf(scores: ArrayLike<number>): number[] {
  return Array.from(scores, (_, e) => e).sort((a, b) => scores[b]! - scores[a]!)
}

export function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!
  return sum
}
