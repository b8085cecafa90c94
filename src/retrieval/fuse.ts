/** Pure fusion: rows of ranker scores in, the best candidates with their probabilities out. */
import { logitOf, probabilities, type Weights } from './confidence.ts'

export interface Row {
  /** What the row is about: an index into the caller's passages. */
  passage: number
  features: Float64Array
}

export interface Fused extends Row {
  /** The fused score: log odds up to a constant of the query. */
  score: number
  confidence: number
}

/** Candidates that share the probability. More would only add noise to it: the right one is beyond the tenth in 1 of 12 cases. */
export const CANDIDATES = 10

/** The best candidates, best first. */
export function fuse(rows: readonly Row[], query: Float64Array, weights: Weights): Fused[] {
  const best = rows
    .map(row => ({ ...row, score: logitOf(weights.passage, row.features) }))
    .sort((a, b) => b.score - a.score)
    .slice(0, CANDIDATES)
  const shares = probabilities(
    best.map(row => row.score),
    logitOf(weights.none, query),
  )
  return best.map((row, i) => ({ ...row, confidence: shares[i]! }))
}
