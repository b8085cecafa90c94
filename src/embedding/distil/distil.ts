/**
 * A small static model made from strong teachers: `corpus` -> `variants` -> `teacher-vectors` -> `vocabulary` ->
 * `initial-table` or `continued` -> `train` -> quantised files. What is costly is kept in the work folder: a run that was stopped goes on where it was.
 */
import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { InvalidInput } from '../../errors.ts'
import type { Language } from '../../message.ts'
import { createRandom } from '../../random.ts'
import { readModelDirectory } from '../model-directory.ts'
import { createPieces } from '../pieces.ts'
import { quantize, readStaticModel, type StaticModel, saveStaticModel } from '../static-model.ts'
import { type BatchSizes, createBatches, textsOf } from './batches.ts'
import { createCheckpoint } from './checkpoint.ts'
import { continuedFrom } from './continued.ts'
import { type Corpus, readCorpus, type Sample } from './corpus.ts'
import { evaluate } from './evaluate.ts'
import { initialTable } from './initial-table.ts'
import { createDense, type DenseWeights } from './layer.ts'
import { openLexicon } from './lexicons.ts'
import { transposed } from './matrix.ts'
import { joinParts } from './table.ts'
import { createTargets } from './targets.ts'
import { embedWithTeachers, type TeacherVectors } from './teacher-vectors.ts'
import { trainStudent } from './train.ts'
import { addVariants } from './variants.ts'
import { frequentPairs, readVocabulary, textRowsOf, type Vocabulary } from './vocabulary.ts'

export interface DistilSettings {
  name: string
  version: string
  corpus: string
  /** Folder of `pieces.tsv`; the corpus's own where left out. */
  pieces?: string | undefined
  /** Folder of a model to go on from: its pieces and pairs are kept, and there is no first phase. */
  from?: string | undefined
  /** Folders of the teachers, in transformers.js layout. */
  teachers: readonly string[]
  /** Keeps teachers' vectors and checkpoints. */
  work: string
  out: string
  sample: Sample
  /** Pairs of made-up texts a language. */
  variants: Record<Language, number>
  dims: number
  hidden: number
  pairs: number
  /** Of the first phase, and of the second. */
  steps: number
  sharpening: number
  batch: BatchSizes
}

export const DEFAULTS = {
  sample: { sentences: 350_000, parallel: 200_000, questions: 90_000 },
  variants: { zh: 90_000, en: 60_000 },
  dims: 256,
  hidden: 512,
  pairs: 60_000,
  steps: 5000,
  sharpening: 1400,
  batch: { sentences: 1024, parallel: 768, paraphrases: 384, variants: 256 },
} as const satisfies Partial<DistilSettings>

/** For a student that goes on from a model: it has less to learn, in half an hour. */
export const GOING_ON = {
  sharpening: 2000,
  batch: { sentences: 640, parallel: 768, paraphrases: 192, variants: 256 },
} as const satisfies Partial<DistilSettings>

/** Ten minutes' work. */
const SAVE_EVERY = 500

export type DistilStage = 'corpus' | 'teachers' | 'vocabulary' | 'training' | 'saving'

export type DistilProgress = (stage: DistilStage, share: number, note?: string) => void

/** Returns the bytes written to `out`, and how many texts were learned from. Needs about 5 GB of memory for a million texts. */
export async function distil(
  settings: DistilSettings,
  progress: DistilProgress,
): Promise<{ bytes: number; texts: number }> {
  progress('corpus', 0)
  const corpus = readCorpus(settings.corpus, settings.sample)
  const model = settings.from === undefined ? undefined : readStaticModel(settings.from)
  const vocabulary = model ?? readVocabulary(settings.pieces ?? settings.corpus)
  const cache = join(settings.work, 'teacher-vectors')
  await makeUp(corpus, vocabulary, settings, cache)
  const teachers = await embedWithTeachers(corpus, settings.teachers, cache, share => progress('teachers', share))
  const shared = teachers.find(({ teacher }) => teacher.language === undefined)
  const leader = shared ?? teachers[0]!
  if (leader.rows.some(row => row < 0)) refuseTeachers(settings.teachers)

  progress('vocabulary', 0)
  const pieces = createPieces(vocabulary.pieces, vocabulary.scores)
  const pairs = model?.pairs ?? frequentPairs(corpus.texts.slice(0, corpus.written), pieces, settings.pairs)
  const textRows = textRowsOf(corpus.texts, vocabulary, pairs)
  const targets = createTargets(teachers, corpus.languages)
  const { sharpening, batch } = settings
  const steps = model === undefined ? settings.steps : 0
  const dims = model?.table.dims ?? settings.dims
  const start = async () => {
    if (model !== undefined) return continuedFrom(model, corpus, targets)
    const pieceVectors = shared && (await embedPieces(vocabulary, shared, cache))
    const vectors = shared && pieceVectors && { pieces: pieceVectors, sentences: shared }
    const teacherDims = teachers.map(teacher => teacher.dims)
    return {
      table: await initialTable(vocabulary, pieces.size + pairs.length, dims, vectors),
      dense: createDense(dims, settings.hidden, teacherDims, createRandom(4)),
    }
  }
  const { parts, dense } = await trainStudent({
    ...(await start()),
    textRows,
    targets,
    batches: await createBatches(corpus, leader, batch, steps),
    batchSize: textsOf(batch),
    dims,
    steps,
    sharpening,
    threads: availableParallelism(),
    saveEvery: SAVE_EVERY,
    checkpoint: createCheckpoint(join(settings.work, 'training'), runOf(settings, corpus, teachers, model)),
    progress: (share, loss) => progress('training', share, loss.toFixed(4)),
  })

  progress('saving', 0)
  const { pieces: known, scores } = vocabulary
  const numbers = {
    pieces: known,
    scores,
    pairs: Float64Array.from(pairs),
    table: quantize(joinParts(parts, dims), dims),
    layer: layerOf(dense),
  }
  const evaluation = await evaluate(numbers, corpus, targets)
  const madeFrom = { ...originOf(settings, corpus, teachers, model), evaluation }
  const bytes = saveStaticModel(settings.out, {
    ...numbers,
    manifest: { name: settings.name, version: settings.version, madeFrom },
  })
  return { bytes, texts: corpus.texts.length }
}

