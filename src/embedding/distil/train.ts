/** The training of a student: batch after batch, the table on threads of its own, the dense part in ONNX Runtime. */
import type { Language } from '../../message.ts'
import type { AdamState } from './adam.ts'
import type { Batch, Group } from './batches.ts'
import type { Checkpoint } from './checkpoint.ts'
import { back, createDenseAdam, type DenseWeights, forward, stepDense, zerosLike } from './layer.ts'
import { closeness, direction, type LikenessWeights, likeness, pairing } from './losses.ts'
import { add, type Matrix, matrix, product, rowDot, rowsOf, transposed } from './matrix.ts'
import { openTable, type TableStart } from './table.ts'
import type { TextRows } from './table-part.ts'
import type { Targets } from './targets.ts'

export interface Training {
  textRows: TextRows
  /** Where the table begins. */
  table: Float32Array
  dense: DenseWeights
  targets: Targets
  batches: (step: number) => Batch
  batchSize: number
  dims: number
  /** Of the first phase, and of the second. */
  steps: number
  sharpening: number
  threads: number
  checkpoint: Checkpoint
  /** Steps between two checkpoints: what a kill costs at most. */
  saveEvery: number
  /** The share of what was left to do when this run began. */
  progress: (share: number, loss: number) => void
}

/** Step sizes at their highest; both fall with a cosine (Loshchilov & Hutter 2017). */
const TABLE_RATE = 2e-3
const DENSE_RATE = 1e-3
/** Of a short run, a share. */
const WARM_UP = { steps: 200, share: 0.1 }
const LAST_RATE = 0.02
/** The first phase stops before the cosine has come down: the second goes on from there. */
const COSINE_OVER = 1.1
const SHARPENING_RATE = 0.5
/** Weights of the losses; a direction counts 1. */
const ACROSS = { squared: 10, ranking: 0.3, temperature: 0.05 }
const TRANSLATIONS = { weight: 1, sharpness: 20 }
const CLOSENESS = 10

/** What counts how much for a while. */
interface Phase {
  likeness: LikenessWeights
  /** Share of the teachers for one language in what is alike, beside those for both. */
  specialists: number
  paraphrases: { weight: number; sharpness: number }
}

/** First all teachers alike: one space for both languages. */
const COMMON: Phase = {
  likeness: { squared: 10, ranking: 0.3, temperature: 0.05 },
  specialists: 0.5,
  paraphrases: { weight: 0.15, sharpness: 20 },
}
/** Then, with variants beside, within a language rather what its own teacher finds alike, for it is the better one, and who is nearest to whom. */
const SHARPENING: Phase = {
  likeness: { squared: 10, ranking: 0.8, temperature: 0.05 },
  specialists: 0.7,
  paraphrases: { weight: 0.3, sharpness: 20 },
}

const FORGET = 0.98

/** Returns the table as its threads hold it, and the dense part. */
export async function trainStudent(training: Training) {
  const { textRows, targets, batches, checkpoint } = training
  const steps = training.steps + training.sharpening
  const saved = checkpoint.read()
  const dense = saved?.dense ?? training.dense
  const adam: AdamState[] = saved?.adam ?? createDenseAdam(dense)
  const start: TableStart = { ...training, saved: saved?.parts }
  const table = openTable(textRows, start)
  const from = saved?.step ?? 0
  let learning: Promise<void> = Promise.resolve()
  let running: number | undefined
  try {
    for (let step = from; step < steps; step++) {
      const { texts, groups } = batches(step)
      await learning
      const passed = await forward(await table.pool(texts), dense)
      const gradient = matrix(passed.z.rows, passed.z.columns)
      const denseGradients = zerosLike(dense)
      const phase = step < training.steps ? COMMON : SHARPENING
      let loss = 0
      for (const group of groups)
        loss += await lossOf(group, { texts, z: passed.z, gradient, dense, denseGradients, targets, phase })
      const pooledGradient = await back(passed, gradient, dense, denseGradients)
      const share = rateAt(step, training)
      learning = table.learn(pooledGradient, TABLE_RATE * share)
      stepDense(dense, adam, denseGradients, { rate: DENSE_RATE * share, updates: step + 1 })
      running = running === undefined ? loss : FORGET * running + (1 - FORGET) * loss
      training.progress((step + 1 - from) / (steps - from), running)
      if ((step + 1) % training.saveEvery === 0) {
        await learning
        checkpoint.write({ step: step + 1, dense, adam, parts: await table.read() })
      }
    }
    await learning
    return { parts: await table.read(), dense }
  } finally {
    // What went wrong is thrown already; a step that is under way ends first.
    await learning.catch(() => undefined)
    await table.close()
  }
}

