/** A model asked what it should know: figures, and what a person wants to see of the errors. */

import { featuresOf } from './features.ts'
import { type Answered, figuresOf, type IntentFigures } from './figures.ts'
import type { Model } from './model.ts'
import { nearest } from './neighbours.ts'
import { parse } from './parse.ts'
import { type IntentScores, intentScores } from './report.ts'
import { countFeatures, vectorize } from './vectorizer.ts'

export interface TestQuestion {
  text: string
  /** An intent of the model; anything else counts as out of scope. */
  intent: string
}

export interface TestError {
  text: string
  expected: string
  given: string
  confidence: number
  /** The most similar line of the intent that was given, and of the one expected, normalised. */
  nearGiven: string
  nearExpected: string
}

export interface ModelTest {
  figures: IntentFigures
  questions: number
  outside: number
  perIntent: IntentScores[]
  /** The pairs most often mistaken, worst first. */
  confusions: { expected: string; given: string; errors: TestError[] }[]
  /** The surest first. */
  errors: TestError[]
  /** Ten bins of equal mass: how sure, and how often right. */
  calibration: { confidence: number; right: number; count: number }[]
  /** From all answered to hardly any: the threshold, the share answered, and how many of those are right. */
  coverage: { threshold: number; coverage: number; precision: number }[]
}

const CALIBRATION_BINS = 10
const COVERAGE_POINTS = 50
const WORST = 30

/** `read` makes of a text what the model reads. */
export async function testModel(
  model: Model,
  questions: readonly TestQuestion[],
  read: (text: string) => Promise<{ text: string; dense: Float32Array | undefined }>,
): Promise<ModelTest> {
  const known = new Set(model.manifest.intents)
  const answered: (Answered & { text: string })[] = []
  const outside: number[] = []
  for (const question of questions) {
    const { text, dense } = await read(question.text)
    const { intents, outOfScope } = parse(model, text, dense)
    const { name: given, confidence } = intents[0]!
    if (known.has(question.intent))
      answered.push({ text: question.text, expected: question.intent, given, confidence, outOfScope })
    else outside.push(outOfScope)
  }
  const wrong = answered.filter(({ expected, given }) => expected !== given).sort((a, b) => b.confidence - a.confidence)
  const errors: TestError[] = []
  for (const error of wrong) errors.push(await explained(model, error, read))
  const rows = answered.map(({ text, expected }) => ({ text, intent: expected, language: 'en' as const }))
  return {
    figures: figuresOf(answered, outside),
    questions: answered.length,
    outside: outside.length,
    perIntent: intentScores(
      rows,
      answered.map(({ given }) => given),
      [...known].sort(),
    ).filter(({ support }) => support > 0),
    confusions: confusionsOf(errors),
    errors: errors.slice(0, WORST),
    calibration: calibrationOf(answered),
    coverage: coverageOf(answered),
  }
}

async function explained(
  model: Model,
  { text, expected, given, confidence }: Answered & { text: string },
  read: (text: string) => Promise<{ text: string }>,
): Promise<TestError> {
  const vector = vectorize(
    countFeatures(featuresOf((await read(text)).text), model.vocabulary, false),
    model.vectorizer,
  )
  const lineOf = (intent: string) => {
    const [near] = nearest(model.neighbours, vector, undefined, [model.manifest.intents.indexOf(intent)])
    return model.keys[near!.line] ?? ''
  }
  return { text, expected, given, confidence, nearGiven: lineOf(given), nearExpected: lineOf(expected) }
}

function confusionsOf(errors: readonly TestError[]): ModelTest['confusions'] {
  const pairs = new Map<string, ModelTest['confusions'][number]>()
  for (const error of errors) {
    const key = JSON.stringify([error.expected, error.given])
    const pair = pairs.get(key)
    if (pair === undefined) pairs.set(key, { expected: error.expected, given: error.given, errors: [error] })
    else pair.errors.push(error)
  }
  return [...pairs.values()].sort((a, b) => b.errors.length - a.errors.length)
}

function calibrationOf(answered: readonly Answered[]): ModelTest['calibration'] {
  const sorted = [...answered].sort((a, b) => a.confidence - b.confidence)
  return Array.from({ length: CALIBRATION_BINS }, (_, bin) => {
    const part = sorted.slice(
      Math.floor((bin * sorted.length) / CALIBRATION_BINS),
      Math.floor(((bin + 1) * sorted.length) / CALIBRATION_BINS),
    )
    return {
      confidence: mean(part.map(({ confidence }) => confidence)),
      right: mean(part.map(isRight)),
      count: part.length,
    }
  }).filter(({ count }) => count > 0)
}

function coverageOf(answered: readonly Answered[]): ModelTest['coverage'] {
  const sorted = [...answered].sort((a, b) => b.confidence - a.confidence)
  let right = 0
  const all = sorted.map((one, i) => {
    right += isRight(one)
    return { threshold: one.confidence, coverage: (i + 1) / sorted.length, precision: right / (i + 1) }
  })
  const step = Math.max(1, Math.floor(all.length / COVERAGE_POINTS))
  return all.filter((_, i) => (i + 1) % step === 0)
}

const isRight = ({ expected, given }: Answered): number => (expected === given ? 1 : 0)
const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length)
