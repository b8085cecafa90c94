/**
 * The two lexical rankers over one space of terms, in one pass over the texts of the scored entries:
 *
 * - BM25 with field weights (Robertson & Zaragoza 2009, "The Probabilistic Relevance Framework: BM25 and Beyond",
 *   section 3.6: the fields' frequencies are added before saturation), given as a share of the query's own score;
 * - the cosine of the query with each single question.
 *
 * `Without` hides a question or an entry at query time: that is how a knowledge base measures itself (calibrate.ts).
 */
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
const TOP = 3

/** A term of the query that some entry has. */
interface Asked {
  /** Its number. */
  term: number
  /** Its weight in the query, and in a text that has it once. */
  x: number
  idf: number
}

interface Scan {
  statistics: Statistics
  asked: readonly Asked[]
  /** By place in `asked`: its weight in the query times its idf, over ten: a text's weights are in tenths. */
  weights: Float64Array
  /** By place in `asked`: in how many questions of the entry at hand the term is, and how often in the body. */
  inQuestions: Float64Array
  inBody: Float64Array
  /** The query's perfect score, and its norm. */
  self: number
  norm: number
  scores: LexicalScores
}

/** By term number: its place in the query's known terms, plus 1; all 0 between two calls. */
let marks = new Uint16Array(0)

/** Scores all entries, or only some: the arrays hold theirs, in that order. */
export function scoreLexically(
  index: InvertedIndex,
  query: Terms,
  without?: Without,
  places: readonly SpacePlace[] = livePlaces(index),
): LexicalScores {
  const scan = openScan(index, query, places.length, without)
  if (marks.length < index.statistics.numbers.size) marks = new Uint16Array(2 * index.statistics.numbers.size)
  scan.asked.forEach(({ term }, q) => {
    marks[term] = q + 1
  })
  places.forEach(({ segment, entry }, s) => {
    const hidden = without?.segment === segment && without.entry === entry
    if (!hidden) scoreEntry(scan, segment, entry, s)
    else if (without.question !== undefined) scoreEntry(scan, segment, entry, s, without.question)
  })
  for (const { term } of scan.asked) marks[term] = 0
  return scan.scores
}

/** All entries that are there, in the order they came in. */
function livePlaces({ segments }: InvertedIndex): SpacePlace[] {
  return segments.flatMap(segment =>
    Array.from(segment.live.keys()).flatMap(entry => (segment.live[entry] ? [{ segment, entry }] : [])),
  )
}

/** 0 to 1, reaching 1 for endless repetition. */
export function saturate(frequency: number): number {
  return frequency / (frequency + K1)
}

/** What a body's frequencies are divided by: longer ones say each word more often. `length` in tenths. */
export function shrinkOf({ length: all, entries }: Statistics, length: number): number {
  return 1 - B + (B * length) / (all / Math.max(1, entries) || 1)
}

function openScan({ statistics }: InvertedIndex, query: Terms, size: number, without: Without | undefined): Scan {
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
  const inQuestions = new Float64Array(asked.length)
  const inBody = new Float64Array(asked.length)
  const weights = Float64Array.from(asked, one => (one.x * one.idf) / 10)
  return { statistics, asked, weights, inQuestions, inBody, self: self || 1, norm: Math.sqrt(squares) || 1, scores }
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

function scoreEntry(scan: Scan, segment: SpaceSegment, entry: number, s: number, hidden = -1): void {
  scan.inQuestions.fill(0)
  scan.inBody.fill(0)
  scoreQuestions(scan, segment, entry, s, hidden)
  readBody(scan, segment, entry)
  const { asked, inQuestions, inBody, self, scores } = scan
  let [questions, body, both] = [0, 0, 0]
  for (let q = 0; q < asked.length; q++) {
    const { x } = asked[q]!
    const [a, b] = [inQuestions[q]!, inBody[q]!]
    if (a > 0) questions += x * saturate(a)
    if (b > 0) body += x * saturate(b)
    if (a + b > 0) both += x * saturate(a + BODY_WEIGHT * b)
  }
  scores.questions[s] = questions / self
  scores.body[s] = body / self
  scores.both[s] = both / self
}

/** Everything that the inner loop reads is a local: it runs over every term of every question. */
function scoreQuestions(scan: Scan, segment: SpaceSegment, entry: number, s: number, hidden: number): void {
  const { firstText, start, term, tenths } = segment.texts
  const { weights, inQuestions, scores } = scan
  const marked = marks
  const first = firstText[entry]!
  const count = firstText[entry + 1]! - 1 - first
  let [one, two, three] = [0, 0, 0]
  let k = start[first]!
  for (let question = 0; question < count; question++) {
    const end = start[first + question + 1]!
    let dot = 0
    if (question === hidden) k = end
    for (; k < end; k++) {
      const mark = marked[term[k]!]!
      if (mark === 0) continue
      inQuestions[mark - 1]!++
      dot += weights[mark - 1]! * tenths[k]!
    }
    if (dot === 0) continue
    const x = dot / normOf(scan.statistics, segment, first + question) / scan.norm
    if (x <= three) continue
    if (x > one) scores.bestQuestion[s] = question
    three = Math.min(two, Math.max(three, x))
    two = Math.min(one, Math.max(two, x))
    one = Math.max(one, x)
  }
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

function readBody({ statistics, inBody }: Scan, segment: SpaceSegment, entry: number): void {
  const { firstText, start, term, tenths, lengths } = segment.texts
  // As a constant: looked up once, and not for each term.
  const marked = marks
  const body = firstText[entry + 1]! - 1
  const shrink = 10 * shrinkOf(statistics, lengths[entry]!)
  const end = start[body + 1]!
  for (let k = start[body]!; k < end; k++) {
    const mark = marked[term[k]!]!
    if (mark > 0) inBody[mark - 1]! += tenths[k]! / shrink
  }
}
