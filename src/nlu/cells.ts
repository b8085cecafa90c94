import type { SparseVector } from './sparse.ts'

const BYTES = 4
/** Cells that are handed over together: a longer vector comes in several parts. */
const CELLS = 1024
/** What `createCells` needs of a memory, in bytes. */
export const CELLS_BYTES = 2 * CELLS * BYTES

/** Hands a vector from outside to a kernel: its columns and values stand in the kernel's memory, part by part. */
export type Cells = (
  vector: SparseVector,
  tail: Float32Array | undefined,
  /** Addresses of the columns, of the values, and of the columns' end. */
  run: (columns: number, values: number, end: number) => void,
) => void

/** `at` is the address of CELLS_BYTES free bytes; the tail's columns are the last of `width`. */
export function createCells(memory: WebAssembly.Memory, at: number, width: number): Cells {
  const valuesAt = at + CELLS * BYTES
  const columns = new Uint32Array(memory.buffer, at, CELLS)
  const values = new Float32Array(memory.buffer, valuesAt, CELLS)
  return (vector, tail, run) => {
    let filled = 0
    const flush = () => {
      if (filled > 0) run(at, valuesAt, at + filled * BYTES)
      filled = 0
    }
    for (let p = 0; p < vector.columns.length; p++) {
      if (filled === CELLS) flush()
      columns[filled] = vector.columns[p]!
      values[filled++] = vector.values[p]!
    }
    const length = tail?.length ?? 0
    for (let j = 0; j < length; j++) {
      if (tail![j] === 0) continue
      if (filled === CELLS) flush()
      columns[filled] = width - length + j
      values[filled++] = tail![j]!
    }
    flush()
  }
}
