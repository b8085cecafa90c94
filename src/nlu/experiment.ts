import type { Breath } from './breath.ts'
import { best, type LinearClassifier, scoresOf, trainClassifier } from './classifier.ts'
import { createNeighbours, foreignShare, type Nearest, nearest } from './neighbours.ts'
import { type SparseRows, toRows } from './sparse.ts'
import { type CountedFeatures, fitVectorizer, type Vectorized, type Vectorizer, vectorize } from './vectorizer.ts'

/** A training set ready for any number of experiments. */
export interface Material {
  lines: readonly CountedFeatures[]
  /** For each line one of its frame about something else, to learn what is out of scope. */
  strangers: readonly (Stranger | undefined)[]
  /** Class of each line, below `classes`. */
  labels: ArrayLike<number>
  classes: number
  /** Size of the vocabulary. */
  width: number
  /** Sentence vectors as the embedder gave them, one a line. */
  dense: readonly Float32Array[] | undefined
}

/** See `stranger-lines.ts`. */
export interface Stranger {
  counted: CountedFeatures
  dense: Float32Array | undefined
}

/** What was learned from some of the lines. */
export interface Learned {
  vectorizer: Vectorizer
  classifier: LinearClassifier
  /** Words and n-grams of the lines learned from, without the dense tail. */
  rows: SparseRows
}

/** A held-out line as the experiment's model saw it. */
export interface Judged {
  line: number
  /** It was the line's stranger that was judged. */
  stranger: boolean
  /** Of the classes learned, by their number in `kept` where some were left out. */
  scores: Float64Array
  vector: Vectorized
  near: Nearest
  /** See `foreignShare`, for the class with the highest score. */
  foreign: number
}

/**
 * Length of the sentence vector beside words and n-grams, which have length 1 each. The sample intents with USE, one fold
 * held out (407 lines): 78.5 / 79.5 / 80.4 / 80.4 at 1 / 1.5 / 2.5 / 4; without vectors 61. Centring adds nothing.
 */
const DENSE_WEIGHT = 2.5

/** Learns from the lines numbered `chosen`; `classOf` may renumber the classes. */
export async function learn(
  material: Material,
  chosen: readonly number[],
  classes: number,
  classOf: (line: number) => number,
  breathe: Breath,
): Promise<Learned> {
  const vectorizer = fitVectorizer(
    chosen.map(i => material.lines[i]!),
    material.width,
  )
  const vectors = chosen.map(i => vectorize(material.lines[i]!, vectorizer))
  const tails = material.dense && chosen.map(i => tailOf(material.dense![i]!))
  const labels = Int32Array.from(chosen, classOf)
  const classifier = await trainClassifier(toRows(vectors, material.width, tails), labels, classes, breathe)
  return { vectorizer, classifier, rows: toRows(vectors, material.width) }
}

/**
 * Learns from `chosen` and judges the lines `held`, none of which is among them; with `strangers` also the stranger of
 * each.
 */
export async function judge(
  material: Material,
  parts: { chosen: readonly number[]; held: readonly number[]; strangers: boolean },
  classes: number,
  classOf: (line: number) => number,
  breathe: Breath,
): Promise<Judged[]> {
  const { chosen, held } = parts
  const { vectorizer, classifier, rows } = await learn(material, chosen, classes, classOf, breathe)
  const neighbours = createNeighbours(
    rows,
    Uint16Array.from(chosen, classOf),
    material.dense && chosen.map(i => material.dense![i]!),
  )
  const judgeOne = (
    line: number,
    counted: CountedFeatures,
    dense: Float32Array | undefined,
    stranger: boolean,
  ): Judged => {
    const vector = vectorize(counted, vectorizer)
    const scores = scoresOf(classifier, vector, dense && tailOf(dense))
    return {
      line,
      stranger,
      scores,
      vector,
      near: nearest(neighbours, vector, dense),
      foreign: foreignShare(neighbours, vectorizer, counted.content, best(scores)),
    }
  }
  const judged: Judged[] = []
  for (const line of held) {
    judged.push(judgeOne(line, material.lines[line]!, material.dense?.[line], false))
    const other = parts.strangers ? material.strangers[line] : undefined
    if (other !== undefined) judged.push(judgeOne(line, other.counted, other.dense, true))
    const pause = breathe()
    if (pause !== undefined) await pause
  }
  return judged
}

/** A sentence vector as the classifier takes it. */
export function tailOf(dense: Float32Array): Float32Array {
  return dense.map(value => value * DENSE_WEIGHT)
}
