import type { Solution } from './solver.ts'
import type { SparseVector } from './sparse.ts'

/** One linear function per class: score of class k = bias[k] + scale[k] * sum of weights[column * classes + k] * value. */
export interface LinearClassifier {
  classes: number
  /** Column by column, so that a parse reads runs; 16 bits lose nothing that shows (scores differ below 1e-4). */
  weights: Int16Array
  scale: Float32Array
  bias: Float32Array
}

const INT16 = 32_767

/** The solution as it is kept: 16 bits a weight. */
export function quantized({ weights, stride, bias }: Solution, classes: number): LinearClassifier {
  const columns = weights.length / stride
  const largest = new Float32Array(classes)
  for (let c = 0; c < columns; c++) {
    for (let k = 0; k < classes; k++) largest[k] = Math.max(largest[k]!, Math.abs(weights[c * stride + k]!))
  }
  const scale = largest.map(most => (most === 0 ? 1 : most / INT16))
  const short = new Int16Array(columns * classes)
  for (let c = 0; c < columns; c++) {
    for (let k = 0; k < classes; k++) short[c * classes + k] = Math.round(weights[c * stride + k]! / scale[k]!)
  }
  return { classes, weights: short, scale, bias: bias.slice(0, classes) }
}

/** The score of each class for one vector and, when the classifier was trained with one, its dense tail. */
export function scoresOf(classifier: LinearClassifier, vector: SparseVector, tail?: Float32Array): Float64Array {
  const { classes, weights, scale, bias } = classifier
  const scores = new Float64Array(classes)
  addScores(scores, weights, classes, vector, tail)
  for (let k = 0; k < classes; k++) scores[k] = scores[k]! * scale[k]! + bias[k]!
  return scores
}

/** The same for a solution that is only asked, never kept. */
export function solutionScores(solution: Solution, classes: number, vector: SparseVector, tail?: Float32Array) {
  const scores = new Float64Array(classes)
  addScores(scores, solution.weights, solution.stride, vector, tail)
  for (let k = 0; k < classes; k++) scores[k]! += solution.bias[k]!
  return scores
}

function addScores(
  scores: Float64Array,
  weights: Int16Array | Float32Array,
  stride: number,
  vector: SparseVector,
  tail: Float32Array | undefined,
): void {
  const add = (column: number, value: number) => {
    const from = column * stride
    for (let k = 0; k < scores.length; k++) scores[k]! += value * weights[from + k]!
  }
  for (let p = 0; p < vector.columns.length; p++) add(vector.columns[p]!, vector.values[p]!)
  const tailFrom = weights.length / stride - (tail?.length ?? 0)
  for (let j = 0; j < (tail?.length ?? 0); j++) if (tail![j] !== 0) add(tailFrom + j, tail![j]!)
}

/** The class with the highest score. */
export function best(scores: ArrayLike<number>): number {
  let found = 0
  for (let k = 1; k < scores.length; k++) if (scores[k]! > scores[found]!) found = k
  return found
}

/** The `count` classes with the highest scores, best first. */
export function topClasses(scores: ArrayLike<number>, count: number): number[] {
  return Array.from({ length: scores.length }, (_, k) => k)
    .sort((a, b) => scores[b]! - scores[a]!)
    .slice(0, count)
}
