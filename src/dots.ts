/** Many dot products at once, in WebAssembly with 128-bit SIMD (`dots.wat`): eight times plain TypeScript. */
import { PROGRAM } from './dots.wasm.ts'
import { openWasm } from './wasm.ts'

const BYTES = 4
/** Numbers of one SIMD round: rows are filled up with zeros to a multiple. */
const LANES = 16

interface Exports {
  memory: WebAssembly.Memory
  dots(list: number, end: number, rows: number, bytes: number, query: number, out: number): void
}

/** Vectors of equal length, kept where they are multiplied. */
export interface Dots {
  /** The vectors in order; parts of one memory, so they cost nothing beside it. */
  rows: readonly Float32Array[]
  /** The products of a query with the rows of these numbers, in their order; to be read before the next call. */
  of(query: Float32Array, numbers: Uint32Array): Float32Array
  /** The products with all rows; to be read before the next call. */
  all(query: Float32Array): Float32Array
}

/** Copies `vectors` of `dims` numbers each; 0 of them are allowed. */
export function createDots(vectors: readonly Float32Array[], dims: number): Dots {
  const count = vectors.length
  const width = Math.ceil(dims / LANES) * LANES
  const outAt = width * BYTES
  const listAt = outAt + count * BYTES
  const everyAt = listAt + count * BYTES
  const rowsAt = Math.ceil((everyAt + count * BYTES) / 64) * 64
  const { memory, dots } = openWasm<Exports>(PROGRAM, rowsAt + count * width * BYTES)
  const asked = new Float32Array(memory.buffer, 0, width)
  const out = new Float32Array(memory.buffer, outAt, count)
  const list = new Uint32Array(memory.buffer, listAt, count)
  new Uint32Array(memory.buffer, everyAt, count).forEach((_, row, every) => {
    every[row] = row
  })
  const rows = vectors.map((vector, row) => {
    const place = new Float32Array(memory.buffer, rowsAt + row * width * BYTES, dims)
    place.set(vector)
    return place
  })
  const run = (query: Float32Array, from: number, length: number): Float32Array => {
    asked.set(query)
    dots(from, from + length * BYTES, rowsAt, width * BYTES, 0, outAt)
    return out
  }
  return {
    rows,
    of(query, numbers) {
      list.set(numbers)
      return run(query, listAt, numbers.length)
    },
    all: query => run(query, everyAt, count),
  }
}

/** The rows one after another, as they are stored and sent. */
export function packRows(rows: readonly Float32Array[] = []): Float32Array {
  const dims = rows[0]?.length ?? 0
  const packed = new Float32Array(rows.length * dims)
  rows.forEach((row, i) => void packed.set(row, i * dims))
  return packed
}

/** What `packRows` made of `count` rows; undefined where there were none. */
export function unpackRows(packed: Float32Array, count: number): Dots | undefined {
  if (packed.length === 0) return undefined
  const dims = packed.length / count
  const rows = Array.from({ length: count }, (_, i) => packed.subarray(i * dims, (i + 1) * dims))
  return createDots(rows, dims)
}
