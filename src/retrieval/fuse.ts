/** Pure fusion: rows of ranker scores in, the best candidates with their probabilities out. */
import { logitOf, probabilities, type Weights } from './confidence.ts'

export interface Row {
  features: Float64Array
}

export interface Fused {
  /** The fused score: log odds up to a constant of the query. */
  score: number
  confidence: number
}

/** Candidates that share the probability: more would add noise to it, and a base of a thousand entries would always look unsure. */
export const CANDIDATES = 10

/** The best candidates, best first. */
export function fuse<R extends Row>(rows: readonly R[], query: Float64Array, weights: Weights): (R & Fused)[] {
  const best = rows
    .map(row => ({ row, score: logitOf(weights.passage, row.features) }))
    .sort((a, b) => b.score - a.score)
    .slice(0, CANDIDATES)
  const shares = probabilities(
    best.map(({ score }) => score),
    logitOf(weights.none, query),
  )
  return best.map(({ row, score }, i) => ({ ...row, score, confidence: shares[i]! }))
}
