import { createHash } from 'node:crypto'

/** Keeps the latest vectors: one message is embedded by understanding, by retrieval and for its answer's sentences. */
export interface VectorCache {
  get(key: string): Float32Array | undefined
  set(key: string, vector: Float32Array): void
}

/** At most `limit` entries, the least recently used goes first. Callers must not write into the vectors. */
export function createVectorCache(limit: number): VectorCache {
  const entries = new Map<string, Float32Array>()
  return {
    get(key) {
      const vector = entries.get(key)
      if (vector === undefined) return undefined
      entries.delete(key)
      entries.set(key, vector)
      return vector
    },
    set(key, vector) {
      entries.delete(key)
      entries.set(key, vector)
      if (entries.size > limit) entries.delete(entries.keys().next().value!)
    },
  }
}

/** What a text is known by: what a visitor wrote does not stay in memory. */
export const keyOf = (text: string): string => createHash('sha256').update(text).digest('base64')
