/** The face of every sentence-embedding engine; engines stand in `embedding/`. */
export interface Embedder {
  /** Hash of files, dtype, pooling, prefix, dims and runtime version: vectors of two identities never meet. */
  readonly identity: string
  readonly dims: number
  /**
   * The cosine of two texts that mean the same in Chinese and English, as a share of the cosine in one language; 1 where
   * left out. Joined models have less: not all of them know both.
   */
  readonly crossLanguage?: number
  /** Name for people, e.g. the model folder's name. */
  readonly name: string
  /** Unit vectors, one a text, in order. A text's vector does not depend on the other texts of the call. */
  embed(texts: readonly string[], side: 'query' | 'passage'): Promise<Float32Array[]>
  close(): Promise<void>
}
