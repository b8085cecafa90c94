/** The face of every sentence-embedding engine; engines stand in `embedding/`. */
import type { Language } from './message.ts'

export interface Embedder {
  /** Hash of files, dtype, pooling, prefix, dims and runtime version: vectors of two identities never meet. */
  readonly identity: string
  readonly dims: number
  /**
   * The cosine of two texts that mean the same in Chinese and English, as a share of the cosine in one language; 1 where
   * left out. Joined models have less: not all of them know both.
   */
  readonly crossLanguage?: number
  /** So fast that its vectors are made again rather than stored: tens of microseconds a text. */
  readonly instant?: boolean
  /** Name for people, e.g. the model folder's name. */
  readonly name: string
  /**
   * Unit vectors, one a text, in order. A text's vector does not depend on the other texts of the call. `language`: what
   * they count as, for models of which not all know every language; left out, each by its characters.
   */
  embed(texts: readonly string[], side: 'query' | 'passage', language?: Language): Promise<Float32Array[]>
  /**
   * What texts that mean the same to a company change of the model, as bytes for `adapted`; each group is texts that mean
   * the same. Absent where a model cannot be adapted.
   */
  learn?(groups: readonly (readonly string[])[], progress: (share: number) => void): Promise<Uint8Array>
  /** The same embedder with what was learned; closing either closes both. */
  adapted?(bytes: Uint8Array): Promise<Embedder>
  close(): Promise<void>
}

/** Dimensions that are empty together or not at all. */
const RUN = 64

/** The parts of a vector that are not empty: joined models leave out what they do not read. */
export function usedRuns(vector: Float32Array): { from: number; to: number }[] {
  const runs: { from: number; to: number }[] = []
  for (let from = 0; from < vector.length; from += RUN) {
    const to = Math.min(vector.length, from + RUN)
    const last = runs.at(-1)
    if (vector.subarray(from, to).every(value => value === 0)) continue
    if (last?.to === from) last.to = to
    else runs.push({ from, to })
  }
  return runs
}
