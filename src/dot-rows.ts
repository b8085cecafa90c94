/**
 * Unit vectors that come and go, scanned whole: in WebAssembly with 128-bit SIMD (`dot-rows.wat`), in whole numbers of 16
 * bits. That is half the memory of floats and a quarter of the time, at cosines that are right to .00005.
 */
import { PROGRAM } from './dot-rows.wasm.ts'
import { openWasm, PAGE } from './wasm.ts'

interface Exports {
  memory: WebAssembly.Memory
  dots(row: number, end: number, bytes: number, query: number, out: number): void
}

/** Rows of numbers, kept in the program's own memory, and nowhere else. */
export interface DotRows {
  /** Writes the `row`-th, a unit vector; at most one beyond the last. */
  set(row: number, vector: Float32Array): void
  /** Copies one row over another. */
  copy(from: number, to: number): void
  /** A copy of a row, as it was rounded. */
  get(row: number): Float32Array
  /** The products of the first `count` rows with a unit vector, in parts of `ONE`. */
  products(query: Float32Array, count: number): Int32Array
}

/** What 1 is in a row. Twice its square is below 2^31: no sum of products of vectors of length 1 can leave 32 bits. */
const UNIT = 30_000
/** A product of two equal vectors. */
export const ONE = UNIT * UNIT
const BYTES = 2
/** Numbers of one SIMD round: rows are filled up with zeros to a multiple. */
const LANES = 32
/** Rows a call: their products have a place of their own before the first row, so nothing moves when rows come. */
const BLOCK = 4_096
/** The memory grows by this share, where it is: the machine reserves the addresses, and nothing is copied. */
const GROWTH = 0.125

export function createDotRows(dims: number): DotRows {
  const width = Math.ceil(dims / LANES) * LANES
  const outAt = width * BYTES
  const rowsAt = outAt + BLOCK * Int32Array.BYTES_PER_ELEMENT
  const { memory, dots } = openWasm<Exports>(PROGRAM, rowsAt)
  const addressOf = (row: number) => rowsAt + row * width * BYTES
  const rowAt = (address: number) => new Int16Array(memory.buffer, address, dims)

  function reserve(rows: number): void {
    const missing = Math.ceil((addressOf(rows) - memory.buffer.byteLength) / PAGE)
    if (missing > 0) memory.grow(Math.max(missing, Math.ceil((GROWTH * memory.buffer.byteLength) / PAGE)))
  }

  return {
    set(row, vector) {
      reserve(row + 1)
      write(rowAt(addressOf(row)), vector)
    },
    copy: (from, to) => rowAt(addressOf(to)).set(rowAt(addressOf(from))),
    get: row => Float32Array.from(rowAt(addressOf(row)), number => number / UNIT),
    products(query, count) {
      const products = new Int32Array(count)
      write(rowAt(0), query)
      for (let row = 0; row < count; row += BLOCK) {
        const rows = Math.min(BLOCK, count - row)
        dots(addressOf(row), addressOf(row + rows), width * BYTES, 0, outAt)
        products.set(new Int32Array(memory.buffer, outAt, rows), row)
      }
      return products
    },
  }
}

function write(place: Int16Array, vector: Float32Array): void {
  for (let i = 0; i < place.length; i++) place[i] = Math.round(vector[i]! * UNIT)
}
