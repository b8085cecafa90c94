/**
 * What a student is asked for, each as a value and its gradient with respect to the students' unit vectors:
 * `direction` of a teacher's vector through a linear head, `likeness` of every two texts of a batch as the teachers see
 * it (Reimers & Gurevych 2020; relational distillation, Park et al. 2019), and `pairing` of texts that belong together
 * against all others of the batch (InfoNCE, van den Oord et al. 2018), and `closeness` of two texts of which one is the
 * other with a word changed.
 */
import { add, type Matrix, matrix, product, rowDot, transposed } from './matrix.ts'

/** Mean 1 - cos(z·head, target) over the rows; targets are unit vectors. Adds weighted gradients to `into` and `headInto`. */
export async function direction(
  z: Matrix,
  targets: Matrix,
  head: Matrix,
  { into, headInto, weight }: { into: Matrix; headInto: Matrix; weight: number },
): Promise<number> {
  const seen = await product(z, head)
  const { columns } = seen
  let loss = 0
  for (let r = 0; r < seen.rows; r++) {
    const from = r * columns
    let dot = 0
    let squares = 0
    for (let i = from; i < from + columns; i++) {
      dot += seen.data[i]! * targets.data[i]!
      squares += seen.data[i]! * seen.data[i]!
    }
    const length = Math.sqrt(squares) || 1e-6
    const cosine = dot / length
    loss += 1 - cosine
    const scale = -weight / (seen.rows * length)
    // From here on `seen` holds the gradient with respect to itself.
    for (let i = from; i < from + columns; i++)
      seen.data[i] = scale * (targets.data[i]! - (cosine / length) * seen.data[i]!)
  }
  add(into, await product(seen, transposed(head)))
  add(headInto, await product(transposed(z), seen))
  return loss / seen.rows
}

export interface LikenessWeights {
  /** Of the squared error of the cosines. */
  squared: number
  /** Of the divergence between who is nearest to whom, at this temperature. */
  ranking: number
  temperature: number
}

/** `wanted`: cosines of all texts of `a` with all of `b`; where `b` is `a` itself, nobody is his own neighbour. */
export async function likeness(
  [a, intoA]: readonly [Matrix, Matrix],
  [b, intoB]: readonly [Matrix, Matrix],
  wanted: Matrix,
  { squared, ranking, temperature }: LikenessWeights,
): Promise<number> {
  const seen = await product(a, transposed(b))
  const n = seen.rows
  const gradient = matrix(n, n)
  const p = new Float32Array(n)
  const q = new Float32Array(n)
  const each = squared / (n * n)
  const scale = ranking / (temperature * n)
  let loss = 0
  for (let r = 0; r < n; r++) {
    const from = r * n
    softmax(wanted.data, from, 1 / temperature, a === b ? r : -1, p)
    softmax(seen.data, from, 1 / temperature, a === b ? r : -1, q)
    for (let i = 0; i < n; i++) {
      const error = seen.data[from + i]! - wanted.data[from + i]!
      loss += each * error * error
      if (p[i]! > 1e-4) loss += (ranking / n) * p[i]! * Math.log(p[i]! / Math.max(q[i]!, 1e-12))
      gradient.data[from + i] = 2 * each * error + scale * (q[i]! - p[i]!)
    }
  }
  add(intoA, await product(gradient, b))
  add(intoB, await product(transposed(gradient), a))
  return loss
}

/** Of `into.length` numbers that begin at `from`, times `factor`; one may be left out. */
function softmax(data: Float32Array, from: number, factor: number, without: number, into: Float32Array): void {
  const n = into.length
  let most = -Infinity
  for (let i = 0; i < n; i++) if (i !== without && data[from + i]! > most) most = data[from + i]!
  let sum = 0
  for (let i = 0; i < n; i++) {
    const value = i === without ? 0 : Math.exp(factor * (data[from + i]! - most))
    into[i] = value
    sum += value
  }
  for (let i = 0; i < n; i++) into[i]! /= sum
}

/** Mean squared error of the cosine of row r of `a` with row r of `b`. */
export function closeness(
  [a, intoA]: readonly [Matrix, Matrix],
  [b, intoB]: readonly [Matrix, Matrix],
  wanted: Float32Array,
  weight: number,
): number {
  const { rows, columns } = a
  let loss = 0
  for (let r = 0; r < rows; r++) {
    const from = r * columns
    const error = rowDot(a, r, b, r) - wanted[r]!
    loss += (weight / rows) * error * error
    const slope = (2 * weight * error) / rows
    for (let i = from; i < from + columns; i++) {
      intoA.data[i]! += slope * b.data[i]!
      intoB.data[i]! += slope * a.data[i]!
    }
  }
  return loss
}

/** Row r of `a` belongs to row r of `b`: cross entropy both ways, cosines times `sharpness`. */
export async function pairing(
  [a, intoA]: readonly [Matrix, Matrix],
  [b, intoB]: readonly [Matrix, Matrix],
  { weight, sharpness }: { weight: number; sharpness: number },
): Promise<number> {
  const seen = await product(a, transposed(b))
  const turned = transposed(seen)
  const n = seen.rows
  const scale = (weight * sharpness) / (2 * n)
  const gradient = matrix(n, n)
  const turnedGradient = matrix(n, n)
  const q = new Float32Array(n)
  let loss = 0
  for (const [cosines, into] of [
    [seen, gradient],
    [turned, turnedGradient],
  ] as const) {
    for (let r = 0; r < n; r++) {
      softmax(cosines.data, r * n, sharpness, -1, q)
      loss -= (weight * Math.log(Math.max(q[r]!, 1e-12))) / (2 * n)
      q[r]! -= 1
      for (let i = 0; i < n; i++) into.data[r * n + i] = scale * q[i]!
    }
  }
  add(gradient, transposed(turnedGradient))
  add(intoA, await product(gradient, b))
  add(intoB, await product(transposed(gradient), a))
  return loss
}
