/** Which entry of a FAQ a question means: by words (BM25), by vectors of the questions, by both. */
import type { Embedder } from '../src/embedder.ts'
import type { Language } from '../src/message.ts'
import { scoreLexically } from '../src/retrieval/bm25.ts'
import { buildInvertedIndex } from '../src/retrieval/inverted-index.ts'
import { termsOf } from '../src/retrieval/terms.ts'
import { type FaqEntry, type FaqQuery, readData } from './data.ts'

export interface Hits {
  hit1: number
  hit5: number
}

export interface FaqFigures {
  stackfaq: Hits & { fused: Hits }
  alicloud: { crosslingual: Hits; reworded: Hits; colloquial: Hits & { fused: Hits } }
}

/**
 * What BM25 counts beside a cosine, its best entry of the query being 1. AliCloud's colloquial questions, hit@5 at 0.05 /
 * 0.1 / 0.2 / 0.3 / 0.5: 87.5 / 87.5 / 87.5 / 83.3 / 75.0 with the built-in model; the same for all embedders.
 */
const BM25_SHARE = 0.1

type Scores = (query: FaqQuery, at: number) => ArrayLike<number>

/** Without an embedder: BM25 alone. */
export async function faqFigures(embedder: Embedder | undefined): Promise<FaqFigures> {
  const alicloud = readData<FaqEntry>('alicloud_faq_dev/corpus')
  const asked = readData<FaqQuery>('alicloud_faq_dev/queries')
  const colloquial = readData<FaqQuery>('alicloud_faq_dev/queries_colloquial').filter(
    ({ kind }) => kind === 'colloquial',
  )
  const stack = readData<FaqEntry>('stackfaq/corpus')
  const stackAsked = readData<FaqQuery>('stackfaq/queries')
  const ofKind = (kind: string) => asked.filter(query => query.kind === kind)
  const measure = async (entries: FaqEntry[], queries: FaqQuery[]) => {
    const words = byWords(entries)
    if (embedder === undefined)
      return { alone: hitsOf(entries, queries, words), fused: hitsOf(entries, queries, words) }
    const vectors = await byVectors(embedder, entries, queries)
    return { alone: hitsOf(entries, queries, vectors), fused: hitsOf(entries, queries, fused(vectors, words)) }
  }
  const stackfaq = await measure(stack, stackAsked)
  const everyday = await measure(alicloud, colloquial)
  return {
    stackfaq: { ...stackfaq.alone, fused: stackfaq.fused },
    alicloud: {
      crosslingual: (await measure(alicloud, ofKind('crosslingual'))).alone,
      reworded: (await measure(alicloud, ofKind('reworded'))).alone,
      colloquial: { ...everyday.alone, fused: everyday.fused },
    },
  }
}

/** Only entries in the language of the wanted one compete, as in a help centre that has each language apart. */
function hitsOf(entries: readonly FaqEntry[], queries: readonly FaqQuery[], scores: Scores): Hits {
  const language = new Map(entries.map(({ id, lang }) => [id, lang]))
  let hit1 = 0
  let hit5 = 0
  queries.forEach((query, q) => {
    const wanted: Language = language.get(query.relevant[0]!)!
    const all = scores(query, q)
    const ranked = entries
      .map(({ id, lang }, e) => ({ id, lang, score: all[e]! }))
      .filter(({ lang }) => lang === wanted)
      .sort((a, b) => b.score - a.score)
    const place = ranked.findIndex(({ id }) => query.relevant.includes(id))
    if (place === 0) hit1++
    if (place < 5) hit5++
  })
  return { hit1: (100 * hit1) / queries.length, hit5: (100 * hit5) / queries.length }
}

function byWords(entries: readonly FaqEntry[]): Scores {
  const index = buildInvertedIndex(
    entries.map(({ question, answer }) => ({ questions: [termsOf(question).words], body: termsOf(answer).words })),
  )
  return ({ text }) => scoreLexically(index, termsOf(text).words).both
}

async function byVectors(
  embedder: Embedder,
  entries: readonly FaqEntry[],
  queries: readonly FaqQuery[],
): Promise<Scores> {
  const questions = await embedder.embed(
    entries.map(({ question }) => question),
    'passage',
  )
  const asked = await embedder.embed(
    queries.map(({ text }) => text),
    'passage',
  )
  return (_, q) => questions.map(vector => dot(vector, asked[q]!))
}

function fused(vectors: Scores, words: Scores): Scores {
  return (query, q) => {
    const lexical = words(query, q)
    const most = Math.max(1e-9, ...Array.from(lexical))
    return Array.from(vectors(query, q), (cosine, e) => cosine + (BM25_SHARE * lexical[e]!) / most)
  }
}

export function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!
  return sum
}
