/**
 * The entries that a query is most likely about, where scoring all would take too long: the rarest terms first, until
 * enough postings are read; what only has the common ones is not looked at (Moffat & Zobel 1996, "Self-indexing inverted
 * files for fast text retrieval": limited accumulators, of which all terms are then scored).
 */
import { BODY_WEIGHT, saturate } from './bm25.ts'
import { type InvertedIndex, idf } from './inverted-index.ts'
import type { Terms } from './terms.ts'

/** Postings read a space: 0.1 ms. The rarest term is read to its end in any case. */
const READ = 10_000
/** Steps of the scale by which the best are told from the rest, without sorting all. */
const STEPS = 1_000

/** Sums by entry, all 0 between two calls: nothing waits in here. As long as the largest index asked. */
let sums = new Float32Array(0)

/** About `most` entries, or fewer, in no order: those with the best BM25 over the terms that were read. */
export function selectEntries(index: InvertedIndex, query: Terms, most: number): Uint32Array {
  if (sums.length < index.entries) sums = new Float32Array(index.entries)
  const touched: number[] = []
  for (const { t, x } of rarestFirst(index, query)) addTerm(index, t, x, touched)
  const chosen = touched.length <= most ? touched : best(touched, most)
  for (const entry of touched) sums[entry] = 0
  return Uint32Array.from(chosen)
}

function rarestFirst(index: InvertedIndex, query: Terms): { t: number; x: number }[] {
  const { start } = index.byEntry
  const terms = [...query].flatMap(([term, weight]) => {
    const t = index.terms.get(term)
    if (t === undefined) return []
    const length = start[t + 1]! - start[t]!
    return [{ t, x: weight * idf(length, index.entries), length }]
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

function addTerm({ byEntry }: InvertedIndex, t: number, x: number, touched: number[]): void {
  const { start, id, weight, body } = byEntry
  const end = start[t + 1]!
  for (let p = start[t]!; p < end; p++) {
    const entry = id[p]!
    if (sums[entry] === 0) touched.push(entry)
    sums[entry]! += x * saturate(weight[p]! + BODY_WEIGHT * body[p]!)
  }
}

function best(touched: readonly number[], most: number): number[] {
  let top = 0
  for (const entry of touched) top = Math.max(top, sums[entry]!)
  const stepOf = (entry: number) => Math.floor((sums[entry]! / top) * STEPS)
  const counts = new Uint32Array(STEPS + 1)
  for (const entry of touched) counts[stepOf(entry)]!++
  let least = STEPS
  for (let sum = counts[least]!; sum < most && least > 0; ) sum += counts[--least]!
  return touched.filter(entry => stepOf(entry) >= least).slice(0, 2 * most)
}
