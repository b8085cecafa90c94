/** Adam (Kingma & Ba 2015) over one array of weights. */
export interface AdamState {
  mean: Float32Array
  square: Float32Array
}

const BETA_1 = 0.9
const BETA_2 = 0.99
const EPSILON = 1e-8

export function createAdam(length: number): AdamState {
  return { mean: new Float32Array(length), square: new Float32Array(length) }
}

/**
 * One step over the weights `from` to before `to`. `updates` counts this stretch's own steps, from 1: rows of a table
 * that are seen rarely have had few of them (lazy Adam).
 */
export function adamStep(
  weights: Float32Array,
  { mean, square }: AdamState,
  gradient: Float32Array,
  { rate, updates, from = 0, to = weights.length, at = from }: AdamStep,
): void {
  const biased = rate / (1 - BETA_1 ** updates)
  const root = 1 / (1 - BETA_2 ** updates)
  for (let i = from; i < to; i++) {
    const g = gradient[at + i - from]!
    const m = BETA_1 * mean[i]! + (1 - BETA_1) * g
    const v = BETA_2 * square[i]! + (1 - BETA_2) * g * g
    mean[i] = m
    square[i] = v
    weights[i]! -= (biased * m) / (Math.sqrt(v * root) + EPSILON)
  }
}

export interface AdamStep {
  rate: number
  updates: number
  from?: number
  to?: number
  /** Where the stretch's gradient begins. */
  at?: number
}