/** Adds texts that nobody wrote, in each language that a teacher knows words of. */
async function makeUp(corpus: Corpus, vocabulary: Vocabulary, settings: DistilSettings, cache: string): Promise<void> {
  const random = createRandom(5)
  const teachers = await Promise.all(settings.teachers.map(readModelDirectory))
  for (const language of ['zh', 'en'] as const) {
    const texts = corpus.languages.filter(one => one === language).length
    const count = Math.min(settings.variants[language], Math.floor(texts / 2))
    const knowing = teachers.filter(teacher => (teacher.language ?? language) === language)
    const teacher = (knowing.find(one => one.language === undefined) ?? knowing[0])?.path
    if (teacher === undefined || count === 0) continue
    const lexicon = await openLexicon(language, vocabulary, { teacher, cache, random })
    addVariants(corpus, lexicon, count, random)
  }
}

/** The pieces as words: without the mark of a word's beginning. */
async function embedPieces({ pieces }: Vocabulary, { teacher }: TeacherVectors, cache: string) {
  const words = {
    texts: pieces.map(piece => piece.replace('\u2581', '') || piece),
    languages: pieces.map(() => 'en' as const),
  }
  const [vectors] = await embedWithTeachers(words, [teacher.path], cache, () => {})
  return vectors
}

/** A row a hidden unit: as the encoder reads it. */
function layerOf({ up, bias, down }: DenseWeights) {
  return { hidden: up.columns, up: transposed(up).data, bias: bias.data, down: down.data }
}

/** The weights that an average of both halves would not change: everything that decides what is learned. */
function runOf(
  { dims, hidden, pairs, steps, sharpening, batch }: DistilSettings,
  corpus: Corpus,
  teachers: readonly TeacherVectors[],
  model: StaticModel | undefined,
) {
  const of = [
    dims,
    hidden,
    pairs,
    steps,
    sharpening,
    batch,
    corpusHash(corpus),
    teachers.map(({ teacher }) => teacher.hash),
    model?.hash,
  ]
  return createHash('sha256').update(JSON.stringify(of)).digest('hex').slice(0, 16)
}

function originOf(
  settings: DistilSettings,
  corpus: Corpus,
  teachers: readonly TeacherVectors[],
  model: StaticModel | undefined,
) {
  const { dims, hidden, pairs, steps, sharpening, batch, sample, variants } = settings
  return {
    ...(model && { from: { hash: model.hash, ...model.manifest.madeFrom } }),
    teachers: teachers.map(({ teacher: { name, hash, path } }) => ({ name, hash, licence: licenceOf(path) })),
    corpus: {
      hash: corpusHash(corpus),
      texts: corpus.written,
      variants: corpus.variants.length,
      parallel: corpus.parallel.length,
      paraphrases: corpus.paraphrases.length,
      skipped: corpus.skipped,
    },
    settings: model
      ? { sharpening, batch, sample, variants }
      : { dims, hidden, pairs, steps, sharpening, batch, sample, variants },
  }
}

/** The first line of the folder's LICENSE that says something. */
function licenceOf(folder: string): string {
  const file = join(folder, 'LICENSE')
  const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n') : []
  return lines.map(line => line.trim()).find(line => line !== '') ?? 'not stated'
}

const corpusHash = ({ texts }: Corpus): string => createHash('sha256').update(texts.join('\n')).digest('hex')

function refuseTeachers(folders: readonly string[]): never {
  throw new InvalidInput(
    'teachers_incomplete',
    `No teacher of ${folders.join(', ')} knows both languages of the corpus.`,
    {
      remedy: 'Add a multilingual teacher, or leave out zh.txt or en.txt, and parallel.tsv.',
      value: folders.join(', '),
    },
  )
}
