import { createHash } from 'node:crypto'
import { type Breath, createBreath } from '../breath.ts'
import type { Embedder } from '../embedder.ts'
import { textVersion } from '../text/version.ts'
import { ARTIFACT_FORMAT, libraryVersion } from './artifact.ts'
import { learnScope } from './cross-validation.ts'
import { classifiersOf } from './experiment.ts'
import { featuresOf } from './features.ts'
import type { Question } from './judge.ts'
import { exactMatches, type Manifest, type Model } from './model.ts'
import { createNeighbours } from './neighbours.ts'
import { type JudgedLine, operatingPoints } from './operating-points.ts'
import { accuracies, findConflicts, intentScores, type TrainingReport, worstConfusions } from './report.ts'
import { createStrangerLines } from './stranger-lines.ts'
import { heldOut, type Study, studyLines, type TrainOptions } from './study.ts'
import { surenessCurves } from './sureness.ts'
import type { TrainingLine } from './training-line.ts'
import { countFeatures, type Vocabulary } from './vectorizer.ts'

export interface Trained {
  model: Model
  report: TrainingReport
}

/**
 * Trains a model and measures it by cross-validation on the same lines: one-vs-rest SVM on words, n-grams and
 * vectors, blended with the nearest lines by held-out ones, out-of-scope judge from intents left out. Deterministic for the same lines in the same order.
 * Gives the event loop a turn every 20 ms. Throws InvalidInput `training_lines_invalid` naming intent and line, `vector_invalid` naming model and line.
 */
export async function train(lines: readonly TrainingLine[], options: TrainOptions = {}): Promise<Trained> {
  const started = performance.now()
  const breathe = createBreath(options.signal)
  const { report, ...trained } = await studyLines(
    lines,
    options,
    study => finish(lines, study, options, breathe),
    breathe,
  )
  options.onProgress?.(1, 'out_of_scope')
  return { ...trained, report: { ...report, seconds: (performance.now() - started) / 1000 } }
}

async function finish(
  lines: readonly TrainingLine[],
  study: Study,
  options: TrainOptions,
  breathe: Breath,
): Promise<{ model: Model; report: Omit<TrainingReport, 'seconds'> }> {
  const { intents, keys, vocabulary, learned, folds, blend } = study
  const { material } = learned
  const strangerOf = createStrangers(lines, vocabulary, options.embedder)
  const scope = await learnScope(learned, { folds, blend, strangerOf }, breathe, share =>
    options.onProgress?.(0.7 + 0.3 * share, 'out_of_scope'),
  )
  const likely = heldOut(study)
  const judged = lines.filter((_, i) => likely[i] !== undefined)
  const predicted = likely.flatMap(classes => (classes === undefined ? [] : [intents[classes[0]!.k]!]))
  const { accuracy, byLanguage } = accuracies(judged, predicted)
  const scores = { accuracy, byLanguage, ...(scope.auc === undefined ? {} : { outOfScopeAuc: scope.auc }) }
  const labels = Uint16Array.from(material.labels)
  const model: Model = {
    vectorizer: learned.vectorizer,
    ...classifiersOf(learned),
    rows: learned.rows,
    manifest: {
      ...manifestOf(lines, intents, scores, options),
      curves: surenessCurves(judgedLines(lines, intents, likely)),
    },
    vocabulary,
    blend,
    scope: scope.model,
    labels,
    keys,
    dense: material.dense,
    neighbours: createNeighbours(learned.rows, labels, intents.length, material.dense),
    exact: exactMatches(keys, labels),
  }
  const report = {
    folds: folds.count,
    accuracy,
    byLanguage,
    perIntent: intentScores(judged, predicted, intents),
    confusions: worstConfusions(judged, predicted),
    ...(scope.auc === undefined ? {} : { outOfScope: { auc: scope.auc } }),
    operatingPoints: operatingPoints(judgedLines(lines, intents, likely)),
    conflicts: findConflicts(lines, keys),
  }
  return { model, report }
}

/** What each line that was held out was taken for. */
function judgedLines(
  lines: readonly TrainingLine[],
  intents: readonly string[],
  likely: ReturnType<typeof heldOut>,
): JudgedLine[] {
  const asides = new Set(lines.flatMap(({ aside, intent }) => (aside ? [intent] : [])))
  return lines.flatMap(({ language, intent }, i): JudgedLine[] => {
    const [first] = likely[i] ?? []
    if (first === undefined) return []
    const given = intents[first.k]!
    const right = given === intent
    return [{ language, confidence: first.probability, right, aside: asides.has(intent), silent: asides.has(given) }]
  })
}

/** SHA-256 of the lines in a fixed order, hexadecimal: tells whether a model is of these lines. */
export function hashLines(lines: readonly TrainingLine[]): string {
  const hash = createHash('sha256')
  for (const line of lines.map(line => JSON.stringify([line.intent, line.language, line.text])).sort())
    hash.update(`${line}\n`)
  return hash.digest('hex')
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
