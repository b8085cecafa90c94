/** A thread that trains one model and ends. */
import { parentPort, workerData } from 'node:worker_threads'
import type { Embedder } from '../embedder.ts'
import { received, sendable } from '../thread.ts'
import { save } from './artifact.ts'
import { train } from './train.ts'
import type { FromThread, ToThread, TrainingData } from './training-protocol.ts'

const { lines, embedder } = workerData as TrainingData
const port = parentPort!
const post = (message: FromThread) => port.postMessage(message)

try {
  const { model, report } = await train(lines, {
    embedder: embedder && remote(embedder),
    onProgress: (done, step) => post({ kind: 'progress', done, step }),
  })
  post({ kind: 'done', trained: { bytes: save(model), manifest: model.manifest, report } })
} catch (error) {
  post({ kind: 'failed', error: sendable(error) })
}

/** The embedder of the other thread; one question at a time. */
function remote({ identity, dims, name }: NonNullable<TrainingData['embedder']>): Embedder {
  return {
    identity,
    dims,
    name,
    embed: texts =>
      new Promise((resolve, reject) => {
        port.once('message', (answer: ToThread) => {
          if ('vectors' in answer) resolve(answer.vectors)
          else reject(received(answer.error))
        })
        post({ kind: 'embed', texts })
      }),
    close: async () => {},
  }
}
