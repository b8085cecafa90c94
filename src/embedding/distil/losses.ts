/**
 * What a student is asked for, each as a value and its gradient with respect to the students' unit vectors:
 * `direction` of a teacher's vector through a linear head, `likeness` of every two texts of a batch as the teachers see
 * it (Reimers & Gurevych 2020; relational distillation, Park et al. 2019), and `pairing` of texts that belong together
 * against all others of the batch (InfoNCE, van den Oord et al. 2018).
 */
import { add, type Matrix, matrix, product, transposed } from './matrix.ts'

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
  weights: LikenessWeights,
): Promise<number> {
  const seen = await product(a, transposed(b))
  const n = seen.rows
  const gradient = matrix(n, n)
  const squared = (2 * weights.squared) / (n * n)
  let loss = 0
  for (let r = 0; r < n; r++) {
    const from = r * n
    for (let i = from; i < from + n; i++) {
      const error = seen.data[i]! - wanted.data[i]!
      loss += (weights.squared * error * error) / (n * n)
      gradient.data[i] = squared * error
    }
    loss += rankingOf(r, a === b ? r : -1, { seen, wanted, gradient }, weights)
  }
  add(intoA, await product(gradient, b))
  add(intoB, await product(transposed(gradient), a))
  return loss
}

function rankingOf(
  row: number,
  self: number,
  { seen, wanted, gradient }: Record<'seen' | 'wanted' | 'gradient', Matrix>,
  { ranking, temperature }: LikenessWeights,
): number {
  const n = seen.columns
  const p = softmaxOf(wanted.data, row * n, n, 1 / temperature, self)
  const q = softmaxOf(seen.data, row * n, n, 1 / temperature, self)
  const scale = ranking / (temperature * n)
  let divergence = 0
  for (let i = 0; i < n; i++) {
    if (p[i]! > 1e-8) divergence += p[i]! * Math.log(p[i]! / Math.max(q[i]!, 1e-12))
    gradient.data[row * n + i]! += scale * (q[i]! - p[i]!)
  }
  return (ranking * divergence) / n
}

function softmaxOf(data: Float32Array, from: number, n: number, factor: number, without: number): Float32Array {
  const result = new Float32Array(n)
  let most = -Infinity
  for (let i = 0; i < n; i++) if (i !== without) most = Math.max(most, data[from + i]!)
  let sum = 0
  for (let i = 0; i < n; i++) {
    if (i === without) continue
    result[i] = Math.exp(factor * (data[from + i]! - most))
    sum += result[i]!
  }
  for (let i = 0; i < n; i++) result[i]! /= sum
  return result
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
  let loss = 0
  for (const [cosines, into] of [
    [seen, gradient],
    [turned, turnedGradient],
  ] as const) {
    for (let r = 0; r < n; r++) {
      const q = softmaxOf(cosines.data, r * n, n, sharpness, -1)
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
