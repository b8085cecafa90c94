/** Search range for the temperature, and steps of the golden-section search (range shrinks by .618 each). */
const COLDEST = 0.02
const HOTTEST = 3
const STEPS = 40
const GOLDEN = (Math.sqrt(5) - 1) / 2

/** Probabilities of the classes: softmax of the scores divided by the temperature. Sums to 1. */
export function probabilities(scores: ArrayLike<number>, temperature: number): Float64Array {
  const result = Float64Array.from(scores)
  const highest = result.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY)
  let sum = 0
  for (let k = 0; k < result.length; k++) {
    result[k] = Math.exp((result[k]! - highest) / temperature)
    sum += result[k]!
  }
  for (let k = 0; k < result.length; k++) result[k]! /= sum
  return result
}

/**
 * The temperature that makes held-out scores most likely (Guo et al., "On Calibration of Modern Neural Networks",
 * ICML 2017). The scores must come from cross-validation: those of training lines are too sure of themselves.
 */
export function fitTemperature(scores: readonly ArrayLike<number>[], labels: ArrayLike<number>): number {
  if (scores.length === 0) return 1
  const loss = (log: number) => meanLoss(scores, labels, Math.exp(log))
  let low = Math.log(COLDEST)
  let high = Math.log(HOTTEST)
  for (let step = 0; step < STEPS; step++) {
    const left = high - GOLDEN * (high - low)
    const right = low + GOLDEN * (high - low)
    if (loss(left) < loss(right)) high = right
    else low = left
  }
  return Math.exp((low + high) / 2)
}

function meanLoss(scores: readonly ArrayLike<number>[], labels: ArrayLike<number>, temperature: number): number {
  let sum = 0
  for (let i = 0; i < scores.length; i++) {
    sum -= Math.log(Math.max(probabilities(scores[i]!, temperature)[labels[i]!]!, 1e-12))
  }
  return sum / scores.length
}
