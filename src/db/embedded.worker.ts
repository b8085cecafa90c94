/** PGlite in a thread of its own, so that its SQL (WASM, synchronous) never stalls the sockets. */
import { parentPort, workerData } from 'node:worker_threads'
import { PGlite, type Transaction } from '@electric-sql/pglite'
import { vector } from '@electric-sql/pglite-pgvector'
import type { Reply, Request } from './embedded-protocol.ts'

interface Session {
  tx: Transaction
  end(commit: boolean): void
  ended: Promise<void>
}

const port = parentPort
if (port === null) throw new Error('embedded.worker.ts runs as a worker thread only')
const { dataDir } = workerData as { dataDir: string | undefined }
const db =
  dataDir === undefined ? new PGlite({ extensions: { vector } }) : new PGlite(dataDir, { extensions: { vector } })
const sessions = new Map<number, Session>()

port.on('message', (request: Request) => {
  answer(request).then(
    reply => port.postMessage(reply),
    error => port.postMessage(refusal(request.id, error)),
  )
})

async function answer(request: Request): Promise<Reply> {
  const { id } = request
  switch (request.op) {
    case 'query': {
      const target = request.session === 0 ? db : sessionOf(request.session).tx
      const result = await target.query(request.sql, request.params as unknown[] | undefined)
      return { id, ok: true, rows: result.rows, count: result.affectedRows || result.rows.length }
    }
    case 'begin':
      await begin(request.session)
      return { id, ok: true, rows: [], count: 0 }
    case 'commit':
    case 'rollback': {
      const session = sessionOf(request.session)
      sessions.delete(request.session)
      const refused = request.op === 'commit' && (await isAborted(session.tx))
      session.end(request.op === 'commit' && !refused)
      await session.ended
      if (refused) throw Object.assign(new Error(NOT_COMMITTED), { code: '25P02' })
      return { id, ok: true, rows: [], count: 0 }
    }
    case 'close':
      await db.close()
      return { id, ok: true, rows: [], count: 0 }
  }
}

/** PGlite's transaction holds its one backend until the callback ends; the callback waits for commit or rollback. */
function begin(session: number): Promise<void> {
  return new Promise((begun, failed) => {
    const ended = db.transaction(
      tx =>
        new Promise<void>((commit, rollback) => {
          const end = (ok: boolean) => (ok ? commit() : rollback(new RolledBack()))
          sessions.set(session, { tx, end, ended: settled })
          begun()
        }),
    )
    const settled = ended.then(
      () => {},
      error => {
        if (!(error instanceof RolledBack)) throw error
      },
    )
    settled.catch(failed)
  })
}

const NOT_COMMITTED = 'the transaction was rolled back: one of its statements had been refused'

/** After a refused statement whose error was swallowed, COMMIT would roll back without a word. */
async function isAborted(tx: Transaction): Promise<boolean> {
  return tx.query('SELECT 1').then(
    () => false,
    () => true,
  )
}

class RolledBack extends Error {}

function sessionOf(number: number): Session {
  const session = sessions.get(number)
  if (session === undefined) throw new Error(`transaction ${number} is not open`)
  return session
}

function refusal(id: number, error: unknown): Reply {
  const { message, code, constraint } = error as { message?: string; code?: string; constraint?: string }
  return { id, ok: false, message: message ?? String(error), sqlState: code ?? 'XX000', constraint }
}
