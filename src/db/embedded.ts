/** The embedded database behind the face of `db.ts`: requests go to PGlite in its worker, or to the process that holds it. */
import type { Db, Query, Rows, TenantDb } from '../db.ts'
import { QueryFailed } from '../db.ts'
import { Unavailable } from '../errors.ts'
import { startThread } from '../thread.ts'
import type { Reply, Request } from './embedded-protocol.ts'

type Unnumbered<T> = T extends unknown ? Omit<T, 'id'> : never

/** One way to PGlite: a worker's port or a socket. Replies come back by `id`. */
export interface Wire {
  post(request: Request): void
  onReply(listener: (reply: Reply) => void): void
  onLost(listener: (error: Error) => void): void
  close(): Promise<void>
}

/** Opens PGlite in `dataDir`, or in memory when undefined. The caller holds the directory's lock. */
export async function openEmbedded(dataDir: string | undefined): Promise<Db> {
  const db = createEmbeddedDb(workerWire(dataDir))
  await db.query('SELECT 1')
  return db
}

/** A `Db` over a wire; sessions are numbered per wire. */
export function createEmbeddedDb(wire: Wire): Db {
  const send = createCaller(wire)
  let sessions = 0

  const inSession = (session: number): Query => ({
    query: <R>(sql: string, params?: readonly unknown[]) =>
      send({ op: 'query', session, sql, params }) as Promise<Rows<R>>,
  })
  const autocommit = inSession(0)

  async function transaction<T>(work: (tx: Query) => Promise<T>): Promise<T> {
    const session = ++sessions
    // Not waited for: the first statement goes right behind it, and everybody else waits for one journey less.
    const begun = send({ op: 'begin', session })
    begun.catch(() => {})
    let result: T
    try {
      result = await work(inSession(session))
      await begun
    } catch (error) {
      await send({ op: 'rollback', session }).catch(() => {})
      await begun
      throw error
    }
    await send({ op: 'commit', session })
    return result
  }

  return {
    kind: 'embedded',
    query: autocommit.query,
    transaction,
    tenant: (tenantId): TenantDb => ({
      tenantId,
      query: autocommit.query,
      transaction: work => transaction(tx => work({ ...tx, tenantId })),
    }),
    close: () => wire.close(),
  }
}

function createCaller(wire: Wire): (request: Unnumbered<Request>) => Promise<Rows<unknown>> {
  const waiting = new Map<number, { resolve(rows: Rows<unknown>): void; reject(error: Error): void }>()
  let ids = 0
  let lost: Error | undefined
  wire.onReply(reply => {
    const caller = waiting.get(reply.id)
    waiting.delete(reply.id)
    if (reply.ok) caller?.resolve({ rows: reply.rows, count: reply.count })
    else caller?.reject(new QueryFailed(reply.message, reply.sqlState, reply.constraint))
  })
  wire.onLost(error => {
    lost = error
    for (const caller of waiting.values()) caller.reject(error)
    waiting.clear()
  })
  return request =>
    new Promise((resolve, reject) => {
      if (lost !== undefined) return reject(lost)
      const id = ++ids
      waiting.set(id, { resolve, reject })
      wire.post({ ...request, id } as Request)
    })
}

/** Callers' ids start at 1. */
const CLOSING = 0

function workerWire(dataDir: string | undefined): Wire {
  const worker = startThread(new URL('./embedded.worker.ts', import.meta.url), { dataDir })
  return {
    post: request => worker.postMessage(request),
    onReply: listener => worker.on('message', listener),
    onLost: listener => {
      worker.on('error', error => listener(embeddedLost(error)))
      worker.on('exit', () => listener(embeddedLost()))
    },
    async close() {
      await new Promise<void>(resolve => {
        worker.on('message', (reply: Reply) => {
          if (reply.id === CLOSING) resolve()
        })
        worker.once('exit', () => resolve())
        worker.postMessage({ id: CLOSING, op: 'close', session: 0 } satisfies Request)
      })
      await worker.terminate()
    },
  }
}

function embeddedLost(cause?: Error): Unavailable {
  return new Unavailable('database_stopped', `The embedded database has stopped${cause ? `: ${cause.message}` : '.'}`, {
    remedy: 'Start Yingda again; every acknowledged message is on disk.',
    cause,
  })
}
