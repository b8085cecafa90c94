/** Why a text was understood as it was: which words, which training lines, which signals carried the decision. */
import { probabilities } from './calibrate.ts'
import { best, scoresOf, topClasses } from './classifier.ts'
import { NEAR_CLASSES, tailOf } from './experiment.ts'
import { featuresOf } from './features.ts'
import type { Model } from './model.ts'
import { foreignShare, nearest } from './neighbours.ts'
import { SIGNALS, signalsOf } from './out-of-scope.ts'
import { type Parsed, parse } from './parse.ts'
import { countFeatures, vectorize } from './vectorizer.ts'

export interface Explanation extends Parsed {
  /** What spoke for the best intent (above 0) or against it, the strongest first; in units of its score. */
  reasons: { what: string; kind: 'word' | 'letters' | 'meaning'; weight: number }[]
  /** The most similar training line of each likely intent, as it is compared (normalised). */
  similar: { intent: string; line: string; cosine: number }[]
  /** What the out-of-scope judge saw, by name. */
  signals: Record<string, number>
}

const SHOWN_REASONS = 12

/** About five times the work of `parse`. */
export function explain(model: Model, text: string, dense?: Float32Array): Explanation {
  const features = featuresOf(text)
  const counted = countFeatures(features, model.vocabulary, false)
  const vector = vectorize(counted, model.vectorizer)
  const tail = dense && tailOf(dense)
  const scores = scoresOf(model.classifier, vector, tail)
  const likely = topClasses(scores, NEAR_CLASSES)
  const top = best(scores)
  const { intents } = model.manifest
  const similar = likely.map(k => {
    const { line, lexical } = nearest(model.neighbours, vector, undefined, [k])
    return { intent: intents[k]!, line: line < 0 ? '' : model.keys[line]!, cosine: lexical }
  })
  const signals = signalsOf({
    scores,
    probability: probabilities(scores, model.temperature),
    vector,
    near: nearest(model.neighbours, vector, dense, likely),
    foreign: foreignShare(model.neighbours, model.vectorizer, counted.content, top),
  })
  return {
    ...parse(model, text, dense, features),
    reasons: reasonsFor(model, top, vector, tail),
    similar: similar.filter(({ line }) => line !== '').sort((a, b) => b.cosine - a.cosine),
    signals: Object.fromEntries(SIGNALS.map((name, i) => [name, signals[i]!])),
  }
}

function reasonsFor(
  { classifier, vocabulary }: Model,
  k: number,
  { columns, values, split }: { columns: number[]; values: number[]; split: number },
  tail: Float32Array | undefined,
): Explanation['reasons'] {
  const { classes, weights, scale } = classifier
  const names = namesOf(vocabulary, columns)
  const reasons: Explanation['reasons'] = columns.map((column, p) => ({
    what: names[p]!,
    kind: p < split ? 'word' : 'letters',
    weight: values[p]! * weights[column * classes + k]! * scale[k]!,
  }))
  if (tail !== undefined) {
    const from = weights.length / classes - tail.length
    const weight = tail.reduce((sum, value, j) => sum + value * weights[(from + j) * classes + k]!, 0) * scale[k]!
    reasons.push({ what: '', kind: 'meaning', weight })
  }
  return reasons.sort((a, b) => Math.abs(b.weight) - Math.abs(a.weight)).slice(0, SHOWN_REASONS)
}

/** The strings behind column numbers, without the letter that tells words from n-grams. */
function namesOf(vocabulary: Model['vocabulary'], columns: readonly number[]): string[] {
  const wanted = new Map(columns.map((column, p) => [column, p]))
  const names: string[] = []
  for (const [name, column] of vocabulary) {
    const place = wanted.get(column)
    if (place !== undefined) names[place] = name.slice(1)
  }
  return names
}
