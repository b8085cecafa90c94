/** Many dot products at once, in WebAssembly with 128-bit SIMD (`dots.wat`): eight times plain TypeScript. */
import { PROGRAM } from './dots.wasm.ts'

const PAGE = 65_536
const BYTES = 4
/** Numbers of one SIMD round: rows are filled up with zeros to a multiple. */
const LANES = 16

interface Exports {
  memory: WebAssembly.Memory
  dots(row: number, end: number, bytes: number, query: number, out: number): void
}

/** `rows` of `dims` numbers each, one after another; gives the products with a query, to be read before the next call. */
export function createDots(rows: Float32Array, dims: number): (query: Float32Array) => Float32Array {
  const count = rows.length / dims
  const width = Math.ceil(dims / LANES) * LANES
  const { memory, dots } = new WebAssembly.Instance(new WebAssembly.Module(Buffer.from(PROGRAM, 'base64')))
    .exports as unknown as Exports
  const outAt = width * BYTES
  const rowsAt = Math.ceil((outAt + count * BYTES) / 64) * 64
  memory.grow(Math.ceil((rowsAt + count * width * BYTES) / PAGE))
  const asked = new Float32Array(memory.buffer, 0, width)
  const out = new Float32Array(memory.buffer, outAt, count)
  const all = new Float32Array(memory.buffer, rowsAt, count * width)
  for (let r = 0; r < count; r++) all.set(rows.subarray(r * dims, (r + 1) * dims), r * width)
  return query => {
    asked.set(query)
    dots(rowsAt, rowsAt + count * width * BYTES, width * BYTES, 0, outAt)
    return out
  }
}
