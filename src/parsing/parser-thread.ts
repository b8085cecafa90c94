/** Files of strangers are read in threads with limits: what fills the memory or never ends takes the thread with it, not the server. */
import type { Worker } from 'node:worker_threads'
import { InvalidInput } from '../errors.ts'
import { received, startThread } from '../thread.ts'
import { MAX_BYTES, tooLarge } from './file-kind.ts'
import type { PageLinks } from './page-links.ts'
import type { ParseProgress } from './parse-file.ts'
import type { ParsedFile, ParseOptions, TablePreview } from './parsed-file.ts'
import type { ParserAnswer, ParserRequest } from './parser-protocol.ts'
import type { Section } from './split.ts'

export interface FileParserOptions {
  /** Of a thread's heap. */
  memoryMb?: number | undefined
  /** For one file, once the thread has started. */
  timeoutMs?: number | undefined
  /** A thread without a file is let go after so long, and its memory with it. */
  idleMs?: number | undefined
}

export interface ParseCall {
  signal?: AbortSignal | undefined
  progress?: ParseProgress | undefined
}

export interface FileParser {
  /** As `parseFile`. @throws also InvalidInput `file_too_heavy` (memory), `file_too_slow` (time), the signal's reason. */
  parse(name: string, bytes: Uint8Array, options?: ParseOptions, call?: ParseCall): Promise<ParsedFile>
  /** As `previewTable`. */
  preview(name: string, bytes: Uint8Array, call?: Pick<ParseCall, 'signal'>): Promise<TablePreview>
  /** As `splitMarkdown`; `name` is for messages. */
  split(name: string, markdown: string, call?: Pick<ParseCall, 'signal'>): Promise<Section[]>
  /** As `pageLinks`. */
  links(html: Uint8Array, url: string, contentType: string): Promise<PageLinks>
  /** Ends all threads; files that are being read fail. */
  close(): Promise<void>
}

/** A thread that holds nothing of the last file: kept for the next, while one is enough. */
const WARM_AT_MOST = 1

/** Files at once each have their own thread: who calls says how many. The bytes are copied. */
export function createFileParser({
  memoryMb = 512,
  timeoutMs = 60_000,
  idleMs = 30_000,
}: FileParserOptions = {}): FileParser {
  const warm: { thread: Worker; timer: NodeJS.Timeout }[] = []
  const busy = new Set<Worker>()

  function take(): Worker {
    const ready = warm.pop()
    if (ready === undefined) {
      const thread = start(memoryMb)
      // One that ends while nobody waits for it is not given another file.
      thread.once('exit', () => forget(thread))
      return thread
    }
    clearTimeout(ready.timer)
    ready.thread.ref()
    return ready.thread
  }

  function forget(thread: Worker): void {
    warm.splice(0, warm.length, ...warm.filter(one => one.thread !== thread))
  }

  function keep(thread: Worker): void {
    if (warm.length >= WARM_AT_MOST) return void thread.terminate()
    // A warm thread does not keep the process alive, nor does its timer.
    thread.unref()
    const timer = setTimeout(() => {
      forget(thread)
      void thread.terminate()
    }, idleMs).unref()
    warm.push({ thread, timer })
  }

  async function run<T>(name: string, request: ParserRequest, { signal, progress }: ParseCall): Promise<T> {
    signal?.throwIfAborted()
    if (request.bytes.byteLength > MAX_BYTES) throw tooLarge(name, request.bytes.byteLength)
    const thread = take()
    busy.add(thread)
    const limits = { name, memoryMb, timeoutMs }
    const result = await askParser<T>(thread, request, limits, signal, progress)
    busy.delete(thread)
    if (result.broken) await thread.terminate()
    else keep(thread)
    if ('error' in result) throw result.error
    return result.value
  }

  return {
    parse: (name, bytes, options = {}, call = {}) => run(name, { kind: 'parse', name, bytes, options }, call),
    preview: (name, bytes, call = {}) => run(name, { kind: 'preview', name, bytes }, call),
    split: (name, markdown, call = {}) => run(name, { kind: 'split', bytes: Buffer.from(markdown) }, call),
    links: (bytes, url, contentType) => run(url, { kind: 'links', bytes, url, contentType }, {}),
    async close() {
      for (const { timer } of warm) clearTimeout(timer)
      const threads = [...busy, ...warm.splice(0).map(({ thread }) => thread)]
      await Promise.all(threads.map(thread => thread.terminate()))
    },
  }
}

function start(memoryMb: number): Worker {
  const thread = startThread(new URL('./parse.worker.ts', import.meta.url), {}, { maxOldGenerationSizeMb: memoryMb })
  // Who waits for a file hears of its error; one that comes when nobody does would end the process.
  return thread.on('error', () => {})
}

type Result<T> = { broken: boolean } & ({ value: T } | { error: unknown })
type Limits = { name: string; memoryMb: number; timeoutMs: number }

/** One file to one thread. A thread that did not answer is broken: nobody knows what it holds. */
function askParser<T>(
  thread: Worker,
  request: ParserRequest,
  limits: Limits,
  signal: AbortSignal | undefined,
  progress: ParseProgress | undefined,
): Promise<Result<T>> {
  return new Promise(resolve => {
    let timer = setTimeout(onTime, limits.timeoutMs)
    const settle = (result: Result<T>) => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', onAbort)
      thread.off('message', onMessage).off('error', onError).off('exit', onExit)
      resolve(result)
    }
    function onTime() {
      settle({ broken: true, error: tooSlow(limits) })
    }
    function onAbort() {
      settle({ broken: true, error: signal!.reason })
    }
    function onError(error: unknown) {
      settle({ broken: true, error: isOutOfMemory(error) ? tooHeavy(limits) : error })
    }
    function onExit(code: number) {
      settle({ broken: true, error: new Error(`The parser's thread ended with code ${code}.`) })
    }
    function onMessage(message: ParserAnswer) {
      switch (message.kind) {
        case 'ready':
          clearTimeout(timer)
          timer = setTimeout(onTime, limits.timeoutMs)
          return
        case 'progress':
          return progress?.(message.done, message.of)
        case 'done':
          return settle({ broken: false, value: message.value as T })
        case 'failed':
          return settle({ broken: false, error: received(message.error) })
        default:
          return message satisfies never
      }
    }
    signal?.addEventListener('abort', onAbort, { once: true })
    thread.on('message', onMessage).on('error', onError).on('exit', onExit)
    thread.postMessage(request)
  })
}

function isOutOfMemory(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY'
}

function tooHeavy({ name, memoryMb }: Limits): InvalidInput {
  return new InvalidInput('file_too_heavy', `${name} needs more than ${memoryMb} MB of memory to be read.`, {
    remedy: 'Split it into several files.',
    params: { memoryMb },
  })
}

function tooSlow({ name, timeoutMs }: Limits): InvalidInput {
  return new InvalidInput('file_too_slow', `${name} could not be read within ${timeoutMs / 1000} s.`, {
    remedy: 'Split it into several files.',
    params: { timeoutMs },
  })
}
