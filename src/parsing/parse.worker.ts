/** A thread that reads one file after the other. */
import { parentPort } from 'node:worker_threads'
import { sendable } from '../thread.ts'
import { type ParseProgress, parseFile, previewTable } from './parse-file.ts'
import type { ParserAnswer, ParserRequest } from './parser-protocol.ts'

const port = parentPort!
const post = (message: ParserAnswer) => port.postMessage(message)

port.on('message', async (request: ParserRequest) => {
  try {
    post({ kind: 'done', value: await run(request) })
  } catch (error) {
    post({ kind: 'failed', error: sendable(error) })
  }
})
post({ kind: 'ready' })

function run(request: ParserRequest): Promise<unknown> {
  const progress: ParseProgress = (done, of) => post({ kind: 'progress', done, of })
  return request.kind === 'parse'
    ? parseFile(request.name, request.bytes, request.options, progress)
    : previewTable(request.name, request.bytes)
}
