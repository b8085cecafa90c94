/** Sparse rows one after another (CSR): row i has its column numbers and values from `offsets[i]` to `offsets[i + 1]`. */
export interface SparseRows {
  /** Length: rows + 1. */
  offsets: Uint32Array
  columns: Uint32Array
  values: Float32Array
  /** Number of columns that exist. */
  width: number
}

/** One sparse vector; each column once, in any order. */
export interface SparseVector {
  columns: number[]
  values: number[]
}

export const NO_WORDS: SparseVector = { columns: [], values: [] }

/** Packs vectors into rows of `width` columns, with a dense tail behind each when given; its zeros are left out. */
export function toRows(vectors: readonly SparseVector[], width: number, tails?: readonly Float32Array[]): SparseRows {
  const tail = tails?.[0]?.length ?? 0
  const offsets = new Uint32Array(vectors.length + 1)
  for (let i = 0; i < vectors.length; i++) {
    const dense = tails?.[i]?.reduce((count, value) => (value === 0 ? count : count + 1), 0) ?? 0
    offsets[i + 1] = offsets[i]! + vectors[i]!.columns.length + dense
  }
  const columns = new Uint32Array(offsets[vectors.length]!)
  const values = new Float32Array(columns.length)
  for (let i = 0; i < vectors.length; i++) {
    columns.set(vectors[i]!.columns, offsets[i]!)
    values.set(vectors[i]!.values, offsets[i]!)
    let at = offsets[i]! + vectors[i]!.columns.length
    for (let j = 0; j < tail; j++) {
      const value = tails![i]![j]!
      if (value === 0) continue
      columns[at] = width + j
      values[at++] = value
    }
  }
  return { offsets, columns, values, width: width + tail }
}

/** The number of rows. */
export function rowCount(rows: SparseRows): number {
  return rows.offsets.length - 1
}

/** A sentence vector as a tail of this length; it has length 1 itself. */
export function tailOf(dense: Float32Array, length: number): Float32Array {
  const tail = new Float32Array(dense.length)
  for (let i = 0; i < dense.length; i++) tail[i] = dense[i]! * length
  return tail
}
