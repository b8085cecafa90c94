import { exactKey } from '../text/exact-key.ts'
import { probabilities } from './calibrate.ts'
import { best, scoresOf, topClasses } from './classifier.ts'
import { NEAR_CLASSES, tailOf } from './experiment.ts'
import { featuresOf, type TextFeatures } from './features.ts'
import type { Model } from './model.ts'
import { foreignShare, nearest } from './neighbours.ts'
import { outOfScope, signalsOf } from './out-of-scope.ts'
import type { RankedIntent } from './understanding.ts'
import { countFeatures, vectorize } from './vectorizer.ts'

export interface Parsed {
  /** Best first, at most 10. */
  intents: RankedIntent[]
  /** Probability that no intent fits, 0 to 1. */
  outOfScope: number
  /** What decided: a training line word for word, or the classifier. */
  by: 'exact' | 'classifier'
}

const SHOWN_INTENTS = 10
/** A training line word for word is its intent; the rest is for lines that stand under the wrong intent. */
const EXACT_CONFIDENCE = 0.99
/** Out of scope for a text without one known word or n-gram: emoji, punctuation, another language. */
const NOTHING_KNOWN = 0.99

/** The intents of one text; `dense` is its sentence vector, needed when the model was trained with an embedder. */
export function parse(
  model: Model,
  text: string,
  dense?: Float32Array,
  features: TextFeatures = featuresOf(text),
): Parsed {
  const counted = countFeatures(features, model.vocabulary, false)
  const vector = vectorize(counted, model.vectorizer)
  const scores = scoresOf(model.classifier, vector, dense && tailOf(dense))
  const probability = probabilities(scores, model.temperature)
  const match = model.exact.get(exactKey(text))
  if (match !== undefined) {
    return { intents: rank(model, promote(probability, match)), outOfScope: 1 - EXACT_CONFIDENCE, by: 'exact' }
  }
  if (vector.columns.length === 0 && dense === undefined) {
    return { intents: rank(model, probability), outOfScope: NOTHING_KNOWN, by: 'classifier' }
  }
  const signals = signalsOf({
    scores,
    probability,
    vector,
    near: nearest(model.neighbours, vector, dense, topClasses(scores, NEAR_CLASSES)),
    foreign: foreignShare(model.neighbours, model.vectorizer, counted.content, best(scores)),
  })
  return { intents: rank(model, probability), outOfScope: outOfScope(model.scope, signals), by: 'classifier' }
}

function rank(model: Model, probability: Float64Array): RankedIntent[] {
  return Array.from(probability, (confidence, k) => ({ name: model.manifest.intents[k]!, confidence }))
    .sort((a, b) => b.confidence - a.confidence)
    .slice(0, SHOWN_INTENTS)
}

/** The matched class gets its confidence, the others share the rest as the classifier had it. */
function promote(probability: Float64Array, match: number): Float64Array {
  const others = 1 - probability[match]!
  return probability.map((p, k) => {
    if (k === match) return EXACT_CONFIDENCE
    return others <= 0 ? 0 : (p / others) * (1 - EXACT_CONFIDENCE)
  })
}
