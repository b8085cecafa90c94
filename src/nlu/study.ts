/** A training set looked at from all sides: what all lines teach, and what each line is taken for by a model without it. */

import { type Breath, createBreath } from '../breath.ts'
import { createDots } from '../dots.ts'
import type { Embedder } from '../embedder.ts'
import { InvalidInput } from '../errors.ts'
import { createRandom, shuffled } from '../random.ts'
import { exactKey } from '../text/exact-key.ts'
import { type Blend, blended, fitBlend, KERNEL_PRIOR, LINEAR_PRIOR, type Opinions } from './blend.ts'
import { crossValidate, type Folds } from './cross-validation.ts'
import { type Learned, learn, type Material } from './experiment.ts'
import { featuresOf } from './features.ts'
import { assignFolds } from './folds.ts'
import { checkLines, type TrainingLine } from './training-line.ts'
import { type CountedFeatures, countFeatures, type Vocabulary } from './vectorizer.ts'

export interface TrainOptions {
  /** Puts sentence vectors beside the words; the model then needs the same embedder for ever. */
  embedder?: Embedder | undefined
  /** Parts of the cross-validation, 2 to 10; default 5. */
  folds?: number
  /** Judges every line by cross-validation, not only up to sixty of an intent. */
  judgeAll?: boolean
  /** Called now and then with the share done, 0 to 1, and what is being done. */
  onProgress?: (done: number, step: TrainStep) => void
  /** Stops the training: it rejects with the signal's reason. */
  signal?: AbortSignal
  /** Seam for tests. */
  now?: () => Date
}

export type TrainStep = 'reading' | 'embedding' | 'cross_validation' | 'out_of_scope' | 'final'

export interface Study {
  /** Their names, in the order of the classes. */
  intents: string[]
  /** The key of each line, see `exactKey`. */
  keys: string[]
  vocabulary: Vocabulary
  learned: Learned
  folds: Folds
  /** What is thought of the judged lines by a model that did not learn from their fold; of the others nothing. */
  opinions: (Opinions | undefined)[]
  /** Fitted on `opinions`. */
  blend: Blend
}

const DEFAULT_FOLDS = 5
/** Lines of a class that are held out once and judged. */
const MOST_JUDGED = 60
const JUDGED_SEED = 11
/** Few, for the embedder may work on the thread of the chat. */
const EMBEDDED_TOGETHER = 32

/** Gives what `use` makes of the study. Takes the progress from 0 to 0.7. Throws InvalidInput `training_lines_invalid` naming intent and line, `vector_invalid` naming model and line. */
export async function studyLines<T>(
  lines: readonly TrainingLine[],
  options: TrainOptions,
  use: (study: Study) => T | Promise<T>,
  breathe: Breath = createBreath(options.signal),
): Promise<T> {
  const count = checkFolds(options.folds ?? DEFAULT_FOLDS)
  checkLines(lines)
  const intents = [...new Set(lines.map(line => line.intent))].sort()
  const keys = lines.map(line => exactKey(line.text))
  const vocabulary: Vocabulary = new Map()
  const material = await readMaterial(lines, intents, vocabulary, options, breathe)
  const folds = { count, of: assignFolds(material.labels, keys, count) }
  options.onProgress?.(0.3, 'final')
  const learned = await learn(material, breathe)
  try {
    const judged = options.judgeAll ? keys.map((_, i) => i) : judgedLines(material.labels)
    const opinions = await crossValidate(learned, folds, new Set(judged), breathe, share =>
      options.onProgress?.(0.4 + 0.3 * share, 'cross_validation'),
    )
    const blend = fitBlend(
      opinions,
      material.labels,
      learned.meaning?.found.kind === 'kernel' ? KERNEL_PRIOR : LINEAR_PRIOR,
    )
    return await use({ intents, keys, vocabulary, learned, folds, opinions, blend })
  } finally {
    await learned.close()
  }
}

/** The lines that are held out once: all of them, or so many of each class that more would not change the figures. */
function judgedLines(labels: ArrayLike<number>): number[] {
  const counts = new Map<number, number>()
  return shuffled(labels.length, createRandom(JUDGED_SEED)).filter(i => {
    const count = counts.get(labels[i]!) ?? 0
    counts.set(labels[i]!, count + 1)
    return count < MOST_JUDGED
  })
}

/** The likely classes of each judged line with their probabilities, best first; undefined for the others. */
export function heldOut({ opinions, blend }: Study): ({ k: number; probability: number }[] | undefined)[] {
  return opinions.map(opinion => {
    if (opinion === undefined) return undefined
    const probability = blended(opinion, blend)
    return opinion.classes
      .map((k, i) => ({ k, probability: probability[i]! }))
      .sort((a, b) => b.probability - a.probability)
  })
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

async function embedLines(lines: readonly TrainingLine[], embedder: Embedder, options: TrainOptions, breathe: Breath) {
  const vectors: Float32Array[] = []
  for (let from = 0; from < lines.length; from += EMBEDDED_TOGETHER) {
    const texts = lines.slice(from, from + EMBEDDED_TOGETHER).map(({ text }) => text)
    for (const [i, vector] of (await embedder.embed(texts, 'passage')).entries()) {
      vectors.push(checkVector(vector, texts[i]!, embedder))
    }
    options.onProgress?.((0.3 * vectors.length) / lines.length, 'embedding')
    await breathe()
  }
  return createDots(vectors, embedder.dims)
}

/** One number that is none would make every confidence of the model none. */
function checkVector(vector: Float32Array, text: string, { name }: Embedder): Float32Array {
  if (vector.every(Number.isFinite)) return vector
  throw new InvalidInput(
    'vector_invalid',
    `The sentence model ${name} gives “${text.slice(0, 80)}” numbers that are none.`,
    {
      remedy: 'Choose another sentence model, or leave the line out.',
      value: text,
      params: { name, line: text },
    },
  )
}

function checkFolds(folds: number): number {
  if (Number.isInteger(folds) && folds >= 2 && folds <= 10) return folds
  throw new InvalidInput('folds_invalid', `The number of folds is ${folds}; it must be a whole number from 2 to 10.`, {
    remedy: 'Leave it out for 5.',
    params: { folds },
  })
}
