/** A thread with one kernel: see `learnKernelBeside`. */
import { workerData } from 'node:worker_threads'
import { unpackRows } from '../dots.ts'
import { answer } from '../thread.ts'
import { createKernelSolver, type KernelTask, type Pulls } from './kernel-solver.ts'
import type { SolveRequest } from './solver.ts'

const { packed, labels, classes } = workerData as KernelTask
const solver = createKernelSolver({ dense: unpackRows(packed, labels.length)!, labels, classes })
let all: Pulls | undefined

answer(async ({ without }: SolveRequest): Promise<Pulls> => {
  const found = await solver.solve(() => undefined, without, all)
  all ??= found
  return found
})
