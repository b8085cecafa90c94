/**
 * PGlite in a thread of its own, so that its SQL (WASM, synchronous) never stalls the sockets. It is one backend: while
 * a session has a transaction open, the requests of all others wait, in order.
 */
import { parentPort, workerData } from 'node:worker_threads'
import { PGlite } from '@electric-sql/pglite'
import { vector } from '@electric-sql/pglite-pgvector'
import type { Reply, Request } from './embedded-protocol.ts'
import { createWire, Refused } from './pglite-wire.ts'

const port = parentPort
if (port === null) throw new Error('embedded.worker.ts runs as a worker thread only')
const { dataDir } = workerData as { dataDir: string | undefined }
const opening = PGlite.create({ ...(dataDir === undefined ? {} : { dataDir }), extensions: { vector } })
const NO_SESSION = 0

let owner = NO_SESSION
let waiting: Request[] = []
let ready: ReturnType<typeof createWire> | undefined

port.on('message', (request: Request) => {
  waiting.push(request)
  drain()
})
opening.then(
  db => {
    ready = createWire(db)
    drain()
  },
  error => {
    throw error
  },
)

/** Serves what may go now. Everything here is synchronous but the last close. */
function drain(): void {
  while (ready !== undefined) {
    const next = waiting.findIndex(request => owner === NO_SESSION || request.session === owner)
    const [request] = next < 0 ? [] : waiting.splice(next, 1)
    if (request === undefined) return
    if (request.op === 'close') return void close(request.id)
    port!.postMessage(answer(ready, request))
  }
}

function answer(wire: ReturnType<typeof createWire>, request: Exclude<Request, { op: 'close' }>): Reply {
  const { id, session } = request
  try {
    switch (request.op) {
      case 'query': {
        if (session !== NO_SESSION && session !== owner)
          throw new Refused('the transaction is not open', '25P01', undefined)
        const { rows, count } = wire.run(request.sql, request.params)
        return { id, ok: true, rows, count }
      }
      case 'begin':
        wire.run('BEGIN')
        owner = session
        return { id, ok: true, rows: [], count: 0 }
      case 'commit':
      case 'rollback':
        return end(wire, id, session, request.op === 'commit' ? 'COMMIT' : 'ROLLBACK')
    }
  } catch (error) {
    return refusal(id, error)
  }
}

/** After a refused statement whose error was swallowed, COMMIT rolls back, and says so in its tag only. */
function end(wire: ReturnType<typeof createWire>, id: number, session: number, how: 'COMMIT' | 'ROLLBACK'): Reply {
  if (session !== owner) throw new Refused('the transaction is not open', '25P01', undefined)
  owner = NO_SESSION
  if (wire.run(how).tag === how) return { id, ok: true, rows: [], count: 0 }
  throw new Refused('the transaction was rolled back: one of its statements had been refused', '25P02', undefined)
}

async function close(id: number): Promise<void> {
  ready = undefined
  waiting = []
  await (await opening).close()
  port!.postMessage({ id, ok: true, rows: [], count: 0 } satisfies Reply)
}

function refusal(id: number, error: unknown): Reply {
  const message = error instanceof Error ? error.message : String(error)
  if (!(error instanceof Refused)) return { id, ok: false, message, sqlState: 'XX000' }
  return { id, ok: false, message, sqlState: error.code, constraint: error.constraint }
}
