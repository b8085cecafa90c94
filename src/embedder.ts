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

/** An embedder that stays open until it is let go. */
export interface HeldEmbedder {
  /** Undefined: everything works on words alone. */
  readonly embedder: Embedder | undefined
  /** Once. What still asks the embedder afterwards is answered for a while: a bot that was replaced ends its turns. */
  release(): void
}

/** A sentence model that this machine has, as it can be told without opening it. */
export interface SentenceModel {
  /** What it is chosen by; never a path. */
  name: string
  origin: 'built-in' | 'configured' | 'pulled'
  /** `static`: tens of microseconds a sentence. `transformers`: milliseconds. Absent where it cannot be told, as `dims`. */
  kind?: 'static' | 'transformers'
  /** Those it was made for; absent: several, or it does not say. */
  languages?: Language[]
  dims?: number
  /** Of its files. */
  bytes: number
  /** Why it cannot be used. */
  problem?: string
}

/** The embedders of a process: each model is open at most once, whoever shares it. */
export interface EmbedderPool {
  /** The models that can be chosen. */
  models(): Promise<SentenceModel[]>
  /** The names of those that hold where nothing is chosen; empty: words alone. */
  defaults(): Promise<string[]>
  /**
   * These models as one embedder; null: those of the setting YINGDA_EMBEDDER.
   * @throws InvalidInput `embedder_unknown` for a name that is not in the list, `embedder_directory_invalid`; Unavailable
   * `embedder_not_loaded`.
   */
  hold(names: readonly string[] | null): Promise<HeldEmbedder>
  /** Whoever still holds one may not use it any more. */
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
