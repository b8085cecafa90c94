/** Learns what sentence vectors alone tell, again and again without some lines: here, or on a thread beside this one. */
import { availableParallelism } from 'node:os'
import type { Breath } from '../breath.ts'
import { createDots, type Dots, packRows } from '../dots.ts'
import { quantized } from './classifier.ts'
import { createKernelSolver, type KernelLesson, type KernelTask, type Pulls } from './kernel-solver.ts'
import { learnBeside, solveBeside } from './learner.ts'
import { asTail, kernelMeaning, linearMeaning, type Meaning } from './meaning.ts'
import { NO_WORDS, toRows } from './sparse.ts'

export interface MeaningLearner {
  /** What was learned from all lines. */
  found: Meaning
  /** The scores of one that did not see the lines where `lines` is 1; to be asked before the next one. */
  without(lines: Uint8Array): Promise<Meaning['scores']>
  close(): Promise<void>
}

/**
 * Most lines that a kernel is learned from: it holds lines x lines numbers, here 25 MB; and most of those times classes, some
 * ten seconds with all experiments. Beyond, linear functions do nearly as well in less time.
 */
const MOST_LINES = 2500
const MOST_WORK = 400_000_000
/** Work from which a second thread is worth the 0.3 s that it takes to start. */
const WORTH_A_THREAD = 30_000_000

export function learnMeaning(lesson: KernelLesson, breathe: Breath): Promise<MeaningLearner> {
  const lines = lesson.labels.length
  const work = lines ** 2 * lesson.classes
  if (lines > MOST_LINES || work > MOST_WORK) return learnLinearMeaning(lesson, breathe)
  return work >= WORTH_A_THREAD && availableParallelism() > 1
    ? learnKernelBeside(lesson)
    : learnKernelHere(lesson, breathe)
}

async function learnLinearMeaning({ dense, labels, classes }: KernelLesson, breathe: Breath): Promise<MeaningLearner> {
  const nothing = dense.rows.map(() => NO_WORDS)
  const learner = await learnBeside({ rows: toRows(nothing, 0, dense.rows.map(asTail)), labels, classes }, breathe)
  return {
    found: linearMeaning(quantized(learner.found, classes)),
    async without(lines) {
      const scores = await learner.without(lines)
      return vector => scores(NO_WORDS, asTail(vector))
    },
    close: learner.close,
  }
}

export async function learnKernelHere(lesson: KernelLesson, breathe: Breath): Promise<MeaningLearner> {
  const solver = createKernelSolver(lesson)
  const found = await solver.solve(breathe)
  const meaning = meaningOn(lesson.dense)
  return {
    found: meaning(found),
    without: async lines => meaning(await solver.solve(breathe, lines, found)).scores,
    close: async () => {},
  }
}

/** With the same numbers. */
export async function learnKernelBeside({ dense, labels, classes }: KernelLesson): Promise<MeaningLearner> {
  const task: KernelTask = { packed: packRows(dense.rows), labels, classes }
  const thread = await solveBeside<Pulls>(new URL('./kernel.worker.ts', import.meta.url), task)
  const meaning = meaningOn(dense)
  return {
    found: meaning(thread.found),
    without: async lines => meaning(await thread.without(lines)).scores,
    close: thread.close,
  }
}

const meaningOn = (dense: Dots) => (pulls: Pulls) => kernelMeaning(createDots(pulls, dense.rows.length), dense)
