/** Many dot products at once, in WebAssembly with 128-bit SIMD (`dots.wat`): eight times plain TypeScript. */
import { PROGRAM } from './dots.wasm.ts'

const PAGE = 65_536
const BYTES = 4
/** Numbers of one SIMD round: rows are filled up with zeros to a multiple. */
const LANES = 16
/** Rows a call: their products have a place of their own before the first row, so nothing moves when rows come. */
const BLOCK = 4_096
/** The memory grows by this share, where it is: the machine reserves the addresses, and nothing is copied. */
const GROWTH = 0.125

interface Exports {
  memory: WebAssembly.Memory
  dots(row: number, end: number, bytes: number, query: number, out: number): void
}

/** Rows of numbers that are kept in the program's own memory, and nowhere else. */
export interface DotRows {
  /** Writes the `row`-th; at most one beyond the last. */
  set(row: number, numbers: Float32Array): void
  /** Copies one row over another. */
  copy(from: number, to: number): void
  /** A copy of a row. */
  get(row: number): Float32Array
  /** The products of the first `count` rows with a query. */
  products(query: Float32Array, count: number): Float32Array
}

export function createDotRows(dims: number): DotRows {
  const width = Math.ceil(dims / LANES) * LANES
  const { memory, dots } = new WebAssembly.Instance(new WebAssembly.Module(Buffer.from(PROGRAM, 'base64')))
    .exports as unknown as Exports
  const outAt = width * BYTES
  const rowsAt = outAt + BLOCK * BYTES
  const addressOf = (row: number) => rowsAt + row * width * BYTES
  const numbersAt = (address: number, length: number) => new Float32Array(memory.buffer, address, length)

  function reserve(rows: number): void {
    const missing = Math.ceil((addressOf(rows) - memory.buffer.byteLength) / PAGE)
    if (missing <= 0) return
    memory.grow(Math.max(missing, Math.ceil((GROWTH * memory.buffer.byteLength) / PAGE)))
  }

  reserve(0)
  return {
    set(row, numbers) {
      reserve(row + 1)
      numbersAt(addressOf(row), dims).set(numbers)
    },
    copy: (from, to) => numbersAt(addressOf(to), dims).set(numbersAt(addressOf(from), dims)),
    get: row => numbersAt(addressOf(row), dims).slice(),
    products(query, count) {
      const products = new Float32Array(count)
      numbersAt(0, dims).set(query)
      for (let row = 0; row < count; row += BLOCK) {
        const rows = Math.min(BLOCK, count - row)
        dots(addressOf(row), addressOf(row + rows), width * BYTES, 0, outAt)
        products.set(numbersAt(outAt, rows), row)
      }
      return products
    },
  }
}
