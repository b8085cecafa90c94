import { exactKey } from '../text/exact-key.ts'
import { blended } from './blend.ts'
import { scoresOf } from './classifier.ts'
import { besideWords } from './experiment.ts'
import { featuresOf, type TextFeatures } from './features.ts'
import { type Judges, judge } from './judge.ts'
import type { Model } from './model.ts'
import { outOfScope, signalsOf } from './out-of-scope.ts'
import type { RankedIntent } from './understanding.ts'
import { countFeatures } from './vectorizer.ts'

export interface Parsed {
  /** Best first, at most 10. */
  intents: RankedIntent[]
  /** Probability that no intent fits, 0 to 1. */
  outOfScope: number
  /** What decided: a training line word for word, or the classifier. */
  by: 'exact' | 'classifier'
}

/** A training line word for word is its intent; the rest is for lines that stand under the wrong intent. */
const EXACT_CONFIDENCE = 0.99
/** Out of scope for a text that says nothing: numbers, punctuation, unknown emoji; without vectors, an unknown language too. */
const NOTHING_KNOWN = 0.99

/** The intents of one text; `dense` is its sentence vector, needed when the model was trained with an embedder. */
export function parse(
  model: Model,
  text: string,
  dense?: Float32Array,
  features: TextFeatures = featuresOf(text),
): Parsed {
  const counted = countFeatures(features, model.vocabulary, false)
  const judged = judge(judgesOf(model), { counted, dense })
  const probability = blended(judged.opinions, model.blend)
  const ranked = rank(model, judged.opinions.classes, probability)
  const match = model.exact.get(exactKey(text))
  if (match !== undefined) {
    return { intents: promote(ranked, model.manifest.intents[match]!), outOfScope: 1 - EXACT_CONFIDENCE, by: 'exact' }
  }
  const says = saysSomething(text, { known: judged.vector.columns.length > 0, dense: dense !== undefined })
  const strange = says ? outOfScope(model.scope, signalsOf(judged, probability)) : NOTHING_KNOWN
  return { intents: ranked, outOfScope: strange, by: 'classifier' }
}

/** A number has a vector and n-grams like any text, but no intent: "123" lies nearest to whatever line has digits. */
function saysSomething(text: string, { known, dense }: { known: boolean; dense: boolean }): boolean {
  if (/\p{L}/u.test(text)) return known || dense
  return known && /\p{Extended_Pictographic}/u.test(text)
}

/** A loaded model as `judge` asks it. */
export function judgesOf({ vectorizer, neighbours, classifier, meaning }: Model): Judges {
  return {
    vectorizer,
    neighbours,
    classify: (vector, dense) => scoresOf(classifier, vector, dense && besideWords(dense)),
    classifyMeaning: dense =>
      dense === undefined || meaning === undefined ? new Float64Array(classifier.classes) : meaning.scores(dense),
  }
}

function rank({ manifest }: Model, classes: readonly number[], probability: Float64Array): RankedIntent[] {
  return classes
    .map((k, i) => ({ name: manifest.intents[k]!, confidence: probability[i]! }))
    .sort((a, b) => b.confidence - a.confidence)
}

/** The matched intent gets its confidence, the others share the rest as they were. */
function promote(ranked: readonly RankedIntent[], match: string): RankedIntent[] {
  const others = ranked.filter(({ name }) => name !== match)
  const sum = others.reduce((all, { confidence }) => all + confidence, 0)
  const share = sum === 0 ? 0 : (1 - EXACT_CONFIDENCE) / sum
  return [
    { name: match, confidence: EXACT_CONFIDENCE },
    ...others.map(({ name, confidence }) => ({ name, confidence: confidence * share })),
  ].slice(0, ranked.length)
}
