/** What is known of "this passage answers this query": one row of numbers a passage, each about 0 to 1. */
import type { LexicalScores } from './bm25.ts'

/** In this order in every row. `word*` and `char*` are bm25.ts over words and over characters, `vector*` are cosines. */
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
] as const
export type Feature = (typeof FEATURES)[number]

/** What is known of the query alone: it decides how likely "nothing in the knowledge" is. */
export const QUERY_FEATURES = ['one', 'wordUnknown', 'charUnknown'] as const
export type QueryFeature = (typeof QUERY_FEATURES)[number]

/** A passage's cosines: with its best question, the mean of its best three, and with its body. */
export interface VectorScores {
  best: number
  top: number
  body: number
  /** The part (question number) that was best. */
  part: number
}

/** The scores of one language's entries in both spaces. */
export interface Lexical {
  words: LexicalScores
  chars: LexicalScores
}

/** Feature values of entry `e`; a passage of another language has no lexical ones, one without vectors no cosines. */
export function rowOf(lexical: Lexical | undefined, e: number, vector: VectorScores | undefined): Float64Array {
  const row = new Float64Array(FEATURES.length)
  if (lexical) {
    const { words, chars } = lexical
    row.set([words.best[e]!, words.top[e]!, words.questions[e]!, words.body[e]!, words.both[e]!])
    row.set([chars.best[e]!, chars.top[e]!, chars.questions[e]!, chars.body[e]!, chars.both[e]!], 5)
  }
  if (vector) row.set([vector.best, vector.top, vector.body], 10)
  return row
}

export function queryRowOf(lexical: Lexical | undefined): Float64Array {
  return Float64Array.of(1, lexical?.words.unknown ?? 1, lexical?.chars.unknown ?? 1)
}
