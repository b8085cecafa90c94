/** What is learned of sentence vectors alone: by a kernel where the lines are few enough, by linear functions where they are many. */
import type { Dots } from '../dots.ts'
import { type LinearClassifier, scoresOf } from './classifier.ts'
import { kernelOf, type Pulls } from './kernel-solver.ts'
import { NO_WORDS, tailOf } from './sparse.ts'

export type Meaning = LinearMeaning | KernelMeaning

export interface LinearMeaning {
  kind: 'linear'
  classifier: LinearClassifier
  scores(dense: Float32Array): Float64Array
}

export interface KernelMeaning {
  kind: 'kernel'
  pulls: Pulls
  scores(dense: Float32Array): Float64Array
}

/**
 * Length of the sentence vector as a linear classifier takes it: the longer, the less it is held back. Valid parts with the
 * built-in embedder, blended, 0.5 / 1 / 2: banking77 5-shot 70.8 / 71.2 / 70.1, 10-shot 79.8 / 79.7 / 78.1, hwu64 10-shot
 * 80.5 / 80.8 / 79.7, smp2017 91.9 / 91.3 / 90.0.
 */
const LENGTH = 0.8

/** As the linear classifier of meanings takes a sentence vector. */
export const asTail = (dense: Float32Array): Float32Array => tailOf(dense, LENGTH)

export function linearMeaning(classifier: LinearClassifier): LinearMeaning {
  return { kind: 'linear', classifier, scores: dense => scoresOf(classifier, NO_WORDS, asTail(dense)) }
}

/** `pulls` are those of each class, `lines` the sentence vectors of the training lines. */
export function kernelMeaning(pulls: Dots, lines: Dots): KernelMeaning {
  return {
    kind: 'kernel',
    pulls: pulls.rows,
    scores: dense => Float64Array.from(pulls.all(kernelOf(lines.all(dense)))),
  }
}
