/**
 * The two lexical rankers over one inverted index, in one pass over the postings:
 *
 * - BM25 with field weights (Robertson & Zaragoza 2009, "The Probabilistic Relevance Framework: BM25 and Beyond",
 *   section 3.6: the fields' frequencies are added before saturation), given as a share of the query's own score;
 * - the cosine of the query with each single question.
 *
 * `Without` hides a question or an entry at query time: that is how a knowledge base measures itself (calibrate.ts).
 */
import { type InvertedIndex, idf } from './inverted-index.ts'
import type { Terms } from './terms.ts'

/** What the query must not see. */
export interface Without {
  /** One question, by its unit number. */
  unit?: number
  /** A whole entry. */
  entry?: number
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
  /** The unit of the best question; -1 for none. */
  bestUnit: Int32Array
  /** Share of the query's weight in terms that no entry has. */
  unknown: number
}

/** BM25's saturation, the usual value. */
const K1 = 1.2
/** An occurrence in the body counts this share of one in a question. */
export const BODY_WEIGHT = 0.5
const TOP = 3

interface Scan {
  index: InvertedIndex
  without: Without
  /** The entry of the hidden question, or -1. */
  own: number
  /** The entries that are scored, ascending; undefined for all. */
  entries: Uint32Array | undefined
  scores: LexicalScores
  /** One number a question of the scored entries; those of the s-th begin at `firstCosine[s]`. */
  cosines: Float32Array
  firstCosine: Uint32Array
  /** The query's perfect score, the part of it in unknown terms, and the squared norm. */
  self: number
  unknown: number
  squares: number
}

/** Scores all entries, or only some, given in ascending order: then the arrays hold theirs, in that order. */
export function scoreLexically(
  index: InvertedIndex,
  query: Terms,
  without: Without = {},
  entries?: Uint32Array,
): LexicalScores {
  const scan = openScan(index, without, entries)
  for (const [term, weight] of query) addTerm(scan, index.terms.get(term), weight)
  takeShares(scan)
  rankQuestions(scan)
  return scan.scores
}

function openScan(index: InvertedIndex, without: Without, entries: Uint32Array | undefined): Scan {
  const size = entries?.length ?? index.entries
  const zeros = () => new Float32Array(size)
  const bestUnit = new Int32Array(size).fill(-1)
  const scores = { best: zeros(), top: zeros(), questions: zeros(), body: zeros(), both: zeros(), bestUnit, unknown: 0 }
  const own = without.unit === undefined ? -1 : index.entryOf[without.unit]!
  const firstCosine = entries ? questionsBefore(index, entries) : index.firstUnit
  const cosines = new Float32Array(firstCosine[size]!)
  return { index, without, own, entries, scores, cosines, firstCosine, self: 0, unknown: 0, squares: 0 }
}

function questionsBefore({ firstUnit }: InvertedIndex, entries: Uint32Array): Uint32Array {
  const before = new Uint32Array(entries.length + 1)
  entries.forEach((entry, s) => {
    before[s + 1] = before[s]! + firstUnit[entry + 1]! - firstUnit[entry]!
  })
  return before
}

function addTerm(scan: Scan, t: number | undefined, weight: number): void {
  const found = t === undefined ? 0 : entriesWith(scan, t)
  const x = weight * idf(found, scan.index.entries)
  scan.self += x
  scan.squares += x * x
  if (t === undefined || found === 0) {
    scan.unknown += x
    return
  }
  addToEntries(scan, t, x)
  addToQuestions(scan, t, x)
}

/** How many entries have the term, apart from what is hidden. */
function entriesWith({ index, without, own }: Scan, t: number): number {
  const { start, id, weight, body } = index.byEntry
  let found = start[t + 1]! - start[t]!
  if (own < 0 && without.entry === undefined) return found
  for (let p = start[t]!; p < start[t + 1]!; p++) {
    const hidden = id[p] === without.entry || (id[p] === own && weight[p]! <= 1 && body[p] === 0)
    if (hidden) found--
  }
  return found
}

