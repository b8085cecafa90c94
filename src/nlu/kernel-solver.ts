/**
 * One-vs-rest kernel ridge regression on sentence vectors with the Gaussian kernel (Saunders, Gammerman & Vovk, "Ridge
 * Regression Learning Algorithm in Dual Variables", ICML 1998), by conjugate gradients (Hestenes & Stiefel 1952). All
 * classes are solved together, a few rows of the kernel at a time, so that those stay in the processor's cache.
 */
import type { Breath } from '../breath.ts'
import { createDots, type Dots } from '../dots.ts'

/** What is learned from. */
export interface KernelLesson {
  /** Sentence vectors of length 1, one a line. */
  dense: Dots
  /** Class of each line, below `classes`. */
  labels: ArrayLike<number>
  classes: number
}

/** The same as a thread is given it: `packed` are the sentence vectors one after another. */
export interface KernelTask extends Omit<KernelLesson, 'dense'> {
  packed: Float32Array
}

/** How much each line pulls at each class: class after class, one number a line. */
export type Pulls = readonly Float32Array[]

export interface KernelSolver {
  /** `without[line] = 1` leaves a line out; `from` is a solution near this one. */
  solve(breathe: Breath, without?: Uint8Array, from?: Pulls): Promise<Pulls>
}

/** Valid parts of BANKING77 5-shot, 10-shot and SMP2017 at 1 / 2 / 4 / 8: 75.2 / 76.2 / 75.6 / 73.6, 83.3 / 84.0 / 83.8 / 82.2, 93.0 / 93.3 / 92.5 / 89.2. */
const SHARPNESS = 2
/** The same at 0.03 / 0.1 / 0.3: 76.2 / 76.5 / 76.0, 84.0 / 83.9 / 83.6, 93.3 / 93.1 / 92.9. */
const RIDGE = 0.1
/** Length of what is left to explain, of the whole. Blended, at 0.02 / 0.05 / 0.1: 75.5 / 75.1 / 72.9, 83.9 / 83.9 / 82.9, 93.3 / 93.1 / 93.3. */
const TOLERANCE = 0.02
const MAX_ROUNDS = 100
/** Rows of the kernel that are multiplied with all classes before the next ones. */
const BLOCK = 64

/** exp(2 (cosine - 1)) of each: 1 for the same vector; rounding may have put a cosine above 1. */
export function kernelOf(cosines: Float32Array): Float32Array {
  const kernel = new Float32Array(cosines.length)
  for (let i = 0; i < kernel.length; i++) kernel[i] = Math.exp(SHARPNESS * (Math.min(1, cosines[i]!) - 1))
  return kernel
}

/** Deterministic. Holds lines x lines numbers. */
export function createKernelSolver({ dense, labels, classes }: KernelLesson): KernelSolver {
  const size = dense.rows.length
  const matrix = kernelMatrix(dense)
  const blocks = Array.from({ length: Math.ceil(size / BLOCK) }, (_, b) =>
    Uint32Array.from({ length: Math.min(BLOCK, size - b * BLOCK) }, (_, i) => b * BLOCK + i),
  )

  /** matrix x vector for the vectors of these classes. */
  async function multiply(vectors: Pulls, into: Pulls, among: readonly number[], breathe: Breath): Promise<void> {
    for (const block of blocks) {
      for (const k of among) into[k]!.set(matrix.of(vectors[k]!, block).subarray(0, block.length), block[0])
      const pause = breathe()
      if (pause !== undefined) await pause
    }
  }

  return {
    async solve(breathe, without, from) {
      const isOut = (line: number) => without?.[line] === 1
      const solution = Array.from({ length: classes }, (_, k) =>
        Float32Array.from({ length: size }, (_, line) => (isOut(line) ? 0 : (from?.[k]?.[line] ?? 0))),
      )
      const product = solution.map(() => new Float32Array(size))
      let open = solution.map((_, k) => k)
      if (from !== undefined) await multiply(solution, product, open, breathe)
      const residual = solution.map((_, k) =>
        product[k]!.map((value, line) => (isOut(line) ? 0 : (labels[line] === k ? 1 : -1) - value)),
      )
      const direction = residual.map(vector => vector.slice())
      const rest = residual.map(squared)
      const bound = TOLERANCE ** 2 * size
      for (let round = 0; round < MAX_ROUNDS; round++) {
        open = open.filter(k => rest[k]! > bound)
        if (open.length === 0) break
        await multiply(direction, product, open, breathe)
        for (const k of open) rest[k] = move(solution[k]!, residual[k]!, direction[k]!, product[k]!, rest[k]!, isOut)
      }
      return solution
    },
  }
}

/** The kernel of all lines with each other, and the ridge. */
function kernelMatrix(dense: Dots): Dots {
  const rows = dense.rows.map((row, i) => {
    const kernel = kernelOf(dense.all(row))
    kernel[i]! += RIDGE
    return kernel
  })
  return createDots(rows, rows.length)
}

/** One step; gives the new squared length of the residual, 0 to stop. */
function move(
  solution: Float32Array,
  residual: Float32Array,
  direction: Float32Array,
  product: Float32Array,
  rest: number,
  isOut: (line: number) => boolean,
): number {
  for (let i = 0; i < product.length; i++) if (isOut(i)) product[i] = 0
  const curvature = dot(direction, product)
  // Only rounding, or vectors that are not of length 1, make it so: what was found so far has to do.
  if (curvature <= 0) return 0
  const step = rest / curvature
  for (let i = 0; i < solution.length; i++) {
    solution[i]! += step * direction[i]!
    residual[i]! -= step * product[i]!
  }
  const next = squared(residual)
  for (let i = 0; i < direction.length; i++) direction[i] = residual[i]! + (next / rest) * direction[i]!
  return next
}

function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!
  return sum
}

const squared = (vector: Float32Array): number => dot(vector, vector)
