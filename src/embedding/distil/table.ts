/** The student's table of vectors, its columns shared out among threads: each sums and learns its own, without a lock. */
import type { Worker } from 'node:worker_threads'
import { startThread } from '../../thread.ts'
import type { AdamState } from './adam.ts'
import { type Matrix, matrix } from './matrix.ts'

/** The rows of the table that each text sums up: those of text t are `rows[offsets[t]]` to before `rows[offsets[t + 1]]`. */
export interface TextRows {
  offsets: Uint32Array
  rows: Uint32Array
  /** How many of a text's rows are pieces. */
  pieces: Uint16Array
}

export type TableRequest = { op: 'pool'; texts: number } | { op: 'learn'; texts: number; rate: number } | { op: 'read' }

/** What a thread knows of its columns. */
export interface TablePart extends AdamState {
  weights: Float32Array
  updates: Uint32Array
}

export interface TableData extends TextRows {
  batch: Uint32Array
  pooled: Float32Array
  gradients: Float32Array
  dims: number
  from: number
  to: number
  table: Float32Array
  saved: TablePart | undefined
}

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

function ask<T>(worker: Worker, request: TableRequest): Promise<T> {
  return new Promise((resolve, reject) => {
    const settle = (error: unknown, value?: T) => {
      worker.off('message', onMessage).off('error', settle)
      if (error === undefined) resolve(value as T)
      else reject(error)
    }
    const onMessage = (value: T) => settle(undefined, value)
    worker.on('message', onMessage).on('error', settle)
    worker.postMessage(request)
  })
}
