/**
 * What is counted over all live entries of one space of terms, whichever segment they are in: so a score is the same
 * however the entries came and went.
 */
export interface Statistics {
  /** The number of each term. What removed entries alone had stays until the knowledge is loaded anew. */
  numbers: Map<string, number>
  /** By term number: how many entries have it. */
  found: Uint32Array
  entries: number
  /** Of all bodies together, in tenths: a sum of whole numbers does not drift. */
  length: number
  /** Goes up with every change: what was computed before is stale. */
  version: number
}

export const createStatistics = (): Statistics => ({
  numbers: new Map(),
  found: new Uint32Array(1024),
  entries: 0,
  length: 0,
  version: 0,
})

/** The number of a term, a new one where it has none. */
export function numberOf(statistics: Statistics, term: string): number {
  const known = statistics.numbers.get(term)
  if (known !== undefined) return known
  const number = statistics.numbers.size
  statistics.numbers.set(term, number)
  if (number === statistics.found.length) statistics.found = grown(statistics.found)
  return number
}

/** The inverse document frequency over entries, never below 0 (as in Lucene). */
export function idf(found: number, entries: number): number {
  return Math.log(1 + (entries - found + 0.5) / (found + 0.5))
}

function grown(array: Uint32Array): Uint32Array<ArrayBuffer> {
  const next = new Uint32Array(2 * array.length)
  next.set(array)
  return next
}
