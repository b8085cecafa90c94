import type { Dots } from '../dots.ts'
import type { Language } from '../message.ts'
import type { Blend } from './blend.ts'
import type { LinearClassifier } from './classifier.ts'
import type { Meaning } from './meaning.ts'
import type { Neighbours } from './neighbours.ts'
import type { ScopeModel } from './out-of-scope.ts'
import type { SparseRows } from './sparse.ts'
import type { SurenessCurve } from './sureness.ts'
import type { Vectorizer, Vocabulary } from './vectorizer.ts'

/** What is known of a model without loading it: stands in the database beside the bytes. */
export interface Manifest {
  /** Layout of the bytes, see `artifact.ts`. */
  format: number
  /** Version of `text/` that made the features. */
  textVersion: string
  /** Identity of the embedder whose vectors stand beside the words, or null. */
  embedder: string | null
  /** SHA-256 of the training lines, whatever their order: the same data has the same hash. */
  dataHash: string
  intents: string[]
  utterances: number
  languages: Language[]
  scores: Scores
  /** From cross-validation, by language; absent in models of before. */
  curves?: SurenessCurve[]
  /** ISO 8601. */
  createdAt: string
  libraryVersion: string
}

/** From cross-validation: every line was judged by a model that had not seen it. Shares, 0 to 1. */
export interface Scores {
  accuracy: number
  byLanguage: Partial<Record<Language, number>>
  /** Area under the ROC curve of the leave-some-intents-out experiment; absent with too few intents for it. */
  outOfScopeAuc?: number
}

/** A trained model in memory; never changes. */
export interface Model {
  manifest: Manifest
  vocabulary: Vocabulary
  vectorizer: Vectorizer
  /** By words and n-grams, the sentence vector beside them. */
  classifier: LinearClassifier
  /** By the sentence vector alone; absent without an embedder. */
  meaning: Meaning | undefined
  blend: Blend
  scope: ScopeModel
  /** The training lines: class of each, key of each for exact matches, and vectors to compare with. */
  labels: Uint16Array
  keys: string[]
  rows: SparseRows
  dense: Dots | undefined
  neighbours: Neighbours
  /** Class by key; keys that two intents share are left out. */
  exact: Map<string, number>
}

/** Class by key, of keys that belong to one class only. */
export function exactMatches(keys: readonly string[], labels: ArrayLike<number>): Map<string, number> {
  const matches = new Map<string, number>()
  const shared = new Set<string>()
  keys.forEach((key, i) => {
    const known = matches.get(key)
    if (known !== undefined && known !== labels[i]) shared.add(key)
    matches.set(key, labels[i]!)
  })
  for (const key of shared) matches.delete(key)
  matches.delete('')
  return matches
}