function rateAt(step: number, { steps, sharpening }: Pick<Training, 'steps' | 'sharpening'>): number {
  const cosine = (share: number) => LAST_RATE + ((1 - LAST_RATE) * (1 + Math.cos(Math.PI * share))) / 2
  const warm = Math.min(1, (step + 1) / Math.min(WARM_UP.steps, WARM_UP.share * (steps + sharpening)))
  if (step >= steps) return warm * SHARPENING_RATE * cosine((step - steps) / sharpening)
  return warm * cosine(step / (COSINE_OVER * steps))
}

interface Step {
  texts: Uint32Array
  z: Matrix
  gradient: Matrix
  dense: DenseWeights
  denseGradients: DenseWeights
  targets: Targets
  phase: Phase
}

type Side = readonly [z: Matrix, into: Matrix]

/** The group's loss; its gradients are added where they belong. */
async function lossOf(group: Group, step: Step): Promise<number> {
  const side = ([from, to]: [number, number]): Side => [rowsOf(step.z, from, to), rowsOf(step.gradient, from, to)]
  const wanted = ([from, to]: [number, number], language: Language) =>
    targetsOf(step.texts.subarray(from, to), language, step.targets)
  const first = side(group.first)
  switch (group.kind) {
    case 'zh':
    case 'en':
      return sentences(first, wanted(group.first, group.kind), step)
    case 'parallel': {
      const { second } = group
      return translations([first, side(second)], [wanted(group.first, 'zh'), wanted(second, 'en')], step)
    }
    case 'paraphrases':
      return pairing(first, side(group.second), step.phase.paraphrases)
    case 'variants': {
      const { second, language } = group
      return variants([first, side(second)], [wanted(group.first, language), wanted(second, language)], step)
    }
    default:
      return group satisfies never
  }
}

async function sentences(side: Side, targets: Wanted[], step: Step): Promise<number> {
  const alike = await meanCosines(targets, targets, step.phase.specialists)
  return (await directions(side, targets, step)) + (await likeness(side, side, alike, step.phase.likeness))
}

async function variants([a, b]: [Side, Side], [targets, changed]: [Wanted[], Wanted[]], step: Step): Promise<number> {
  return (
    (await sentences(a, targets, step)) +
    (await directions(b, changed, step)) +
    closeness(a, b, rowCosines(targets, changed, step.phase.specialists), CLOSENESS)
  )
}

async function translations([zh, en]: [Side, Side], [zhTargets, enTargets]: [Wanted[], Wanted[]], step: Step) {
  const forBoth = (targets: Wanted[]) => targets.filter(({ shared }) => shared)
  const across = forBoth(zhTargets).length > 0 ? await meanCosines(forBoth(zhTargets), forBoth(enTargets)) : undefined
  return (
    (await directions(zh, zhTargets, step)) +
    (await directions(en, enTargets, step)) +
    (across === undefined ? 0 : await likeness(zh, en, across, ACROSS)) +
    (await pairing(zh, en, TRANSLATIONS))
  )
}

/** What one teacher says of a group's texts. */
interface Wanted {
  /** The teacher's number. */
  teacher: number
  /** It knows both languages. */
  shared: boolean
  vectors: Matrix
}

function targetsOf(texts: Uint32Array, language: Language, { teachers, of }: Targets): Wanted[] {
  return teachers.flatMap((known, teacher) => {
    const only = known.teacher.language
    if (only !== undefined && only !== language) return []
    return [{ teacher, shared: only === undefined, vectors: of(known, texts, language) }]
  })
}

async function directions([z, into]: Side, targets: readonly Wanted[], { dense, denseGradients }: Step) {
  let loss = 0
  for (const { teacher, vectors } of targets) {
    const headInto = denseGradients.heads[teacher]!
    loss += await direction(z, vectors, dense.heads[teacher]!, { into, headInto, weight: 1 })
  }
  return loss
}

/** Of each with each. `specialists`: the share of the teachers for one language where there are others too. */
async function meanCosines(a: readonly Wanted[], b: readonly Wanted[], specialists = 0.5): Promise<Matrix> {
  const weights = weightsOf(a, specialists)
  const mean = matrix(a[0]!.vectors.rows, b[0]!.vectors.rows)
  for (let t = 0; t < a.length; t++) add(mean, await product(a[t]!.vectors, transposed(b[t]!.vectors)), weights[t]!)
  return mean
}

/** The same of row r of both, row by row. */
function rowCosines(a: readonly Wanted[], b: readonly Wanted[], specialists: number): Float32Array {
  const weights = weightsOf(a, specialists)
  return Float32Array.from({ length: a[0]!.vectors.rows }, (_, r) =>
    a.reduce((sum, { vectors }, t) => sum + weights[t]! * rowDot(vectors, r, b[t]!.vectors, r), 0),
  )
}

function weightsOf(teachers: readonly Wanted[], specialists: number): number[] {
  const count = (shared: boolean) => teachers.filter(one => one.shared === shared).length
  return teachers.map(({ shared }) => {
    const share = count(!shared) === 0 ? 1 : shared ? 1 - specialists : specialists
    return share / count(shared)
  })
}
