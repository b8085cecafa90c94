/** One text seen by a trained model, or by an experiment with one: the same steps for both. */
import type { Opinions } from './blend.ts'
import { topClasses } from './classifier.ts'
import { foreignShare, type Nearest, type Neighbours, nearest } from './neighbours.ts'
import type { SparseVector } from './sparse.ts'
import type { CountedFeatures, Vectorized, Vectorizer } from './vectorizer.ts'
import { vectorize } from './vectorizer.ts'

/** A text in numbers. */
export interface Question {
  counted: CountedFeatures
  dense: Float32Array | undefined
}

/** What a model is asked for. */
export interface Judges {
  vectorizer: Vectorizer
  neighbours: Neighbours
  /** Scores of all classes by words, n-grams and the sentence vector beside them. */
  classify(vector: SparseVector, dense: Float32Array | undefined): Float64Array
  /** By the sentence vector alone; zeros without one. */
  classifyMeaning(dense: Float32Array | undefined): Float64Array
  /** The classes that compete; all of them where left out. */
  kept?: readonly number[] | undefined
}

export interface Judged {
  opinions: Opinions
  vector: Vectorized
  near: Nearest[]
  /** See `foreignShare`, by likely class. */
  foreign: (place: number) => number
}

/** So many classes are looked at closely: banking77 93.7, massive-en 87.8, smp2017 93.1 with 4, and 93.7, 87.8, 93.3 with 6 in half again the time. */
const LIKELY = 4
/** Of a text's n-grams the lines know less than this share, by weight: another language. MASSIVE in English, asked in Chinese, joined models: 61.3 -> 74.4. */
const FOREIGN_BELOW = 0.2

export function judge({ vectorizer, neighbours, kept, ...judges }: Judges, { counted, dense }: Question): Judged {
  const vector = vectorize(counted, vectorizer)
  const scores = judges.classify(vector, dense)
  const meanings = judges.classifyMeaning(dense)
  // A text in a language that no line has is judged by similar lines: classifiers only know their own words' company.
  const trust = dense === undefined ? 1 : vector.coverage[1]
  const classes =
    trust < FOREIGN_BELOW ? similarClasses(neighbours, vector, dense, kept) : likelyClasses(scores, meanings, kept)
  const near = nearest(neighbours, vector, dense, classes)
  const rows = classes.map((k, i) => {
    const { lexical, dense: best, denseTop } = near[i]!
    return Float64Array.of(trust * scores[k]!, trust * meanings[k]!, lexical, best, denseTop)
  })
  return {
    opinions: { classes, rows },
    vector,
    near,
    foreign: place => foreignShare(neighbours, vectorizer, counted.content, classes[place]!),
  }
}

/** The classes with the most similar lines: each is looked at, since joined models' classifiers know little of another language. */
function similarClasses(
  neighbours: Neighbours,
  vector: Vectorized,
  dense: Float32Array | undefined,
  kept: readonly number[] | undefined,
): number[] {
  const all = kept ?? Array.from({ length: neighbours.classes }, (_, k) => k)
  const near = nearest(neighbours, vector, dense, all).map(({ dense: best, denseTop }) => best + denseTop)
  return topClasses(near, LIKELY).map(i => all[i]!)
}

/** The best of the classes that compete, by both classifiers together. */
function likelyClasses(scores: Float64Array, meanings: Float64Array, kept: readonly number[] | undefined): number[] {
  const together = new Float64Array(kept?.length ?? scores.length)
  for (let i = 0; i < together.length; i++) {
    const k = kept?.[i] ?? i
    together[i] = scores[k]! + meanings[k]!
  }
  return topClasses(together, LIKELY).map(i => kept?.[i] ?? i)
}
