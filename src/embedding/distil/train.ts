/** The training of a student: batch after batch, the table on threads of its own, the dense part in ONNX Runtime. */
import type { Language } from '../../message.ts'
import type { AdamState } from './adam.ts'
import type { Batch, Group } from './batches.ts'
import type { Checkpoint } from './checkpoint.ts'
import { back, createDenseAdam, type DenseWeights, forward, stepDense, zerosLike } from './layer.ts'
import { direction, likeness, pairing } from './losses.ts'
import { type Matrix, matrix, product, rowsOf, transposed } from './matrix.ts'
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
  steps: number
  threads: number
  checkpoint: Checkpoint
  progress: (done: number, loss: number) => void
}

/** Step sizes at their highest; both fall with a cosine (Loshchilov & Hutter 2017). Found on AliCloud FAQ and LCQMC's valid split. */
const TABLE_RATE = 2e-3
const DENSE_RATE = 1e-3
const WARM_UP = 200
const LAST_RATE = 0.02
const SAVE_EVERY = 1000
/** Weights of the losses; a direction counts 1. */
const LIKENESS = { squared: 10, ranking: 0.3, temperature: 0.05 }
const ACROSS = { squared: 5, ranking: 0.15, temperature: 0.05 }
const TRANSLATIONS = { weight: 0.5, sharpness: 20 }
const PARAPHRASES = { weight: 0.15, sharpness: 20 }
const FORGET = 0.98

/** Returns the table as its threads hold it, and the dense part. */
export async function trainStudent(training: Training) {
  const { textRows, targets, batches, steps, checkpoint } = training
  const saved = checkpoint.read()
  const dense = saved?.dense ?? training.dense
  const adam: AdamState[] = saved?.adam ?? createDenseAdam(dense)
  const start: TableStart = { ...training, saved: saved?.parts }
  const table = openTable(textRows, start)
  let learning: Promise<void> = Promise.resolve()
  let running: number | undefined
  try {
    for (let step = saved?.step ?? 0; step < steps; step++) {
      const { texts, groups } = batches(step)
      await learning
      const passed = await forward(await table.pool(texts), dense)
      const gradient = matrix(passed.z.rows, passed.z.columns)
      const denseGradients = zerosLike(dense)
      let loss = 0
      for (const group of groups)
        loss += await lossOf(group, { texts, z: passed.z, gradient, dense, denseGradients, targets })
      const pooledGradient = await back(passed, gradient, dense, denseGradients)
      const share = rateAt(step, steps)
      learning = table.learn(pooledGradient, TABLE_RATE * share)
      stepDense(dense, adam, denseGradients, { rate: DENSE_RATE * share, updates: step + 1 })
      running = running === undefined ? loss : FORGET * running + (1 - FORGET) * loss
      training.progress(step + 1, running)
      if ((step + 1) % SAVE_EVERY === 0) {
        await learning
        checkpoint.write({ step: step + 1, dense, adam, parts: await table.read() })
      }
    }
    await learning
    return { parts: await table.read(), dense }
  } finally {
    await table.close()
  }
}

function rateAt(step: number, steps: number): number {
  const warm = Math.min(1, (step + 1) / WARM_UP)
  return warm * (LAST_RATE + ((1 - LAST_RATE) * (1 + Math.cos((Math.PI * step) / steps))) / 2)
}

interface Step {
  texts: Uint32Array
  z: Matrix
  gradient: Matrix
  dense: DenseWeights
  denseGradients: DenseWeights
  targets: Targets
}

type Side = readonly [z: Matrix, into: Matrix]

/** The group's loss; its gradients are added where they belong. */
async function lossOf({ kind, first, second }: Group, step: Step): Promise<number> {
  const side = ([from, to]: [number, number]): Side => [rowsOf(step.z, from, to), rowsOf(step.gradient, from, to)]
  const textsOf = ([from, to]: [number, number]) => step.texts.subarray(from, to)
  switch (kind) {
    case 'zh':
    case 'en':
      return (
        (await directions(side(first), textsOf(first), kind, step)) +
        (await likenessTo(side(first), textsOf(first), kind, step))
      )
    case 'parallel':
      return (
        (await directions(side(first), textsOf(first), 'zh', step)) +
        (await directions(side(second!), textsOf(second!), 'en', step)) +
        (await acrossLanguages(side(first), side(second!), [textsOf(first), textsOf(second!)], step)) +
        (await pairing(side(first), side(second!), TRANSLATIONS))
      )
    case 'paraphrases':
      return pairing(side(first), side(second!), PARAPHRASES)
    default:
      return kind satisfies never
  }
}

async function directions([z, into]: Side, texts: Uint32Array, language: Language, step: Step): Promise<number> {
  let loss = 0
  for (const [t, teacher] of step.targets.teachers.entries()) {
    if (!reads(teacher, language)) continue
    const headInto = step.denseGradients.heads[t]!
    const wanted = step.targets.of(teacher, texts, language)
    loss += await direction(z, wanted, step.dense.heads[t]!, { into, headInto, weight: 1 })
  }
  return loss
}

async function likenessTo(side: Side, texts: Uint32Array, language: Language, { targets }: Step): Promise<number> {
  const teachers = targets.teachers.filter(teacher => reads(teacher, language))
  const joined = targets.joined(teachers, texts, language)
  return likeness(side, side, await product(joined, transposed(joined)), LIKENESS)
}

async function acrossLanguages(
  zh: Side,
  en: Side,
  [zhTexts, enTexts]: [Uint32Array, Uint32Array],
  { targets }: Step,
): Promise<number> {
  const teachers = targets.teachers.filter(({ teacher }) => teacher.language === undefined)
  if (teachers.length === 0) return 0
  const a = targets.joined(teachers, zhTexts, 'zh')
  const b = targets.joined(teachers, enTexts, 'en')
  return likeness(zh, en, await product(a, transposed(b)), ACROSS)
}

function reads({ teacher }: { teacher: { language: Language | undefined } }, language: Language): boolean {
  return teacher.language === undefined || teacher.language === language
}