function addToEntries(scan: Scan, t: number, x: number): void {
  const { start, id } = scan.index.byEntry
  const { entries } = scan
  const end = start[t + 1]!
  if (entries === undefined) {
    for (let p = start[t]!; p < end; p++) addPosting(scan, p, id[p]!, x)
    return
  }
  let p = start[t]!
  for (let s = 0; s < entries.length; s++) {
    p = seek(id, p, end, entries[s]!)
    if (p === end) return
    if (id[p] === entries[s]) addPosting(scan, p, s, x)
  }
}

/** The posting `p` to the numbers of the `s`-th scored entry. */
function addPosting({ index, without, own, scores }: Scan, p: number, s: number, x: number): void {
  const { id, weight, body } = index.byEntry
  const entry = id[p]!
  if (entry === without.entry) return
  const inQuestions = entry === own ? Math.max(0, weight[p]! - 1) : weight[p]!
  const inBody = body[p]!
  scores.questions[s]! += x * saturate(inQuestions)
  scores.body[s]! += x * saturate(inBody)
  scores.both[s]! += x * saturate(inQuestions + BODY_WEIGHT * inBody)
}

function addToQuestions({ index, entries, cosines, firstCosine }: Scan, t: number, x: number): void {
  const { start, id, weight } = index.byUnit
  const end = start[t + 1]!
  let p = start[t]!
  if (entries === undefined) {
    for (; p < end; p++) cosines[id[p]!]! += x * weight[p]!
    return
  }
  for (let s = 0; s < entries.length && p < end; s++) {
    const [from, to] = [index.firstUnit[entries[s]!]!, index.firstUnit[entries[s]! + 1]!]
    p = seek(id, p, end, from)
    for (; p < end && id[p]! < to; p++) cosines[firstCosine[s]! + id[p]! - from]! += x * weight[p]!
  }
}

/** The first place from `p` on whose id is not below `wanted`, else `end`: in steps that double, then halve (Bentley & Yao 1976). */
function seek(id: Uint32Array, p: number, end: number, wanted: number): number {
  if (p === end || id[p]! >= wanted) return p
  let step = 1
  while (p + step < end && id[p + step]! < wanted) {
    p += step
    step *= 2
  }
  let past = Math.min(end, p + step)
  while (past - p > 1) {
    const middle = (p + past) >>> 1
    if (id[middle]! < wanted) p = middle
    else past = middle
  }
  return past
}

/** 0 to 1, reaching 1 for endless repetition. */
export function saturate(frequency: number): number {
  return frequency / (frequency + K1)
}

function takeShares({ scores, self, unknown }: Scan): void {
  const whole = self || 1
  for (const field of [scores.questions, scores.body, scores.both]) {
    for (let e = 0; e < field.length; e++) field[e]! /= whole
  }
  scores.unknown = unknown / whole
}

function rankQuestions({ index, without, own, entries, scores, cosines, firstCosine, squares }: Scan): void {
  const norm = Math.sqrt(squares) || 1
  for (let s = 0; s < scores.best.length; s++) {
    const entry = entries?.[s] ?? s
    if (entry === without.entry) continue
    const [from, to] = [firstCosine[s]!, firstCosine[s + 1]!]
    // From a number among the scored questions to one among all.
    const shift = index.firstUnit[entry]! - from
    const best = bestOf(cosines, from, to, entry === own ? without.unit! - shift : undefined)
    scores.best[s] = best.values[0]! / norm
    scores.top[s] = best.values.reduce((sum, x) => sum + x, 0) / Math.max(1, Math.min(TOP, to - from)) / norm
    scores.bestUnit[s] = best.unit < 0 ? -1 : best.unit + shift
  }
}

function bestOf(cosines: Float32Array, from: number, to: number, hidden: number | undefined) {
  const values: [number, number, number] = [0, 0, 0]
  let unit = -1
  for (let u = from; u < to; u++) {
    const x = cosines[u]!
    if (u === hidden || x <= values[2]) continue
    if (x > values[0]) unit = u
    values[2] = x
    if (values[2] > values[1]) [values[1], values[2]] = [values[2], values[1]]
    if (values[1] > values[0]) [values[0], values[1]] = [values[1], values[0]]
  }
  return { values, unit }
}
