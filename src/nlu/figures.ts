/** What is measured of intents that were recognised: accuracy, calibration, and what is told to be out of scope. */
import { areaUnderCurve } from './out-of-scope.ts'

export interface Answered {
  expected: string
  given: string
  /** 0 to 1. */
  confidence: number
  outOfScope: number
}

export interface IntentFigures {
  accuracy: number
  macroF1: number
  /** Expected calibration error over 15 bins of equal mass, in points (Guo et al. 2017). */
  ece: number
  brier: number
  /** Area under the risk-coverage curve, in points: the mean error when the least sure are left out (Geifman 2017). */
  aurc: number
  oosAuroc?: number
  /** Share of questions out of scope that are told so while 95 % of the others are accepted, in points. */
  oosRecallAt95?: number
}

const BINS = 15

export function figuresOf(answered: readonly Answered[], outside: readonly number[] = []): IntentFigures {
  const right = answered.map(({ expected, given }) => (expected === given ? 1 : 0))
  const order = answered.map((_, i) => i).sort((a, b) => answered[b]!.confidence - answered[a]!.confidence)
  const inside = answered.map(({ outOfScope }) => outOfScope)
  return {
    accuracy: 100 * mean(right),
    macroF1: 100 * macroF1(answered),
    ece: 100 * calibrationError(answered, right, order),
    brier: mean(answered.map(({ confidence }, i) => (confidence - right[i]!) ** 2)),
    aurc: 100 * riskCoverage(right, order),
    ...(outside.length > 0 && {
      oosAuroc: areaUnderCurve(inside, outside),
      oosRecallAt95: 100 * recallAt95(inside, outside),
    }),
  }
}

function calibrationError(answered: readonly Answered[], right: readonly number[], order: readonly number[]): number {
  let error = 0
  for (let bin = 0; bin < BINS; bin++) {
    const members = order.slice(Math.floor((bin * order.length) / BINS), Math.floor(((bin + 1) * order.length) / BINS))
    if (members.length === 0) continue
    const sure = mean(members.map(i => answered[i]!.confidence))
    error += (members.length / order.length) * Math.abs(sure - mean(members.map(i => right[i]!)))
  }
  return error
}

function riskCoverage(right: readonly number[], order: readonly number[]): number {
  let wrong = 0
  return mean(
    order.map((i, n) => {
      wrong += 1 - right[i]!
      return wrong / (n + 1)
    }),
  )
}

function macroF1(answered: readonly Answered[]): number {
  const names = new Set(answered.map(({ expected }) => expected))
  return mean(
    [...names].map(name => {
      const expected = answered.filter(one => one.expected === name).length
      const given = answered.filter(one => one.given === name).length
      const both = answered.filter(one => one.expected === name && one.given === name).length
      return (2 * both) / (expected + given)
    }),
  )
}

function recallAt95(inside: readonly number[], outside: readonly number[]): number {
  const threshold = [...inside].sort((a, b) => a - b)[Math.ceil(0.95 * inside.length) - 1]!
  return mean(outside.map(value => (value > threshold ? 1 : 0)))
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length
