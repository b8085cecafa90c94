/** What passes between the student's table and the threads that hold its columns. */
import type { AdamState } from './adam.ts'

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
