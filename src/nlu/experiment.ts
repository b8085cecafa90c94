import type { Breath } from './breath.ts'
import { type LinearClassifier, scoresOf, trainClassifier } from './classifier.ts'
import { createNeighbours, type Nearest, nearest } from './neighbours.ts'
import { type SparseRows, toRows } from './sparse.ts'
import { type CountedFeatures, fitVectorizer, type Vectorized, type Vectorizer, vectorize } from './vectorizer.ts'

/** A training set ready for any number of experiments. */
export interface Material {
  lines: readonly CountedFeatures[]
  /** Class of each line, below `classes`. */
  labels: ArrayLike<number>
  classes: number
  /** Size of the vocabulary. */
  width: number
  /** Sentence vectors as the embedder gave them, one a line. */
  dense: readonly Float32Array[] | undefined
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
  /** Of the classes learned, by their number in `kept` where some were left out. */
  scores: Float64Array
  vector: Vectorized
  near: Nearest
}

/** Length of the sentence vector beside words and n-grams, which have length 1 each. */
const DENSE_WEIGHT = 1.5

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

/** Learns from `chosen` and judges the lines `held`, none of which is among them. */
export async function judge(
  material: Material,
  chosen: readonly number[],
  held: readonly number[],
  classes: number,
  classOf: (line: number) => number,
  breathe: Breath,
): Promise<Judged[]> {
  const { vectorizer, classifier, rows } = await learn(material, chosen, classes, classOf, breathe)
  const neighbours = createNeighbours(rows, material.dense && chosen.map(i => material.dense![i]!))
  const judged: Judged[] = []
  for (const line of held) {
    const vector = vectorize(material.lines[line]!, vectorizer)
    const dense = material.dense?.[line]
    const scores = scoresOf(classifier, vector, dense && tailOf(dense))
    judged.push({ line, scores, vector, near: nearest(neighbours, vector, dense) })
    const pause = breathe()
    if (pause !== undefined) await pause
  }
  return judged
}

/** A sentence vector as the classifier takes it. */
export function tailOf(dense: Float32Array): Float32Array {
  return dense.map(value => value * DENSE_WEIGHT)
}
