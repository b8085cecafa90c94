import { createShortKernel, type ShortKernel } from './short-kernel.ts'
import type { Found } from './solver.ts'
import type { SparseVector } from './sparse.ts'

/** One linear function per class: score of class k = bias[k] + scale[k] * sum of weight of column and class * value. */
export interface LinearClassifier {
  classes: number
  /** Weights column by column, `kernel.stride` numbers each; 16 bits lose nothing that shows (scores differ below 1e-4). */
  kernel: ShortKernel
  scale: Float32Array
  bias: Float32Array
}

const INT16 = 32_767

/** The solution as it is kept: 16 bits a weight. */
export function quantized({ weights, stride, bias }: Found, classes: number): LinearClassifier {
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
  return createClassifier(short, scale, bias.slice(0, classes))
}

/** `weights` stand column by column, one a class. */
export function createClassifier(weights: Int16Array, scale: Float32Array, bias: Float32Array): LinearClassifier {
  const classes = bias.length
  const width = weights.length / classes
  const kernel = createShortKernel(width, classes)
  for (let c = 0; c < width; c++) {
    kernel.weights.set(weights.subarray(c * classes, (c + 1) * classes), c * kernel.stride)
  }
  return { classes, kernel, scale, bias }
}

/** The weights as `createClassifier` takes them. */
export function weightsOf({ classes, kernel: { stride, weights } }: LinearClassifier): Int16Array {
  const width = weights.length / stride
  const packed = new Int16Array(width * classes)
  for (let c = 0; c < width; c++) packed.set(weights.subarray(c * stride, c * stride + classes), c * classes)
  return packed
}

/** What a column's value of 1 adds to the score of class k; columns below 0 count from the end. */
export function weightOf({ kernel: { stride, weights }, scale }: LinearClassifier, column: number, k: number): number {
  const from = column < 0 ? weights.length + column * stride : column * stride
  return weights[from + k]! * scale[k]!
}

/** The score of each class for one vector and, when the classifier was trained with one, its dense tail. */
export function scoresOf(
  { kernel, scale, bias }: LinearClassifier,
  vector: SparseVector,
  tail?: Float32Array,
): Float64Array {
  const sums = kernel.score(vector, tail)
  const scores = new Float64Array(bias.length)
  for (let k = 0; k < scores.length; k++) scores[k] = sums[k]! * scale[k]! + bias[k]!
  return scores
}

/** The class with the highest score. */
export function best(scores: ArrayLike<number>): number {
  let found = 0
  for (let k = 1; k < scores.length; k++) if (scores[k]! > scores[found]!) found = k
  return found
}

/** The `count` classes with the highest scores, best first. */
export function topClasses(scores: ArrayLike<number>, count: number): number[] {
  const top: number[] = []
  for (let k = 0; k < scores.length; k++) {
    if (top.length === count && scores[k]! <= scores[top[count - 1]!]!) continue
    let place = Math.min(top.length, count - 1)
    for (; place > 0 && scores[top[place - 1]!]! < scores[k]!; place--) top[place] = top[place - 1]!
    top[place] = k
  }
  return top
}
