import { createHash } from 'node:crypto'
import type { Embedder } from '../embedder.ts'
import { InvalidInput } from '../errors.ts'
import { exactKey } from '../text/exact-key.ts'
import { textVersion } from '../text/version.ts'
import { ARTIFACT_FORMAT, libraryVersion } from './artifact.ts'
import { type Breath, createBreath } from './breath.ts'
import { fitTemperature } from './calibrate.ts'
import { best } from './classifier.ts'
import { crossValidate, learnScope } from './cross-validation.ts'
import { classifierOf, learn, type Material, type Question } from './experiment.ts'
import { featuresOf } from './features.ts'
import { assignFolds } from './folds.ts'
import { exactMatches, type Manifest, type Model } from './model.ts'
import { createNeighbours } from './neighbours.ts'
import { accuracies, findConflicts, intentScores, type TrainingReport, worstConfusions } from './report.ts'
import { createStrangerLines } from './stranger-lines.ts'
import { checkLines, type TrainingLine } from './training-line.ts'
import { type CountedFeatures, countFeatures, type Vocabulary } from './vectorizer.ts'

export interface TrainOptions {
  /** Puts sentence vectors beside the words; the model then needs the same embedder for ever. */
  embedder?: Embedder | undefined
  /** Parts of the cross-validation, 2 to 10; default 5. */
  folds?: number
  /** Called now and then with the share done, 0 to 1, and what is being done. */
  onProgress?: (done: number, step: TrainStep) => void
  /** Stops the training: it rejects with the signal's reason. */
  signal?: AbortSignal
  /** Seam for tests. */
  now?: () => Date
}

export type TrainStep = 'reading' | 'embedding' | 'cross_validation' | 'out_of_scope' | 'final'

export interface Trained {
  model: Model
  report: TrainingReport
}

const DEFAULT_FOLDS = 5
/** Few, for the embedder may work on the thread of the chat. */
const EMBEDDED_TOGETHER = 32

/**
 * Trains a model and measures it by cross-validation on the same lines: one-vs-rest SVM on words and n-grams, temperature
 * from held-out scores, out-of-scope judge from intents left out. Deterministic for the same lines in the same order.
 * Gives the event loop a turn every 20 ms. Throws InvalidInput `training_lines_invalid` naming intent and line.
 */
export async function train(lines: readonly TrainingLine[], options: TrainOptions = {}): Promise<Trained> {
  const started = performance.now()
  const folds = checkFolds(options.folds ?? DEFAULT_FOLDS)
  checkLines(lines)
  const breathe = createBreath(options.signal)
  const intents = [...new Set(lines.map(line => line.intent))].sort()
  const keys = lines.map(line => exactKey(line.text))
  const vocabulary: Vocabulary = new Map()
  const material = await readMaterial(lines, intents, vocabulary, options, breathe)
  const parts = { count: folds, of: assignFolds(material.labels, keys, folds) }
  const progress = (from: number, to: number, step: TrainStep) => (share: number) =>
    options.onProgress?.(from + (to - from) * share, step)
  options.onProgress?.(0.3, 'final')
  const learned = await learn(material, breathe)
  const judged = await crossValidate(learned, parts, breathe, progress(0.4, 0.7, 'cross_validation'))
  const temperature = fitTemperature(judged, material.labels)
  const strangerOf = createStrangers(lines, vocabulary, options.embedder)
  const given = { folds: parts, temperature, strangerOf }
  const scope = await learnScope(learned, given, breathe, progress(0.7, 1, 'out_of_scope'))
  const predicted = judged.map(scores => intents[best(scores)]!)
  const { accuracy, byLanguage } = accuracies(lines, predicted)
  const scores = { accuracy, byLanguage, ...(scope.auc === undefined ? {} : { outOfScopeAuc: scope.auc }) }
  const labels = Uint16Array.from(material.labels)
  const model: Model = {
    vectorizer: learned.vectorizer,
    classifier: classifierOf(learned),
    rows: learned.rows,
    manifest: manifestOf(lines, intents, scores, options),
    vocabulary,
    temperature,
    scope: scope.model,
    labels,
    keys,
    dense: material.dense && [...material.dense],
    neighbours: createNeighbours(learned.rows, labels, intents.length, material.dense),
    exact: exactMatches(keys, labels),
  }
  const report: TrainingReport = {
    folds,
    accuracy,
    byLanguage,
    perIntent: intentScores(lines, predicted, intents),
    confusions: worstConfusions(lines, predicted),
    ...(scope.auc === undefined ? {} : { outOfScope: { auc: scope.auc } }),
    conflicts: findConflicts(lines, keys),
    seconds: (performance.now() - started) / 1000,
  }
  options.onProgress?.(1, 'out_of_scope')
  return { model, report }
}

