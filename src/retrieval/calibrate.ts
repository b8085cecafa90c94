/**
 * A knowledge base measures itself, without any question from outside:
 *
 * - each similar question is hidden and asked: right when its own entry comes out (leave one out);
 * - each is asked again with its whole entry hidden: a natural question that the knowledge does not answer.
 *
 * The weights of confidence.ts are then fitted to these, held near the given ones: a small base moves them little.
 */
import type { Language } from '../message.ts'
import { detectLanguage } from '../text/language.ts'
import { normalize } from '../text/normalize.ts'
import { type Asked, findCandidates, type Hidden, type Searcher } from './candidate-pool.ts'
import { logitOf, probabilities, type Weights } from './confidence.ts'
import type { LanguageWeights } from './default-weights.ts'
import { chooseQuestions, type HiddenQuestion } from './exam.ts'
import { FEATURES, QUERY_FEATURES, type QueryFeature } from './features.ts'
import { fuse } from './fuse.ts'
import { liveEntries } from './language-index.ts'

export interface Calibration {
  weights: LanguageWeights
  /** Per language: questions asked, and how often the right entry came first when one of its questions was hidden. */
  report: Partial<Record<Language, { asked: number; rightFirst: number }>>
}

/** One question asked of the base: its candidates, which of them are right, and the query's own numbers. */
export interface Sample {
  features: Float64Array[]
  right: boolean[]
  query: Float64Array
  /** What it counts: questions without an answer are rarer among visitors than here. */
  weight: number
}

/** Questions asked a language at most: for 17 weights near given ones, and each is searched for twice. */
const MAX_ASKED = 200
/** Below so many samples the given weights stay. */
const MIN_SAMPLES = 50
/** Weight of a question without an answer against one with: about a quarter of visitors' questions are of that kind. */
const OUTSIDE_WEIGHT = 0.35

/** Asks the base its own questions; at most `most` a language, spread over all. */
export async function examine(
  searcher: Searcher,
  language: Language,
  weights: Weights,
  most = MAX_ASKED,
): Promise<Sample[]> {
  const entries = liveEntries(searcher.shelf.languages.get(language)!)
  return askAll(searcher, chooseQuestions(entries, most), weights)
}

export async function calibrate(searcher: Searcher, start: LanguageWeights): Promise<Calibration> {
  const weights = { ...start }
  const report: Calibration['report'] = {}
  for (const language of searcher.shelf.languages.keys()) {
    const samples = await examine(searcher, language, start[language])
    if (samples.length < MIN_SAMPLES) continue
    weights[language] = fitWeights(samples, start[language])
    report[language] = { asked: samples.length / 2, rightFirst: shareRightFirst(samples, weights[language]) }
  }
  return { weights, report }
}

async function askAll(searcher: Searcher, exams: readonly HiddenQuestion[], weights: Weights): Promise<Sample[]> {
  const samples: Sample[] = []
  for (const { text, question, entry } of exams) {
    const normalized = normalize(text)
    const vector = (await searcher.embedder?.embed([normalized], 'query', entry.passage.language))?.[0]
    const asked: Asked = { normalized, script: detectLanguage(text), language: entry.passage.language, vector }
    samples.push(await sample(searcher, asked, weights, { entry, question }))
    samples.push(await sample(searcher, asked, weights, { entry }))
  }
  return samples
}

async function sample(searcher: Searcher, asked: Asked, weights: Weights, hidden: Hidden): Promise<Sample> {
  const pool = await findCandidates(searcher, asked, hidden)
  const best = fuse(pool.candidates, pool.query, weights)
  return {
    features: best.map(row => row.features),
    right: best.map(row => row.entry.passage.key === hidden.entry.passage.key),
    query: pool.query,
    weight: hidden.question === undefined ? OUTSIDE_WEIGHT : 1,
  }
}

/** The features before these are matches; those after it may speak for or against. */
const MATCHES = FEATURES.indexOf('exact')
const STEPS = 150
const RATE = 0.1
/** Pull towards the given weights, per sample: one unit of a weight costs as much as this share of a log-likelihood. */
const PULL = 0.002

/** Maximum a posteriori by Adam (Kingma & Ba 2015): deterministic. What is `held` stays as it is given. */
export function fitWeights(samples: readonly Sample[], start: Weights, held: readonly QueryFeature[] = []): Weights {
  const at = Float64Array.from([...start.passage, ...start.none])
  const origin = at.slice()
  const mean = new Float64Array(at.length)
  const square = new Float64Array(at.length)
  const total = samples.reduce((sum, each) => sum + each.weight, 0)
  for (let step = 1; step <= STEPS; step++) {
    const slope = at.map((x, i) => 2 * PULL * (x - origin[i]!))
    for (const each of samples) addSlope(slope, each, split(at), each.weight / total)
    for (const name of held) slope[FEATURES.length + QUERY_FEATURES.indexOf(name)] = 0
    for (let i = 0; i < at.length; i++) {
      mean[i] = 0.9 * mean[i]! + 0.1 * slope[i]!
      square[i] = 0.99 * square[i]! + 0.01 * slope[i]! ** 2
      at[i]! -= (RATE * (mean[i]! / (1 - 0.9 ** step))) / (Math.sqrt(square[i]! / (1 - 0.99 ** step)) + 1e-8)
      // A match never speaks against a passage.
      if (i < MATCHES) at[i] = Math.max(0, at[i]!)
    }
  }
  return split(at)
}

/** Adds the gradient of minus the log-likelihood: expected features under the model minus those under the truth. */
function addSlope(slope: Float64Array, { features, right, query }: Sample, weights: Weights, weight: number): void {
  const logits = features.map(row => logitOf(weights.passage, row))
  const shares = probabilities(logits, logitOf(weights.none, query))
  const rightShare = shares.reduce((sum, p, i) => (right[i] ? sum + p : sum), 0)
  const answerable = right.includes(true)
  features.forEach((row, c) => {
    const truth = right[c] ? shares[c]! / Math.max(1e-12, rightShare) : 0
    for (let i = 0; i < row.length; i++) slope[i]! += weight * (shares[c]! - truth) * row[i]!
  })
  const none = 1 - shares.reduce((sum, p) => sum + p, 0)
  for (let i = 0; i < query.length; i++)
    slope[FEATURES.length + i]! += weight * (none - (answerable ? 0 : 1)) * query[i]!
}

function split(at: Float64Array): Weights {
  return {
    passage: at.slice(0, FEATURES.length),
    none: at.slice(FEATURES.length, FEATURES.length + QUERY_FEATURES.length),
  }
}

export function shareRightFirst(samples: readonly Sample[], weights: Weights): number {
  const asked = samples.filter(each => each.weight === 1)
  const right = asked.filter(({ features, right }) => {
    const logits = features.map(row => logitOf(weights.passage, row))
    return right[logits.indexOf(Math.max(...logits))]
  })
  return right.length / Math.max(1, asked.length)
}
