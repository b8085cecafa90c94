/** One query against one space of terms: what of it is known there, and the scores as they are filled in. */
import type { InvertedIndex, SpaceSegment } from './inverted-index.ts'
import { eachTerm } from './segment-texts.ts'
import { idf, type Statistics } from './statistics.ts'
import type { Terms } from './terms.ts'

/** Where an entry stands. */
export interface SpacePlace {
  segment: SpaceSegment
  entry: number
}

/** What the query must not see: one question of an entry, or the whole entry. */
export interface Without extends SpacePlace {
  question?: number | undefined
}

/** One number a scored entry, 0 to 1; 0 where nothing is shared with the query. */
export interface LexicalScores {
  /** Cosine with the best question, and the mean over the best three (or all, where there are fewer). */
  best: Float32Array
  top: Float32Array
  /** BM25 over the questions, over the body, over both, each as a share of what a perfect match would get. */
  questions: Float32Array
  body: Float32Array
  both: Float32Array
  /** The number of the best question; -1 for none. */
  bestQuestion: Int32Array
  /** Share of the query's weight in terms that no entry has. */
  unknown: number
}

/** BM25's saturation and length normalisation, the usual values. */
const K1 = 1.2
const B = 0.75
/** An occurrence in the body counts this share of one in a question. */
export const BODY_WEIGHT = 0.5
/** Of an entry's questions so many count in `LexicalScores.top`. */
const TOP = 3

/** A term of the query that some entry has. */
interface Asked {
  /** Its number. */
  term: number
  /** Its weight in the query, and in a text that has it once. */
  x: number
  idf: number
}

export interface Scan {
  statistics: Statistics
  asked: readonly Asked[]
  /** By place in `asked`: its weight in the query times its idf, over ten: a text's weights are in tenths. */
  weights: Float64Array
  /** The query's perfect score, and its norm. */
  self: number
  norm: number
  scores: LexicalScores
}

/** 0 to 1, reaching 1 for endless repetition. */
export function saturate(frequency: number): number {
  return frequency / (frequency + K1)
}

/** What a body's frequencies are divided by: longer ones say each word more often. `length` in tenths. */
export function shrinkOf({ length: all, entries }: Statistics, length: number): number {
  return 1 - B + (B * length) / (all / Math.max(1, entries) || 1)
}

/** `size`: of the entries that will be scored. */
export function openScan(
  { statistics }: InvertedIndex,
  query: Terms,
  size: number,
  without: Without | undefined,
): Scan {
  const onlyHidden = without ? termsOnlyIn(without) : new Set<number>()
  const asked: Asked[] = []
  let [self, unknown, squares] = [0, 0, 0]
  for (const [word, weight] of query) {
    const term = statistics.numbers.get(word)
    const all = term === undefined ? 0 : statistics.found[term]!
    const found = term !== undefined && onlyHidden.has(term) ? all - 1 : all
    const x = weight * idf(found, statistics.entries)
    self += x
    squares += x * x
    if (term === undefined || found === 0) unknown += x
    else asked.push({ term, x, idf: idf(all, statistics.entries) })
  }
  const scores = emptyScores(size, unknown / (self || 1))
  const weights = Float64Array.from(asked, one => (one.x * one.idf) / 10)
  return { statistics, asked, weights, self: self || 1, norm: Math.sqrt(squares) || 1, scores }
}

function emptyScores(size: number, unknown: number): LexicalScores {
  const zeros = () => new Float32Array(size)
  const bestQuestion = new Int32Array(size).fill(-1)
  return { best: zeros(), top: zeros(), questions: zeros(), body: zeros(), both: zeros(), bestQuestion, unknown }
}

/** The terms that the entry would not have without what is hidden. */
function termsOnlyIn({ segment: { texts }, entry, question }: Without): Set<number> {
  const terms = new Set<number>()
  if (question === undefined) {
    eachTerm(texts, entry, term => terms.add(term))
    return terms
  }
  const [first, end] = [texts.firstText[entry]!, texts.firstText[entry + 1]!]
  const of = (t: number) => texts.term.subarray(texts.start[t]!, texts.start[t + 1]!)
  for (const term of of(first + question)) terms.add(term)
  for (let t = first; t < end; t++) if (t !== first + question) for (const term of of(t)) terms.delete(term)
  return terms
}

/** The entry is as if not there. */
export function clearScores({ scores }: Scan, s: number): void {
  for (const each of [scores.best, scores.top, scores.questions, scores.body, scores.both]) each[s] = 0
  scores.bestQuestion[s] = -1
}

/** Writes what the best questions of an entry are worth; `dots` holds the product of each with the query, from `at` on. */
export function rankQuestions(
  { statistics, norm, scores }: Scan,
  segment: SpaceSegment,
  entry: number,
  s: number,
  dots: Float64Array,
  at: number,
): void {
  const first = segment.texts.firstText[entry]!
  const count = segment.texts.firstText[entry + 1]! - 1 - first
  let [one, two, three, bestQuestion] = [0, 0, 0, -1]
  for (let question = 0; question < count; question++) {
    const dot = dots[at + question]!
    if (dot === 0) continue
    const x = dot / normOf(statistics, segment, first + question) / norm
    if (x <= three) continue
    if (x > one) bestQuestion = question
    three = Math.min(two, Math.max(three, x))
    two = Math.min(one, Math.max(two, x))
    one = Math.max(one, x)
  }
  scores.bestQuestion[s] = bestQuestion
  scores.best[s] = one
  scores.top[s] = (one + two + three) / Math.max(1, Math.min(TOP, count))
}

/** Computed when first asked for: after a change all are stale, and few are asked for. */
function normOf(statistics: Statistics, segment: SpaceSegment, text: number): number {
  if (segment.normsOf !== statistics.version) {
    segment.norms.fill(0)
    segment.normsOf = statistics.version
  }
  if (segment.norms[text] === 0) segment.norms[text] = computeNorm(statistics, segment, text)
  return segment.norms[text]!
}

function computeNorm({ found, entries }: Statistics, { texts }: SpaceSegment, text: number): number {
  let squares = 0
  for (let k = texts.start[text]!; k < texts.start[text + 1]!; k++)
    squares += ((texts.tenths[k]! / 10) * idf(found[texts.term[k]!]!, entries)) ** 2
  return Math.sqrt(squares) || 1
}
