/** What is known of "this passage answers this query": one row of numbers a candidate, each about 0 to 1. */
import type { LexicalScores } from './lexical-scan.ts'
import type { Entry } from './segment.ts'

/**
 * In this order in every row. `word*` and `char*` are bm25.ts over words and over characters, `vector*` are cosines;
 * `exact` is 1 when the query is one of the passage's questions word for word, `article` for a part of an article,
 * `foreign` for a passage in another language than the query's that has a translation, `sole` for one that has none;
 * `soleBest` and `soleBody` are its cosines again: where words say nothing, the vectors say more.
 */
export const FEATURES = [
  'wordBest',
  'wordTop',
  'wordQuestions',
  'wordBody',
  'wordBoth',
  'charBest',
  'charTop',
  'charQuestions',
  'charBody',
  'charBoth',
  'vectorBest',
  'vectorTop',
  'vectorBody',
  'soleBest',
  'soleBody',
  'exact',
  'article',
  'foreign',
  'sole',
] as const
export type Feature = (typeof FEATURES)[number]

/**
 * What is known of the query alone: it decides how likely "nothing in the knowledge" is. `long` is the natural logarithm
 * of its characters: the more somebody tells, the smaller the share that any passage has in common with it.
 */
export const QUERY_FEATURES = ['one', 'wordUnknown', 'charUnknown', 'long'] as const
export type QueryFeature = (typeof QUERY_FEATURES)[number]

/** The scores of one language's entries in both spaces, in the same order. */
export interface Lexical {
  /** Which entries the scores are of. */
  entries: readonly Entry[]
  words: LexicalScores
  chars: LexicalScores
}

/** Cosines with the best question, with the best three on average, and with the body. */
export interface Cosines {
  best: number
  top: number
  body: number
}

const VECTOR = FEATURES.indexOf('vectorBest')
export const EXACT = FEATURES.indexOf('exact')
const ARTICLE = FEATURES.indexOf('article')
const FOREIGN = FEATURES.indexOf('foreign')
const SOLE = FEATURES.indexOf('sole')
const SOLE_VECTOR = FEATURES.indexOf('soleBest')

/** How a passage stands to the query's language. */
export type Standing = 'own' | 'foreign' | 'sole'

export function newRow({ article, standing }: { article: boolean; standing: Standing }): Float64Array {
  const row = new Float64Array(FEATURES.length)
  row[ARTICLE] = article ? 1 : 0
  row[FOREIGN] = standing === 'foreign' ? 1 : 0
  row[SOLE] = standing === 'sole' ? 1 : 0
  return row
}

/** Adds `share` of the lexical scores of the `s`-th scored entry: shares of the query, so those of two languages add up. */
export function addLexical(row: Float64Array, lexical: Lexical, s: number, share: number): void {
  let i = 0
  for (const { best, top, questions, body, both } of [lexical.words, lexical.chars]) {
    for (const field of [best, top, questions, body, both]) row[i++]! += share * field[s]!
  }
}

/** Of a passage and its translation the nearer one counts. */
export function maxVector(row: Float64Array, { best, top, body }: Cosines): void {
  row[VECTOR] = Math.max(row[VECTOR]!, best)
  row[VECTOR + 1] = Math.max(row[VECTOR + 1]!, top)
  row[VECTOR + 2] = Math.max(row[VECTOR + 2]!, body)
  if (row[SOLE] === 0) return
  row[SOLE_VECTOR] = row[VECTOR]!
  row[SOLE_VECTOR + 1] = row[VECTOR + 2]!
}

/** What no index knows: with two, what neither does. */
export function queryRowOf(lexical: readonly Lexical[], normalized: string): Float64Array {
  const unknown = (share: (each: Lexical) => number) =>
    lexical.length === 0
      ? 1
      : Math.max(
          0,
          lexical.reduce((sum, each) => sum + share(each) - 1, 1),
        )
  return Float64Array.of(
    1,
    unknown(each => each.words.unknown),
    unknown(each => each.chars.unknown),
    Math.log(1 + normalized.length),
  )
}
