/** Linear classifiers of all classes that can be learned again without some lines: here, or on a thread beside this one. */
import { availableParallelism } from 'node:os'
import type { Breath } from '../breath.ts'
import { ask, startThread } from '../thread.ts'
import { createKernel } from './linear-kernel.ts'
import { createSolver, type Found, type Lesson, type Scores, type SolveRequest, scoresBy } from './solver.ts'

export interface Learner {
  /** What was learned from all lines. */
  found: Found
  /** The scores of a classifier that did not see the lines where `lines` is 1; to be asked before the next one. */
  without(lines: Uint8Array): Promise<Scores>
  close(): Promise<void>
}

/** Rows times classes from which a second thread is worth the 0.3 s that it takes to start. */
const WORTH_A_THREAD = 200_000

export async function learnHere(lesson: Lesson, breathe: Breath): Promise<Learner> {
  const solver = createSolver(lesson)
  await solver.solve(breathe)
  const found = solver.solution()
  return {
    found,
    async without(lines) {
      await solver.solve(breathe, lines, found)
      return solver.scores
    },
    close: async () => {},
  }
}

/** As `learnHere`, with the same numbers, while this thread goes on with something else. */
export async function learnBeside(lesson: Lesson, breathe: Breath): Promise<Learner> {
  const { rows, labels, classes } = lesson
  if (labels.length * classes < WORTH_A_THREAD || availableParallelism() < 2) return learnHere(lesson, breathe)
  const thread = await solveBeside<Found>(new URL('./solver.worker.ts', import.meta.url), { rows, labels, classes })
  const nothing = { offsets: new Uint32Array(1), columns: new Uint32Array(0), values: new Float32Array(0) }
  const kernel = createKernel({ ...nothing, width: rows.width }, classes)
  return {
    ...thread,
    async without(lines) {
      const { weights, bias } = await thread.without(lines)
      kernel.weights.set(weights)
      return scoresBy(kernel, bias, classes)
    },
  }
}

/** A thread that solves for all lines first, then without those that it is told; one question at a time. */
export interface SolvingThread<T> {
  found: T
  without(lines: Uint8Array): Promise<T>
  close(): Promise<void>
}

/** `worker` is the module that answers a `SolveRequest`, `lesson` what it learns from. */
export async function solveBeside<T>(worker: URL, lesson: object): Promise<SolvingThread<T>> {
  const thread = startThread(worker, lesson)
  const solve = (without?: Uint8Array) => ask<T>(thread, { without } satisfies SolveRequest)
  const close = async () => void (await thread.terminate())
  try {
    return { found: await solve(), without: solve, close }
  } catch (error) {
    await close()
    throw error
  }
}
