/** Dense matrices for training: the products run in ONNX Runtime (100 times plain TypeScript), the rest in loops. */
import { matmul, Tensor } from '@xenova/transformers'

/** Row after row. */
export interface Matrix {
  rows: number
  columns: number
  data: Float32Array<ArrayBuffer>
}

export function matrix(
  rows: number,
  columns: number,
  data: Float32Array<ArrayBuffer> = new Float32Array(rows * columns),
): Matrix {
  return { rows, columns, data }
}

/** Vectors as rows, copied. */
export function stack(rows: readonly Float32Array[], dims: number): Matrix {
  const all = matrix(rows.length, dims)
  rows.forEach((row, r) => {
    all.data.set(row, r * dims)
  })
  return all
}

/** a · b */
export async function product(a: Matrix, b: Matrix): Promise<Matrix> {
  const result = await matmul(tensorOf(a), tensorOf(b))
  return matrix(a.rows, b.columns, result.data as Float32Array<ArrayBuffer>)
}

function tensorOf({ rows, columns, data }: Matrix): Tensor {
  return new Tensor('float32', data, [rows, columns])
}

/** Tiles fit the first-level cache. */
const TILE = 32

export function transposed({ rows, columns, data }: Matrix): Matrix {
  const result = new Float32Array(data.length)
  for (let r0 = 0; r0 < rows; r0 += TILE) {
    for (let c0 = 0; c0 < columns; c0 += TILE) {
      const r1 = Math.min(rows, r0 + TILE)
      const c1 = Math.min(columns, c0 + TILE)
      for (let r = r0; r < r1; r++) for (let c = c0; c < c1; c++) result[c * rows + r] = data[r * columns + c]!
    }
  }
  return matrix(columns, rows, result)
}

/** `from` to before `to`, not copied. */
export function rowsOf({ columns, data }: Matrix, from: number, to: number): Matrix {
  return matrix(to - from, columns, data.subarray(from * columns, to * columns))
}

/** Row `row` of `a` · row `other` of `b`. */
export function rowDot(a: Matrix, row: number, b: Matrix, other: number): number {
  const { columns } = a
  let sum = 0
  for (let i = 0; i < columns; i++) sum += a.data[row * columns + i]! * b.data[other * columns + i]!
  return sum
}

/** a += factor · b */
export function add(a: Matrix, b: Matrix, factor = 1): void {
  const into = a.data
  const from = b.data
  for (let i = 0; i < into.length; i++) into[i]! += factor * from[i]!
}

/** Numbers of a normal distribution with this standard deviation (Box and Muller 1958). */
export function normal(rows: number, columns: number, deviation: number, random: () => number): Matrix {
  const filled = matrix(rows, columns)
  for (let i = 0; i < filled.data.length; i++) {
    const radius = Math.sqrt(-2 * Math.log(1 - random()))
    filled.data[i] = deviation * radius * Math.cos(2 * Math.PI * random())
  }
  return filled
}

/** The w of least squared error of x · w = y, kept small by `ridge` (Hoerl & Kennard 1970): by Cholesky's decomposition. */
export async function leastSquares(x: Matrix, y: Matrix, ridge: number): Promise<Matrix> {
  const turned = transposed(x)
  const n = x.columns
  const lower = Float64Array.from((await product(turned, x)).data)
  for (let r = 0; r < n; r++) {
    lower[r * n + r]! += ridge
    for (let c = 0; c <= r; c++) {
      let sum = lower[r * n + c]!
      for (let k = 0; k < c; k++) sum -= lower[r * n + k]! * lower[c * n + k]!
      lower[r * n + c] = c === r ? Math.sqrt(sum) : sum / lower[c * n + c]!
    }
  }
  const w = await product(turned, y)
  const subtract = (r: number, k: number, factor: number) => {
    for (let i = 0; i < w.columns; i++) w.data[r * w.columns + i]! -= factor * w.data[k * w.columns + i]!
  }
  const divide = (r: number) => {
    for (let i = 0; i < w.columns; i++) w.data[r * w.columns + i]! /= lower[r * n + r]!
  }
  for (let r = 0; r < n; r++) {
    for (let k = 0; k < r; k++) subtract(r, k, lower[r * n + k]!)
    divide(r)
  }
  for (let r = n - 1; r >= 0; r--) {
    for (let k = r + 1; k < n; k++) subtract(r, k, lower[k * n + r]!)
    divide(r)
  }
  return w
}

/** Each row becomes a unit vector; returns the lengths there were. */
export function normalizeRows({ rows, columns, data }: Matrix): Float32Array {
  const lengths = new Float32Array(rows)
  for (let r = 0; r < rows; r++) {
    let sum = 0
    for (let i = r * columns; i < (r + 1) * columns; i++) sum += data[i]! * data[i]!
    const length = Math.sqrt(sum) || 1e-6
    lengths[r] = length
    for (let i = r * columns; i < (r + 1) * columns; i++) data[i]! /= length
  }
  return lengths
}
