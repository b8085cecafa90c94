/**
 * From feature rows to calibrated probabilities: a multinomial logit over the best candidates and "none of them"
 * (McFadden 1974). Margin, number of rivals and unknown words come in by themselves: a close second takes its share.
 */
import { FEATURES, type Feature, QUERY_FEATURES, type QueryFeature } from './features.ts'

/** The logit of a passage is `passage` times its features, that of "none" is `none` times the query's. */
export interface Weights {
  passage: Float64Array
  none: Float64Array
}

/** A visitor reads his own language first: a foreign passage must be this much better, in log odds. By decision, not measured. */
const FOREIGN = -1
/** Who asks in the words of the knowledge gets its answer, whatever else is similar. By decision, not measured. */
const EXACT = 8

const DECIDED: Partial<Record<Feature, number>> = { foreign: FOREIGN, exact: EXACT }

export function weightsOf(
  passage: Partial<Record<Feature, number>>,
  none: Partial<Record<QueryFeature, number>>,
): Weights {
  return {
    passage: Float64Array.from(FEATURES, name => passage[name] ?? DECIDED[name] ?? 0),
    none: Float64Array.from(QUERY_FEATURES, name => none[name] ?? 0),
  }
}

/** The linear part: ranks the passages of one query. */
export function logitOf(weights: Float64Array, row: Float64Array): number {
  let sum = 0
  for (let i = 0; i < row.length; i++) sum += weights[i]! * row[i]!
  return sum
}

/** Probability of each candidate; what is missing to 1 is the probability that none of them answers. */
export function probabilities(logits: readonly number[], none: number): number[] {
  const highest = Math.max(none, ...logits)
  const powers = logits.map(logit => Math.exp(logit - highest))
  const total = powers.reduce((sum, x) => sum + x, Math.exp(none - highest))
  return powers.map(x => x / total)
}
