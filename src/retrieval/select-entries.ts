/**
 * The entries that a query is most likely about, where scoring all would take too long: the rarest terms first, until
 * enough postings are read; what only has the common ones is not looked at (Moffat & Zobel 1996, "Self-indexing inverted
 * files for fast text retrieval": limited accumulators, of which all terms are then scored).
 */

import type { InvertedIndex, SpaceSegment } from './inverted-index.ts'
import { BODY_WEIGHT, saturate, shrinkOf } from './lexical-scan.ts'
import { rowOf } from './postings.ts'
import { idf, type Statistics } from './statistics.ts'
import type { Terms } from './terms.ts'

/** The number of a segment, and of an entry in it. */
export interface Selected {
  segment: number
  entry: number
}

/** Postings read a space: 0.1 ms. The rarest term is read to its end in any case. */
const READ = 10_000
/** Steps of the scale by which the best are told from the rest, without sorting all. */
const STEPS = 1_000

/** Sums by entry, those of one segment after those of another; all 0 between two calls: nothing waits in here. */
let sums = new Float32Array(0)

/** About `most` entries, or fewer, in no order: those with the best BM25 over the terms that were read. */
export function selectEntries({ statistics, segments }: InvertedIndex, query: Terms, most: number): Selected[] {
  const first = firstEntries(segments)
  if (sums.length < first.at(-1)!) sums = new Float32Array(2 * first.at(-1)!)
  const touched: number[] = []
  const terms = rarestFirst(statistics, query)
  segments.forEach((segment, i) => {
    for (const { term, x } of terms) addTerm(statistics, segment, first[i]!, term, x, touched)
  })
  const chosen = touched.length <= most ? touched : best(touched, most)
  const selected = chosen.map(number => placeOf(first, number))
  for (const number of touched) sums[number] = 0
  return selected
}

/** Where each segment's entries begin when all are numbered through, and where they end. */
function firstEntries(segments: readonly SpaceSegment[]): number[] {
  const first = [0]
  for (const { texts } of segments) first.push(first.at(-1)! + texts.entries)
  return first
}

function placeOf(first: readonly number[], number: number): Selected {
  const segment = first.findLastIndex(each => each <= number)
  return { segment, entry: number - first[segment]! }
}

function rarestFirst({ numbers, found, entries }: Statistics, query: Terms): { term: number; x: number }[] {
  const terms = [...query].flatMap(([word, weight]) => {
    const term = numbers.get(word)
    if (term === undefined || found[term] === 0) return []
    return [{ term, x: weight * idf(found[term]!, entries), length: found[term]! }]
  })
  let read = 0
  return terms
    .sort((a, b) => b.x - a.x)
    .filter(({ length }, i) => {
      if (i > 0 && read + length > READ) return false
      read += length
      return true
    })
}

function addTerm(
  statistics: Statistics,
  { postings, live, texts: { lengths } }: SpaceSegment,
  first: number,
  term: number,
  x: number,
  touched: number[],
): void {
  const row = rowOf(postings, term)
  if (row < 0) return
  const { start, entry, questions, body } = postings
  const end = start[row + 1]!
  for (let p = start[row]!; p < end; p++) {
    const e = entry[p]!
    if (live[e] === 0) continue
    const number = first + e
    if (sums[number] === 0) touched.push(number)
    const inBody = body[p] === 0 ? 0 : body[p]! / 10 / shrinkOf(statistics, lengths[e]!)
    sums[number]! += x * saturate(questions[p]! + BODY_WEIGHT * inBody)
  }
}

function best(touched: readonly number[], most: number): number[] {
  let top = 0
  for (const number of touched) top = Math.max(top, sums[number]!)
  const scale = STEPS / top
  const steps = new Uint16Array(touched.length)
  const counts = new Uint32Array(STEPS + 1)
  for (let i = 0; i < steps.length; i++) {
    steps[i] = sums[touched[i]!]! * scale
    counts[steps[i]!]!++
  }
  let least = STEPS
  for (let sum = counts[least]!; sum < most && least > 0; ) sum += counts[--least]!
  const above: number[] = []
  const last: number[] = []
  for (let i = 0; i < steps.length; i++) {
    if (steps[i]! > least) above.push(touched[i]!)
    else if (steps[i] === least) last.push(touched[i]!)
  }
  // Thousands may be on the last step, all alike.
  return [...above, ...last.slice(0, 2 * most - above.length)]
}
