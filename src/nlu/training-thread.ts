/** Training on a thread of its own: the chat goes on meanwhile, and a training can be stopped at any time. */
import type { Embedder } from '../embedder.ts'
import { received, sendable, startThread } from '../thread.ts'
import type { TrainOptions } from './study.ts'
import { checkLines, type TrainingLine } from './training-line.ts'
import type { FromThread, ThreadTrained, ToThread, TrainingData } from './training-protocol.ts'

/**
 * As `train`, but the model comes as bytes. What stays on this thread are the embedder's vectors, a few texts at a time.
 * Stopped by the signal at once, with the signal's reason.
 */
export async function trainInThread(
  lines: readonly TrainingLine[],
  { embedder, onProgress, signal }: Pick<TrainOptions, 'embedder' | 'onProgress' | 'signal'> = {},
): Promise<ThreadTrained> {
  checkLines(lines)
  signal?.throwIfAborted()
  const data: TrainingData = {
    lines,
    embedder: embedder && { identity: embedder.identity, dims: embedder.dims, name: embedder.name },
  }
  const thread = startThread(new URL('./train.worker.ts', import.meta.url), data)
  try {
    return await new Promise<ThreadTrained>((resolve, reject) => {
      signal?.addEventListener('abort', () => reject(signal.reason), { once: true })
      thread.on('error', reject)
      thread.on('exit', code => reject(new Error(`The training's thread ended with code ${code}.`)))
      thread.on('message', async (message: FromThread) => {
        switch (message.kind) {
          case 'progress':
            return onProgress?.(message.done, message.step)
          case 'embed':
            return thread.postMessage(await vectorsOf(embedder!, message.texts))
          case 'done':
            return resolve(message.trained)
          case 'failed':
            return reject(received(message.error))
          default:
            return message satisfies never
        }
      })
    })
  } finally {
    await thread.terminate()
  }
}

async function vectorsOf(embedder: Embedder, texts: readonly string[]): Promise<ToThread> {
  try {
    return { vectors: await embedder.embed(texts, 'passage') }
  } catch (error) {
    return { error: sendable(error) }
  }
}