/** SHA-256 of the lines in a fixed order, hexadecimal: tells whether a model is of these lines. */
export function hashLines(lines: readonly TrainingLine[]): string {
  const hash = createHash('sha256')
  for (const line of lines.map(line => JSON.stringify([line.intent, line.language, line.text])).sort())
    hash.update(`${line}\n`)
  return hash.digest('hex')
}

async function readMaterial(
  lines: readonly TrainingLine[],
  intents: readonly string[],
  vocabulary: Vocabulary,
  options: TrainOptions,
  breathe: Breath,
): Promise<Material> {
  options.onProgress?.(0, 'reading')
  const counted: CountedFeatures[] = []
  for (const line of lines) {
    counted.push(countFeatures(featuresOf(line.text), vocabulary, true))
    await breathe()
  }
  const classOf = new Map(intents.map((name, k) => [name, k]))
  const labels = Uint16Array.from(lines, line => classOf.get(line.intent)!)
  const dense = options.embedder && (await embedLines(lines, options.embedder, options, breathe))
  return { lines: counted, labels, classes: intents.length, width: vocabulary.size, dense }
}

function createStrangers(lines: readonly TrainingLine[], vocabulary: Vocabulary, embedder: Embedder | undefined) {
  const strangerOf = createStrangerLines(lines.map(line => line.text))
  return async (line: number): Promise<Question | undefined> => {
    const text = strangerOf(lines[line]!.text)
    if (text === undefined) return undefined
    const [dense] = (await embedder?.embed([text], 'passage')) ?? []
    return { counted: countFeatures(featuresOf(text), vocabulary, false), dense }
  }
}

async function embedLines(lines: readonly TrainingLine[], embedder: Embedder, options: TrainOptions, breathe: Breath) {
  const vectors: Float32Array[] = []
  for (let from = 0; from < lines.length; from += EMBEDDED_TOGETHER) {
    const texts = lines.slice(from, from + EMBEDDED_TOGETHER).map(({ text }) => text)
    vectors.push(...(await embedder.embed(texts, 'passage')))
    options.onProgress?.((0.3 * vectors.length) / lines.length, 'embedding')
    await breathe()
  }
  return vectors
}

function manifestOf(
  lines: readonly TrainingLine[],
  intents: string[],
  scores: Manifest['scores'],
  options: TrainOptions,
): Manifest {
  return {
    format: ARTIFACT_FORMAT,
    textVersion,
    embedder: options.embedder?.identity ?? null,
    dataHash: hashLines(lines),
    intents,
    utterances: lines.length,
    languages: (['zh', 'en'] as const).filter(language => lines.some(line => line.language === language)),
    scores,
    createdAt: (options.now?.() ?? new Date()).toISOString(),
    libraryVersion: libraryVersion(),
  }
}

function checkFolds(folds: number): number {
  if (Number.isInteger(folds) && folds >= 2 && folds <= 10) return folds
  throw new InvalidInput('folds_invalid', `The number of folds is ${folds}; it must be a whole number from 2 to 10.`, {
    remedy: 'Leave it out for 5.',
    params: { folds },
  })
}
