/** A thread with one solver: see `learnBeside`. */
import { workerData } from 'node:worker_threads'
import { answer } from '../thread.ts'
import { createSolver, type Found, type Lesson, type Solution, type SolveRequest } from './solver.ts'

const solver = createSolver(workerData as Lesson)
let all: Solution | undefined

answer(async ({ without }: SolveRequest): Promise<Found> => {
  await solver.solve(() => undefined, without, all)
  const { pull, ...found } = solver.solution()
  all ??= { pull, ...found }
  return found
})
