/** Why a text was understood as it was: which words, which training lines, which signals carried the decision. */
import { blended, JUDGES, type Opinions } from './blend.ts'
import { best, weightOf } from './classifier.ts'
import { besideWords } from './experiment.ts'
import { featuresOf } from './features.ts'
import { judge } from './judge.ts'
import type { Model } from './model.ts'
import { SIGNALS, signalsOf } from './out-of-scope.ts'
import { judgesOf, type Parsed, parse } from './parse.ts'
import { countFeatures } from './vectorizer.ts'

export interface Explanation extends Parsed {
  /** What spoke for the best intent (above 0) or against it, the strongest first; in units of its score. */
  reasons: { what: string; kind: 'word' | 'letters' | 'meaning'; weight: number }[]
  /** How much each judge weighs for the best intent against the other likely ones on average, in units of the logit. */
  judges: Record<string, number>
  /** The most similar training line of each likely intent, as it is compared (normalised). */
  similar: { intent: string; line: string; cosine: number }[]
  /** What the out-of-scope judge saw, by name. */
  signals: Record<string, number>
}

const SHOWN_REASONS = 12
const SHOWN_SIMILAR = 5

/** About twice the work of `parse`. */
export function explain(model: Model, text: string, dense?: Float32Array): Explanation {
  const features = featuresOf(text)
  const counted = countFeatures(features, model.vocabulary, false)
  const judged = judge(judgesOf(model), { counted, dense })
  const { opinions, near, vector } = judged
  const probability = blended(opinions, model.blend)
  const signals = signalsOf(judged, probability)
  const { intents } = model.manifest
  const similar = near.flatMap(({ line, lexical }, i) =>
    line < 0 ? [] : [{ intent: intents[opinions.classes[i]!]!, line: model.keys[line]!, cosine: lexical }],
  )
  const top = best(probability)
  return {
    ...parse(model, text, dense, features),
    reasons: reasonsFor(model, opinions.classes[top]!, vector, dense),
    judges: Object.fromEntries(JUDGES.map((name, j) => [name, model.blend[j]! * leadOf(opinions, top, j)])),
    similar: similar.sort((a, b) => b.cosine - a.cosine).slice(0, SHOWN_SIMILAR),
    signals: Object.fromEntries(SIGNALS.map((name, i) => [name, signals[i]!])),
  }
}

/** What a judge says of one likely class beyond what it says of the others: alone, its numbers have no zero. */
function leadOf({ rows }: Opinions, top: number, judge: number): number {
  const others = rows.filter((_, place) => place !== top)
  const mean = others.reduce((sum, row) => sum + row[judge]!, 0) / Math.max(1, others.length)
  return rows[top]![judge]! - mean
}

function reasonsFor(
  { classifier, vocabulary }: Model,
  k: number,
  { columns, values, split }: { columns: number[]; values: number[]; split: number },
  dense: Float32Array | undefined,
): Explanation['reasons'] {
  const names = namesOf(vocabulary, columns)
  const reasons: Explanation['reasons'] = columns.map((column, p) => ({
    what: names[p]!,
    kind: p < split ? 'word' : 'letters',
    weight: values[p]! * weightOf(classifier, column, k),
  }))
  if (dense !== undefined) {
    const tail = besideWords(dense)
    const weight = tail.reduce((sum, value, j) => sum + value * weightOf(classifier, j - tail.length, k), 0)
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
