/** The face of every index of sentence vectors. Rows are the questions and text parts of passages. */
import type { KeptFolder } from './kept-folder.ts'
import type { Digests } from './passage-digest.ts'

export interface VectorRow {
  passageId: string
  /** Which of the passage's texts: questions first, then the parts of its body. */
  part: number
  /** Of length 1. */
  vector: Float32Array
}

export interface VectorMatch {
  passageId: string
  part: number
  cosine: number
}

export interface VectorIndex {
  readonly kind: 'exact' | 'hnsw' | 'pgvector'
  /** Adds rows; the rows of a passage are always put together, replacing what it had. */
  put(rows: readonly VectorRow[]): Promise<void>
  remove(passageIds: readonly string[]): Promise<void>
  /** The nearest rows, best first; fewer than `limit` when there are fewer. `without`: passages that are as if not there. */
  search(vector: Float32Array, limit: number, without?: ReadonlySet<string>): Promise<VectorMatch[]>
  /** Passages whose rows are in the index already: they need not be embedded again. */
  has(passageIds: readonly string[]): Promise<ReadonlySet<string>>
  /** Keeps the rows of these passages for the next start, under the embedder's identity; absent where they stay in the database. */
  keep?(folder: KeptFolder, identity: string, digests: Digests): Promise<void>
}

export function byPassage(rows: readonly VectorRow[]): Map<string, VectorRow[]> {
  const groups = new Map<string, VectorRow[]>()
  for (const row of rows) {
    const group = groups.get(row.passageId)
    if (group) group.push(row)
    else groups.set(row.passageId, [row])
  }
  return groups
}
