/**
 * Where a student's table begins: each piece as a teacher sees it alone, brought to the student's dimensions along the
 * axes in which the teacher's sentences differ most, frequent pieces shorter (SIF, Arora et al. 2017; Model2Vec).
 */
import { createRandom } from '../../random.ts'
import { type Matrix, matrix, normal, normalizeRows, product, transposed } from './matrix.ts'
import type { TeacherVectors } from './teacher-vectors.ts'
import type { Vocabulary } from './vocabulary.ts'

/** Length of a rare piece's row. */
const LENGTH = 0.9
/** Deviation of the numbers of pairs and of unknown characters: small, for nobody knows anything of them yet. */
const UNKNOWN = 0.005
const SIF = 1e-3
const SAMPLED = 20_000
const ROUNDS = 12

/** `pieceVectors`: the teacher's of each piece; `sentences`: the same teacher's of the corpus. */
export async function initialTable(
  { pieces, scores }: Vocabulary,
  rows: number,
  dims: number,
  vectors: { pieces: TeacherVectors; sentences: TeacherVectors } | undefined,
): Promise<Float32Array> {
  const random = createRandom(3)
  const table = normal(rows, dims, UNKNOWN, random).data
  if (vectors === undefined) {
    table.set(normal(pieces.length, dims, LENGTH / Math.sqrt(dims), random).data)
    return table
  }
  const axes = await mainAxes(centredRows(vectors.sentences, SAMPLED), dims, random)
  const projected = await product(centredRows(vectors.pieces, pieces.length), axes)
  normalizeRows(projected)
  for (let p = 0; p < pieces.length; p++) {
    const length = LENGTH * Math.sqrt(SIF / (SIF + Math.exp(scores[p]!)))
    for (let i = 0; i < dims; i++) table[p * dims + i] = length * projected.data[p * dims + i]!
  }
  return table
}

function centredRows({ vectors, dims }: TeacherVectors, most: number): Matrix {
  const count = Math.min(most, vectors.length / dims)
  const all = matrix(count, dims, Float32Array.from(vectors.subarray(0, count * dims)))
  normalizeRows(all)
  const mean = new Float32Array(dims)
  for (let i = 0; i < all.data.length; i++) mean[i % dims]! += all.data[i]! / count
  for (let i = 0; i < all.data.length; i++) all.data[i]! -= mean[i % dims]!
  return all
}

/** The first principal axes, as columns, by orthogonal iteration. */
async function mainAxes(rows: Matrix, count: number, random: () => number): Promise<Matrix> {
  const covariance = await product(transposed(rows), rows)
  let axes = normal(rows.columns, Math.min(count, rows.columns), 1, random)
  for (let round = 0; round < ROUNDS; round++) axes = orthonormal(await product(covariance, axes))
  if (count <= rows.columns) return axes
  const wider = normal(rows.columns, count, 1 / Math.sqrt(count), random)
  for (let r = 0; r < axes.rows; r++)
    wider.data.set(axes.data.subarray(r * axes.columns, (r + 1) * axes.columns), r * count)
  return wider
}

/** Gram-Schmidt over the columns. */
function orthonormal(columns: Matrix): Matrix {
  const turned = transposed(columns)
  const { rows: count, columns: length, data } = turned
  for (let a = 0; a < count; a++) {
    const one = data.subarray(a * length, (a + 1) * length)
    for (let b = 0; b < a; b++) {
      const other = data.subarray(b * length, (b + 1) * length)
      let dot = 0
      for (let i = 0; i < length; i++) dot += one[i]! * other[i]!
      for (let i = 0; i < length; i++) one[i]! -= dot * other[i]!
    }
    const norm = Math.hypot(...one) || 1
    for (let i = 0; i < length; i++) one[i]! /= norm
  }
  return transposed(turned)
}
