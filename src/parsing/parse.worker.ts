/** A thread that reads one file after the other. */
import { parentPort } from 'node:worker_threads'
import { sendable } from '../thread.ts'
import { pageLinks } from './page-links.ts'
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

async function run(request: ParserRequest): Promise<unknown> {
  const progress: ParseProgress = (done, of) => post({ kind: 'progress', done, of })
  switch (request.kind) {
    case 'parse':
      return parseFile(request.name, request.bytes, request.options, progress)
    case 'preview':
      return previewTable(request.name, request.bytes)
    case 'split': {
      // Imported here: it needs the dictionary of Chinese words, which no parser does.
      const { splitMarkdown } = await import('./split.ts')
      return splitMarkdown(new TextDecoder().decode(request.bytes))
    }
    case 'links':
      return pageLinks(request.bytes, request.url, request.contentType)
    default:
      return request satisfies never
  }
}
