import { solve } from './blend.ts'
import type { Judged } from './judge.ts'

/** What speaks for or against a text being about anything the model knows; see `signalsOf`. */
export type Signals = Float64Array

/**
 * In order: the highest probability, its margin over the second, the highest score of the classifiers, cosine of the nearest
 * training line, the part of the words and of the n-grams that training knows, share of content words that no line has,
 * share that no line of the best intent has, cosine of the nearest sentence vector and of the nearest three (0 without an
 * embedder).
 */
export const SIGNALS = [
  'confidence',
  'margin',
  'score',
  'similarLine',
  'knownWords',
  'knownLetters',
  'unknownWords',
  'foreignWords',
  'similarMeaning',
  'similarMeanings',
] as const

/** A logistic regression over the signals. */
export interface ScopeModel {
  /** Mean and spread of each signal, to bring them to one scale. */
  means: number[]
  spreads: number[]
  weights: number[]
  bias: number
}

/** How often visitors ask what no intent covers: the probability before anything is known of the text. */
const PRIOR = 0.3
/** Part of the out-of-scope weight that goes to strangers, the rest to left-out intents. Against questions of CLINC150 and
 * SMP2017 the AUROC of the sample model is .82 / .83 without strangers, .86 / .885 with half, .87 / .885 with 0.7. */
const STRANGERS_SHARE = 0.7
/** Keeps the weights small where the signals separate the two kinds entirely. */
const RIDGE = 1e-2
const NEWTON_STEPS = 25

/** The signals of one text, as SIGNALS names them, from what is thought of it and the probabilities of its likely classes. */
export function signalsOf({ opinions, vector, near, foreign }: Judged, probability: Float64Array): Signals {
  let first = 0
  for (let i = 1; i < probability.length; i++) if (probability[i]! > probability[first]!) first = i
  const second = probability.reduce((most, p, i) => (i === first ? most : Math.max(most, p)), 0)
  const highest = (of: (place: number) => number) => near.reduce((most, _, i) => Math.max(most, of(i)), -Infinity)
  const [words, grams] = vector.coverage
  return Float64Array.of(
    probability[first]!,
    probability[first]! - second,
    highest(i => opinions.rows[i]![0]! + opinions.rows[i]![1]!),
    highest(i => near[i]!.lexical),
    words,
    grams,
    vector.unknown,
    foreign(first),
    highest(i => near[i]!.dense),
    highest(i => near[i]!.denseTop),
  )
}

/** Probability that no intent fits, 0 to 1. */
export function outOfScope(model: ScopeModel, signals: Signals): number {
  return sigmoid(linear(model, signals))
}

/**
 * Learns from lines of intents that were left out of training (`outside`) against lines of known intents that were not
 * trained on either (`inside`), and from `strangers` made of training lines: no example that is out of scope of
 * everything is needed. Logistic regression by Newton's method, the kinds weighted to the prior.
 */
export function fitScope(
  inside: readonly Signals[],
  outside: readonly Signals[],
  strangers: readonly Signals[],
): ScopeModel {
  const all = [...inside, ...outside, ...strangers]
  const size = all[0]?.length ?? 0
  const means = columnMeans(all, size)
  const spreads = columnSpreads(all, means)
  const rows = all.map(signals => [...signals].map((value, j) => (value - means[j]!) / spreads[j]!).concat(1))
  const targets = all.map((_, i) => (i < inside.length ? 0 : 1))
  const strange = strangers.length === 0 ? 0 : STRANGERS_SHARE
  const importance = all.map((_, i) => {
    if (i < inside.length) return ((1 - PRIOR) / inside.length) * all.length
    if (i < inside.length + outside.length) return ((PRIOR * (1 - strange)) / outside.length) * all.length
    return ((PRIOR * strange) / strangers.length) * all.length
  })
  const weights = newton(rows, targets, importance)
  return { means, spreads, weights: weights.slice(0, size), bias: weights[size]! }
}

/** For a model with too few intents to leave any out: mostly the nearest line and the words that nobody used. */
export const DEFAULT_SCOPE: ScopeModel = {
  means: [0, 0, 0, 0.45, 0.7, 0.8, 0.3, 0.4, 0, 0],
  spreads: [1, 1, 1, 0.2, 0.3, 0.2, 0.3, 0.3, 1, 1],
  weights: [0, 0, -1, -1.5, -0.3, -0.3, 0.5, 0.5, 0, 0],
  bias: -0.5,
}

/** Area under the ROC curve: how often an outside value is higher than an inside one, ties half. */
export function areaUnderCurve(inside: readonly number[], outside: readonly number[]): number {
  const ranked = [...inside.map(value => ({ value, out: 0 })), ...outside.map(value => ({ value, out: 1 }))]
  ranked.sort((a, b) => a.value - b.value)
  let below = 0
  let wins = 0
  for (let start = 0; start < ranked.length; ) {
    let end = start + 1
    while (end < ranked.length && ranked[end]!.value === ranked[start]!.value) end++
    const outs = ranked.slice(start, end).filter(entry => entry.out === 1).length
    const ins = end - start - outs
    wins += outs * (below + ins / 2)
    below += ins
    start = end
  }
  return wins / (inside.length * outside.length)
}

function linear(model: ScopeModel, signals: Signals): number {
  let sum = model.bias
  for (let j = 0; j < signals.length; j++)
    sum += (model.weights[j]! * (signals[j]! - model.means[j]!)) / model.spreads[j]!
  return sum
}

function newton(rows: readonly number[][], targets: readonly number[], importance: readonly number[]): number[] {
  const size = rows[0]!.length
  let weights = new Array<number>(size).fill(0)
  for (let step = 0; step < NEWTON_STEPS; step++) {
    const gradient = weights.map((weight, j) => (j === size - 1 ? 0 : RIDGE * rows.length * weight))
    const hessian = weights.map((_, j) => weights.map((_, l) => (j === l ? RIDGE * rows.length : 0)))
    for (let i = 0; i < rows.length; i++) {
      const row = rows[i]!
      const p = sigmoid(row.reduce((sum, value, j) => sum + value * weights[j]!, 0))
      const error = importance[i]! * (p - targets[i]!)
      const curve = importance[i]! * p * (1 - p)
      for (let j = 0; j < size; j++) {
        gradient[j]! += error * row[j]!
        const weighted = curve * row[j]!
        for (let l = 0; l <= j; l++) hessian[j]![l]! += weighted * row[l]!
      }
    }
    for (let j = 0; j < size; j++) for (let l = 0; l < j; l++) hessian[l]![j] = hessian[j]![l]!
    const change = solve(hessian, gradient)
    weights = weights.map((weight, j) => weight - change[j]!)
    if (Math.max(...change.map(Math.abs)) < 1e-8) break
  }
  return weights
}

function columnMeans(rows: readonly Signals[], size: number): number[] {
  return Array.from({ length: size }, (_, j) => rows.reduce((sum, row) => sum + row[j]!, 0) / rows.length)
}

function columnSpreads(rows: readonly Signals[], means: readonly number[]): number[] {
  return means.map((mean, j) => Math.sqrt(rows.reduce((sum, row) => sum + (row[j]! - mean) ** 2, 0) / rows.length) || 1)
}

function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x))
}
