/** Threads of our own: a module in TypeScript on its own core, beside the event loop that serves the sockets. */
import { parentPort, type ResourceLimits, Worker } from 'node:worker_threads'
import { YingdaError } from './errors.ts'

/** tsx does not reach into workers on Node 20: the thread registers it itself. */
const BOOTSTRAP = `import('tsx/esm/api').then(({ register }) => { register(); return import(require('node:worker_threads').workerData.module) })`

/**
 * Starts a thread that runs the module at `url`; it reads `data` from `workerData`. Takes about 0.3 s. A thread that grows
 * beyond `limits` ends with the error `ERR_WORKER_OUT_OF_MEMORY`.
 */
export function startThread(url: URL, data: object = {}, limits?: ResourceLimits): Worker {
  const workerData = { ...data, module: url.href }
  return new Worker(BOOTSTRAP, { eval: true, workerData, ...(limits && { resourceLimits: limits }) })
}

/** An error as it passes between threads: classes do not, but their code, words and parameters do. */
export type Sendable = { expected: ConstructorParameters<typeof YingdaError> } | { error: unknown }

export function sendable(error: unknown): Sendable {
  if (!(error instanceof YingdaError)) return { error }
  const { kind, code, message, remedy, value, params } = error
  return { expected: [kind, code, message, { ...(remedy !== undefined && { remedy }), value, params }] }
}

export function received(sent: Sendable): unknown {
  return 'expected' in sent ? new YingdaError(...sent.expected) : sent.error
}

type Answer = { value: unknown } | Sendable

/** One question to a thread that `answer`s; rejects with what was thrown there. Ask the next when this one is answered. */
export function ask<T>(thread: Worker, request: unknown): Promise<T> {
  return new Promise((resolve, reject) => {
    const settle = (then: () => void) => {
      thread.off('message', onMessage).off('error', onError).off('exit', onExit)
      then()
    }
    const onMessage = (answer: Answer) =>
      settle(() => {
        if ('value' in answer) resolve(answer.value as T)
        else reject(received(answer))
      })
    const onError = (error: unknown) => settle(() => reject(error))
    const onExit = (code: number) => settle(() => reject(new Error(`The thread ended with code ${code}.`)))
    thread.on('message', onMessage).on('error', onError).on('exit', onExit)
    thread.postMessage(request)
  })
}

/** In a thread: answers every request with what `work` gives. */
export function answer<R>(work: (request: R) => unknown): void {
  parentPort!.on('message', async (request: R) => {
    parentPort!.postMessage(await answerTo(() => work(request)))
  })
}

async function answerTo(work: () => unknown): Promise<Answer> {
  try {
    return { value: await work() }
  } catch (error) {
    return sendable(error)
  }
}
