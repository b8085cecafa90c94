/** What passes between a training's thread and the thread that asked for it. */
import type { Sendable } from '../thread.ts'
import type { Manifest } from './model.ts'
import type { TrainingReport } from './report.ts'
import type { TrainStep } from './study.ts'
import type { TrainingLine } from './training-line.ts'

export interface TrainingData {
  lines: readonly TrainingLine[]
  /** The embedder stays where it is: vectors are asked for. */
  embedder: { identity: string; dims: number; name: string } | undefined
}

export interface ThreadTrained {
  /** As `artifact.load` reads them. */
  bytes: Uint8Array
  manifest: Manifest
  report: TrainingReport
}

export type FromThread =
  | { kind: 'progress'; done: number; step: TrainStep }
  | { kind: 'embed'; texts: readonly string[] }
  | { kind: 'done'; trained: ThreadTrained }
  | { kind: 'failed'; error: Sendable }

/** The vectors that were asked for last. */
export type ToThread = { vectors: Float32Array[] } | { error: Sendable }
