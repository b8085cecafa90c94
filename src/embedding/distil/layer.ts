/** The thin layer on a pooled vector: h + relu(h·up + bias)·down, as a unit vector; and its way back. */
import { type AdamState, adamStep, createAdam } from './adam.ts'
import { add, type Matrix, matrix, normal, normalizeRows, product, transposed } from './matrix.ts'

/** Everything of a student that is not its table. `heads` look from the student's space into each teacher's. */
export interface DenseWeights {
  up: Matrix
  bias: Matrix
  down: Matrix
  heads: Matrix[]
}

export function createDense(
  dims: number,
  hidden: number,
  teacherDims: readonly number[],
  random: () => number,
): DenseWeights {
  return {
    up: normal(dims, hidden, 1 / Math.sqrt(dims), random),
    bias: matrix(1, hidden),
    down: normal(hidden, dims, 0.02, random),
    heads: teacherDims.map(columns => normal(dims, columns, 1 / Math.sqrt(dims), random)),
  }
}

/** What `back` needs of `forward`. */
export interface Passed {
  pooled: Matrix
  active: Matrix
  lengths: Float32Array
  /** Unit rows. */
  z: Matrix
}

export async function forward(pooled: Matrix, { up, bias, down }: DenseWeights): Promise<Passed> {
  const active = await product(pooled, up)
  const { columns, data } = active
  for (let i = 0; i < data.length; i++) data[i] = Math.max(0, data[i]! + bias.data[i % columns]!)
  const z = await product(active, down)
  add(z, pooled)
  return { pooled, active, z, lengths: normalizeRows(z) }
}

/** `gradient` is with respect to the unit rows; gives that of the pooled rows and adds those of the layer to `into`. */
export async function back(
  { pooled, active, lengths, z }: Passed,
  gradient: Matrix,
  { up, down }: DenseWeights,
  into: DenseWeights,
): Promise<Matrix> {
  const raw = throughLength(z, lengths, gradient)
  add(into.down, await product(transposed(active), raw))
  const hidden = await product(raw, transposed(down))
  for (let i = 0; i < hidden.data.length; i++) if (active.data[i] === 0) hidden.data[i] = 0
  for (let i = 0; i < hidden.data.length; i++) into.bias.data[i % hidden.columns]! += hidden.data[i]!
  add(into.up, await product(transposed(pooled), hidden))
  add(raw, await product(hidden, transposed(up)))
  return raw
}

function throughLength(z: Matrix, lengths: Float32Array, gradient: Matrix): Matrix {
  const { rows, columns } = z
  const raw = matrix(rows, columns)
  for (let r = 0; r < rows; r++) {
    const from = r * columns
    let along = 0
    for (let i = from; i < from + columns; i++) along += gradient.data[i]! * z.data[i]!
    for (let i = from; i < from + columns; i++) raw.data[i] = (gradient.data[i]! - along * z.data[i]!) / lengths[r]!
  }
  return raw
}

/** All arrays of the weights, in one order. */
export const arraysOf = ({ up, bias, down, heads }: DenseWeights): Float32Array[] =>
  [up, bias, down, ...heads].map(one => one.data)

export function zerosLike({ up, bias, down, heads }: DenseWeights): DenseWeights {
  const zeros = ({ rows, columns }: Matrix) => matrix(rows, columns)
  return { up: zeros(up), bias: zeros(bias), down: zeros(down), heads: heads.map(zeros) }
}

export function createDenseAdam(weights: DenseWeights): AdamState[] {
  return arraysOf(weights).map(({ length }) => createAdam(length))
}

export function stepDense(
  weights: DenseWeights,
  states: readonly AdamState[],
  gradients: DenseWeights,
  { rate, updates }: { rate: number; updates: number },
): void {
  const all = arraysOf(gradients)
  arraysOf(weights).forEach((array, i) => {
    adamStep(array, states[i]!, all[i]!, { rate, updates })
  })
}
