/**
 * Many linear functions over sparse rows at once, in WebAssembly with 128-bit SIMD (`linear-kernel.wat`): a column's
 * weights of all classes stand together, so that one cell of a row moves them in one run.
 */
import { PROGRAM } from './linear-kernel.wasm.ts'
import type { SparseRows } from './sparse.ts'

/** Classes that are worked on together. */
const LANES = 16
const BYTES = 4
const PAGE = 65_536

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
  /** weights += row times step */
  move(row: number): void
}

export function createKernel({ offsets, columns, values, width }: SparseRows, classes: number): LinearKernel {
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(Buffer.from(PROGRAM, 'base64')))
  const { memory, score, move } = exports as unknown as Exports
  const stride = Math.ceil(classes / LANES) * LANES
  const starts = [0]
  for (const length of [width * stride, stride, stride, columns.length, values.length])
    starts.push(starts.at(-1)! + length * BYTES)
  const [weightsAt, outAt, stepAt, columnsAt, valuesAt, end] = starts as [
    number,
    number,
    number,
    number,
    number,
    number,
  ]
  memory.grow(Math.ceil(end / PAGE))
  new Uint32Array(memory.buffer, columnsAt, columns.length).set(columns)
  new Float32Array(memory.buffer, valuesAt, values.length).set(values)
  const bytes = stride * BYTES
  const cells = (row: number) => [columnsAt + offsets[row]! * BYTES, valuesAt + offsets[row]! * BYTES] as const
  const endOf = (row: number) => columnsAt + offsets[row + 1]! * BYTES
  return {
    stride,
    weights: new Float32Array(memory.buffer, weightsAt, width * stride),
    out: new Float32Array(memory.buffer, outAt, stride),
    step: new Float32Array(memory.buffer, stepAt, stride),
    score: row => score(...cells(row), endOf(row), weightsAt, bytes, outAt),
    move: row => move(...cells(row), endOf(row), weightsAt, bytes, stepAt),
  }
}
