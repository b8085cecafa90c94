/**
 * A small static model made from strong teachers: `corpus` -> `teacher-vectors` -> `vocabulary` -> `initial-table` ->
 * `train` -> quantised files. What is costly is kept in the work folder: a run that was stopped goes on where it was.
 */
import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { InvalidInput } from '../../errors.ts'
import { createRandom } from '../../random.ts'
import { createPieces } from '../pieces.ts'
import { quantize, saveStaticModel } from '../static-model.ts'
import { type BatchSizes, createBatches } from './batches.ts'
import { createCheckpoint } from './checkpoint.ts'
import { type Corpus, readCorpus, type Sample } from './corpus.ts'
import { evaluate } from './evaluate.ts'
import { initialTable } from './initial-table.ts'
import { createDense, type DenseWeights } from './layer.ts'
import { transposed } from './matrix.ts'
import { joinParts } from './table.ts'
import { createTargets } from './targets.ts'
import { embedWithTeachers, type TeacherVectors } from './teacher-vectors.ts'
import { trainStudent } from './train.ts'
import { frequentPairs, readVocabulary, textRowsOf, type Vocabulary } from './vocabulary.ts'

export interface DistilSettings {
  name: string
  version: string
  corpus: string
  /** Folder of `pieces.tsv`; the corpus's own where left out. */
  pieces?: string | undefined
  /** Folders of the teachers, in transformers.js layout. */
  teachers: readonly string[]
  /** Keeps teachers' vectors and checkpoints. */
  work: string
  out: string
  sample: Sample
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
  dims: 256,
  hidden: 512,
  pairs: 60_000,
  steps: 5000,
  sharpening: 1400,
  batch: { sentences: 1024, parallel: 768, paraphrases: 384 },
} as const satisfies Partial<DistilSettings>

/** Ten minutes' work. */
const SAVE_EVERY = 1000

export type DistilStage = 'corpus' | 'teachers' | 'vocabulary' | 'training' | 'saving'

export type DistilProgress = (stage: DistilStage, share: number, note?: string) => void

/** Returns the bytes written to `out`, and how many texts were learned from. Needs about 5 GB of memory for a million texts. */
export async function distil(
  settings: DistilSettings,
  progress: DistilProgress,
): Promise<{ bytes: number; texts: number }> {
  progress('corpus', 0)
  const corpus = readCorpus(settings.corpus, settings.sample)
  const vocabulary = readVocabulary(settings.pieces ?? settings.corpus)
  const cache = join(settings.work, 'teacher-vectors')
  const teachers = await embedWithTeachers(corpus, settings.teachers, cache, share => progress('teachers', share))
  const shared = teachers.find(({ teacher }) => teacher.language === undefined)
  const leader = shared ?? teachers[0]!
  if (leader.rows.some(row => row < 0)) refuseTeachers(settings.teachers)

  progress('vocabulary', 0)
  const pieces = createPieces(vocabulary.pieces, vocabulary.scores)
  const pairs = frequentPairs(corpus.texts, pieces, settings.pairs)
  const textRows = textRowsOf(corpus.texts, vocabulary, pairs)
  const pieceVectors = shared && (await embedPieces(vocabulary, shared, cache))
  const vectors = shared && pieceVectors && { pieces: pieceVectors, sentences: shared }
  const table = await initialTable(vocabulary, pieces.size + pairs.length, settings.dims, vectors)

  const targets = createTargets(teachers, corpus.languages)
  const { dims, hidden, steps, sharpening, batch } = settings
  const { parts, dense } = await trainStudent({
    textRows,
    table,
    dense: createDense(
      dims,
      hidden,
      teachers.map(teacher => teacher.dims),
      createRandom(4),
    ),
    targets,
    batches: await createBatches(corpus, leader, batch),
    batchSize: 2 * (batch.sentences + batch.parallel + batch.paraphrases),
    dims,
    steps,
    sharpening,
    threads: availableParallelism(),
    saveEvery: SAVE_EVERY,
    checkpoint: createCheckpoint(join(settings.work, 'training'), runOf(settings, corpus, teachers)),
    progress: (share, loss) => progress('training', share, loss.toFixed(4)),
  })

  progress('saving', 0)
  const numbers = {
    ...vocabulary,
    pairs: Float64Array.from(pairs),
    table: quantize(joinParts(parts, dims), dims),
    layer: layerOf(dense),
  }
  const evaluation = await evaluate(numbers, corpus, targets)
  const madeFrom = { ...originOf(settings, corpus, teachers), evaluation }
  const bytes = saveStaticModel(settings.out, {
    ...numbers,
    manifest: { name: settings.name, version: settings.version, madeFrom },
  })
  return { bytes, texts: corpus.texts.length }
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
  ]
  return createHash('sha256').update(JSON.stringify(of)).digest('hex').slice(0, 16)
}

function originOf(settings: DistilSettings, corpus: Corpus, teachers: readonly TeacherVectors[]) {
  const { dims, hidden, pairs, steps, sharpening, batch, sample } = settings
  return {
    teachers: teachers.map(({ teacher: { name, hash, path } }) => ({ name, hash, licence: licenceOf(path) })),
    corpus: {
      hash: corpusHash(corpus),
      texts: corpus.texts.length,
      parallel: corpus.parallel.length,
      paraphrases: corpus.paraphrases.length,
      skipped: corpus.skipped,
    },
    settings: { dims, hidden, pairs, steps, sharpening, batch, sample },
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
