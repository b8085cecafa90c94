/**
 * From what several judges say of each likely intent to one probability: a multinomial logit whose few weights are fitted
 * on held-out lines, so that it is calibrated by construction (stacked generalisation, Wolpert 1992; temperature scaling,
 * Guo et al. 2017, is the case of one judge).
 */

/** The judges, in order: the words (and the meaning beside them), the meaning alone, and the most similar lines. */
export const JUDGES = ['classifier', 'meaning', 'similarWords', 'similarMeaning', 'similarMeanings'] as const

/** What the judges say of the likely classes. */
export interface Opinions {
  /** The likely classes, best first by the classifiers. */
  classes: number[]
  /** One row a class, one number a judge. */
  rows: Float64Array[]
}

/** One weight a judge. */
export type Blend = readonly number[]

/** Where the fit begins, and where it stays with hardly any lines to learn from. */
export const DEFAULT_BLEND: Blend = [6, 3, 2, 5, 5]
/** Pulls the weights to the default ones as strongly as so many lines. */
const PRIOR_LINES = 4
const STEPS = 30
const SMALL = 1e-6

/** Probabilities of the likely classes, in their order; together 1. */
export function blended({ rows }: Opinions, blend: Blend): Float64Array {
  const logits = Float64Array.from(rows, row => row.reduce((sum, value, j) => sum + value * blend[j]!, 0))
  const most = logits.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY)
  let sum = 0
  for (let i = 0; i < logits.length; i++) {
    logits[i] = Math.exp(logits[i]! - most)
    sum += logits[i]!
  }
  return logits.map(value => value / sum)
}

/** The weights that make the right classes of held-out lines most likely (Newton's method, a ridge towards the default). */
export function fitBlend(opinions: readonly (Opinions | undefined)[], labels: ArrayLike<number>): Blend {
  const size = JUDGES.length
  let blend = [...DEFAULT_BLEND]
  for (let step = 0; step < STEPS; step++) {
    const gradient = blend.map((weight, j) => ridgeOf(j) * (weight - DEFAULT_BLEND[j]!))
    const curvature = blend.map((_, j) => blend.map((_, l) => (j === l ? ridgeOf(j) : 0)))
    opinions.forEach((opinion, i) => {
      const right = opinion?.classes.indexOf(labels[i]!) ?? -1
      // A line whose intent is not even likely teaches nothing about the order of the likely ones.
      if (opinion === undefined || right < 0) return
      const p = blended(opinion, blend)
      const mean = new Float64Array(size)
      opinion.rows.forEach((row, k) => {
        for (let j = 0; j < size; j++) mean[j]! += p[k]! * row[j]!
      })
      for (let j = 0; j < size; j++) gradient[j]! += mean[j]! - opinion.rows[right]![j]!
      opinion.rows.forEach((row, k) => {
        for (let j = 0; j < size; j++) {
          for (let l = 0; l < size; l++) curvature[j]![l]! += p[k]! * (row[j]! - mean[j]!) * (row[l]! - mean[l]!)
        }
      })
    })
    const change = solve(curvature, gradient)
    // Similar is never a reason against: a weight below zero would be noise.
    blend = blend.map((weight, j) => Math.max(0, weight - change[j]!))
    if (Math.max(...change.map(Math.abs)) < 1e-4) break
  }
  return blend
}

const ridgeOf = (j: number): number => PRIOR_LINES / (DEFAULT_BLEND[j]! ** 2 + SMALL)

/** Gauss elimination with pivoting; the matrix is small and, with a ridge, positive definite. */
export function solve(matrix: readonly number[][], right: readonly number[]): number[] {
  const n = right.length
  const rows = matrix.map((row, i) => [...row, right[i]!])
  for (let column = 0; column < n; column++) {
    let pivot = column
    for (let i = column + 1; i < n; i++) if (Math.abs(rows[i]![column]!) > Math.abs(rows[pivot]![column]!)) pivot = i
    ;[rows[column], rows[pivot]] = [rows[pivot]!, rows[column]!]
    for (let i = 0; i < n; i++) {
      if (i === column) continue
      const factor = rows[i]![column]! / rows[column]![column]!
      if (factor !== 0) for (let j = column; j <= n; j++) rows[i]![j]! -= factor * rows[column]![j]!
    }
  }
  return rows.map((row, i) => row[n]! / row[i]!)
}
