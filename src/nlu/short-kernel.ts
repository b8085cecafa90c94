/** The linear functions of a classifier that is only asked, in WebAssembly with 128-bit SIMD (`short-kernel.wat`). */
import { openWasm } from '../wasm.ts'
import { CELLS_BYTES, createCells } from './cells.ts'
import { PROGRAM } from './short-kernel.wasm.ts'
import type { SparseVector } from './sparse.ts'

/** Classes that are worked on together. */
const LANES = 16
const FLOAT = 4
const SHORT = 2

interface Exports {
  memory: WebAssembly.Memory
  score(columns: number, values: number, end: number, weights: number, bytes: number, out: number): void
}

export interface ShortKernel {
  /** Numbers of a column's run: the classes, filled up to whole SIMD steps. */
  stride: number
  /** columns x stride; to be filled before the first call. */
  weights: Int16Array
  /** weights · vector, one a class, with a dense tail in the last columns when given; to be read before the next call. */
  score(vector: SparseVector, tail?: Float32Array): Float32Array
}

export function createShortKernel(width: number, classes: number): ShortKernel {
  const stride = Math.ceil(classes / LANES) * LANES
  const weightsAt = stride * FLOAT
  const cellsAt = weightsAt + width * stride * SHORT
  const { memory, score } = openWasm<Exports>(PROGRAM, cellsAt + CELLS_BYTES)
  const out = new Float32Array(memory.buffer, 0, stride)
  const put = createCells(memory, cellsAt, width)
  return {
    stride,
    weights: new Int16Array(memory.buffer, weightsAt, width * stride),
    score(vector, tail) {
      out.fill(0)
      put(vector, tail, (columns, values, end) => score(columns, values, end, weightsAt, stride * SHORT, 0))
      return out
    },
  }
}
