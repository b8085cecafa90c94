/** The student's table of vectors, its columns shared out among threads: each sums and learns its own, without a lock. */
import { ask, startThread } from '../../thread.ts'
import { type Matrix, matrix } from './matrix.ts'
import type { TablePart, TableRequest, TextRows } from './table-part.ts'

export interface Table {
  readonly dims: number
  /** One row a text of the batch: the sum of its rows of the table over the root of its number of pieces. */
  pool(texts: Uint32Array): Promise<Matrix>
  /** Takes the gradients of the texts that were pooled last. */
  learn(gradients: Matrix, rate: number): Promise<void>
  read(): Promise<TablePart[]>
  close(): Promise<void>
}

/** `table` is where it begins, row after row; `saved` goes on where a run was stopped. */
export function openTable(
  { offsets, rows, pieces }: TextRows,
  { table, dims, batchSize, threads, saved }: TableStart,
): Table {
  const shared = {
    offsets: share(offsets, Uint32Array),
    rows: share(rows, Uint32Array),
    pieces: share(pieces, Uint16Array),
    table: share(table, Float32Array),
    batch: new Uint32Array(new SharedArrayBuffer(batchSize * 4)),
    pooled: new Float32Array(new SharedArrayBuffer(batchSize * dims * 4)),
    gradients: new Float32Array(new SharedArrayBuffer(batchSize * dims * 4)),
    dims,
  }
  const workers = Array.from({ length: threads }, (_, t) =>
    startThread(new URL('./table.worker.ts', import.meta.url), {
      ...shared,
      from: Math.floor((dims * t) / threads),
      to: Math.floor((dims * (t + 1)) / threads),
      saved: saved?.[t],
    }),
  )
  const all = <T>(request: TableRequest) => Promise.all(workers.map(worker => ask<T>(worker, request)))
  return {
    dims,
    async pool(texts) {
      shared.batch.set(texts)
      await all({ op: 'pool', texts: texts.length })
      return matrix(texts.length, dims, shared.pooled.slice(0, texts.length * dims))
    },
    async learn(gradients, rate) {
      shared.gradients.set(gradients.data)
      await all({ op: 'learn', texts: gradients.rows, rate })
    },
    read: () => all<TablePart>({ op: 'read' }),
    async close() {
      for (const worker of workers) await worker.terminate()
    },
  }
}

export interface TableStart {
  table: Float32Array
  dims: number
  /** Texts a batch, at most. */
  batchSize: number
  threads: number
  saved?: TablePart[] | undefined
}

/** The columns that the threads hold, put together again. */
export function joinParts(parts: readonly TablePart[], dims: number): Float32Array {
  const count = parts[0]!.updates.length
  const table = new Float32Array(count * dims)
  let from = 0
  for (const { weights } of parts) {
    const width = weights.length / count
    for (let row = 0; row < count; row++) table.set(weights.subarray(row * width, (row + 1) * width), row * dims + from)
    from += width
  }
  return table
}

function share<T extends Uint32Array | Uint16Array | Float32Array>(
  given: T,
  Kind: new (buffer: SharedArrayBuffer) => T,
): T {
  const copy = new Kind(new SharedArrayBuffer(given.byteLength))
  copy.set(given)
  return copy
}
