/**
 * Many linear functions over sparse rows at once, in WebAssembly with 128-bit SIMD (`linear-kernel.wat`): a column's
 * weights of all classes stand together, so that one cell of a row moves them in one run.
 */
import { openWasm } from '../wasm.ts'
import { CELLS_BYTES, createCells } from './cells.ts'
import { PROGRAM } from './linear-kernel.wasm.ts'
import type { SparseRows, SparseVector } from './sparse.ts'

/** Classes that are worked on together. */
const LANES = 16
const BYTES = 4

interface Exports {
  memory: WebAssembly.Memory
  score(columns: number, values: number, end: number, weights: number, bytes: number, out: number): void
  move(columns: number, values: number, end: number, weights: number, bytes: number, step: number): void
}

export interface LinearKernel {
  /** Numbers of a column's run: the classes, filled up to whole SIMD steps. */
  stride: number
  /** columns x stride; may be set and read between calls. */
  weights: Float32Array
  /** What `score` adds to, one a class. */
  out: Float32Array
  /** What `move` moves by, one a class. */
  step: Float32Array
  /** out += weights · row */
  score(row: number): void
  /** out += weights · vector, with a dense tail in the last columns when given */
  scoreVector(vector: SparseVector, tail?: Float32Array): void
  /** weights += row times step */
  move(row: number): void
}

export function createKernel({ offsets, columns, values, width }: SparseRows, classes: number): LinearKernel {
  const stride = Math.ceil(classes / LANES) * LANES
  const starts = [0]
  for (const length of [width * stride, stride, stride, columns.length, values.length])
    starts.push(starts.at(-1)! + length * BYTES)
  const [weightsAt, outAt, stepAt, columnsAt, valuesAt, cellsAt] = starts as Six
  const { memory, score, move } = openWasm<Exports>(PROGRAM, cellsAt + CELLS_BYTES)
  new Uint32Array(memory.buffer, columnsAt, columns.length).set(columns)
  new Float32Array(memory.buffer, valuesAt, values.length).set(values)
  const put = createCells(memory, cellsAt, width)
  const bytes = stride * BYTES
  const columnAt = (row: number) => columnsAt + offsets[row]! * BYTES
  const valueAt = (row: number) => valuesAt + offsets[row]! * BYTES
  return {
    stride,
    weights: new Float32Array(memory.buffer, weightsAt, width * stride),
    out: new Float32Array(memory.buffer, outAt, stride),
    step: new Float32Array(memory.buffer, stepAt, stride),
    score: row => score(columnAt(row), valueAt(row), columnAt(row + 1), weightsAt, bytes, outAt),
    scoreVector: (vector, tail) =>
      put(vector, tail, (columns, values, end) => score(columns, values, end, weightsAt, bytes, outAt)),
    move: row => move(columnAt(row), valueAt(row), columnAt(row + 1), weightsAt, bytes, stepAt),
  }
}

type Six = [number, number, number, number, number, number]
