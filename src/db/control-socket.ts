/**
 * Lets the command line use an embedded database that a running server holds: SQL and hints over a Unix socket which
 * only the same user may open. Frames are a 4-byte length and a structured clone (node:v8), so that dates and bytes
 * pass unchanged. An open transaction is rolled back when its connection ends.
 */
import { createHash } from 'node:crypto'
import { chmodSync, rmSync } from 'node:fs'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { deserialize, serialize } from 'node:v8'
import type { Db } from '../db.ts'
import { QueryFailed } from '../db.ts'
import { Unavailable } from '../errors.ts'
import { createEmbeddedDb, type Wire } from './embedded.ts'
import type { Reply, Request } from './embedded-protocol.ts'

type Frame = { kind: 'request'; request: Request } | { kind: 'reply'; reply: Reply } | { kind: 'hint'; hint: unknown }

/** A socket path for a data directory: in it when short enough (108 bytes at most on Linux), else in the temporary folder. */
export function controlSocketPath(dataDir: string): string {
  const inside = join(dataDir, 'control.sock')
  if (Buffer.byteLength(inside) < 100) return inside
  return join(tmpdir(), `yingda-${createHash('sha256').update(dataDir).digest('hex').slice(0, 16)}.sock`)
}

/** Serves `db` and passes on hints; returns the way to stop. */
export async function serveControlSocket(
  path: string,
  db: Db,
  onHint: (hint: unknown) => void,
): Promise<{ close(): void }> {
  rmSync(path, { force: true })
  const sockets = new Set<Socket>()
  const server: Server = createServer(socket => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    serveOne(socket, db, onHint)
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(path, resolve)
  })
  chmodSync(path, 0o600)
  return {
    close() {
      for (const socket of sockets) socket.destroy()
      server.close()
      rmSync(path, { force: true })
    },
  }
}

/** Connects to the holder of a data directory. */
export async function openRemote(path: string): Promise<{ db: Db; hint(hint: unknown): void }> {
  const socket = connect(path)
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve)
    socket.once('error', cause =>
      reject(
        new Unavailable('holder_silent', `The process that holds the data directory does not answer at ${path}.`, {
          remedy: 'Wait until it has started, or stop it and try again.',
          cause,
        }),
      ),
    )
  })
  return { db: createEmbeddedDb(socketWire(socket)), hint: hint => write(socket, { kind: 'hint', hint }) }
}

function socketWire(socket: Socket): Wire {
  return {
    post: request => write(socket, { kind: 'request', request }),
    onReply: listener =>
      onFrame(socket, frame => {
        if (frame.kind === 'reply') listener(frame.reply)
      }),
    onLost: listener => {
      socket.on('error', () => {})
      socket.on('close', () => listener(new Unavailable('holder_gone', 'The server went away.')))
    },
    close: () => new Promise(resolve => socket.end(resolve)),
  }
}

interface OpenTransaction {
  query: Db['query']
  end(commit: boolean): void
  /** Resolves when it has ended. */
  done(): Promise<void>
}

/** By session; requests of a session may come before its `begin` has had its turn. */
type OpenTransactions = Map<number, Promise<OpenTransaction>>

function serveOne(socket: Socket, db: Db, onHint: (hint: unknown) => void): void {
  const open: OpenTransactions = new Map()
  socket.on('error', () => {})
  socket.on('close', () => {
    // Also one that still waits for its turn: nobody else would end it, and all would wait.
    for (const begun of open.values())
      begun.then(
        transaction => transaction.end(false),
        () => {},
      )
  })
  onFrame(socket, frame => {
    if (frame.kind === 'hint') return onHint(frame.hint)
    if (frame.kind !== 'request') return
    answer(frame.request, db, open).then(
      reply => write(socket, { kind: 'reply', reply }),
      error => write(socket, { kind: 'reply', reply: refusal(frame.request.id, error) }),
    )
  })
}

async function answer(request: Request, db: Db, open: OpenTransactions): Promise<Reply> {
  const done = { id: request.id, ok: true as const, rows: [], count: 0 }
  switch (request.op) {
    case 'query': {
      const target = request.session === 0 ? db : await open.get(request.session)
      if (target === undefined) throw new QueryFailed('the transaction is not open', '25P01')
      return { id: request.id, ok: true, ...(await target.query(request.sql, request.params)) }
    }
    case 'begin': {
      const begun = beginOn(db)
      open.set(request.session, begun)
      await begun
      return done
    }
    case 'commit':
    case 'rollback': {
      const begun = open.get(request.session)
      open.delete(request.session)
      const transaction = await begun
      transaction?.end(request.op === 'commit')
      await transaction?.done()
      return done
    }
    case 'close':
      return done
  }
}

class RolledBack extends Error {}

function beginOn(db: Db): Promise<OpenTransaction> {
  return new Promise((begun, failed) => {
    const transaction = db.transaction(
      tx =>
        new Promise<void>((commit, rollback) => {
          begun({ query: tx.query, end: ok => (ok ? commit() : rollback(new RolledBack())), done: () => done })
        }),
    )
    const done = transaction.catch(error => {
      if (!(error instanceof RolledBack)) throw error
    })
    done.catch(failed)
  })
}

function refusal(id: number, error: unknown): Reply {
  const message = error instanceof Error ? error.message : String(error)
  if (!(error instanceof QueryFailed)) return { id, ok: false, message, sqlState: 'XX000' }
  return { id, ok: false, message, sqlState: error.sqlState, constraint: error.constraint }
}

function write(socket: Socket, frame: Frame): void {
  if (socket.destroyed) return
  const body = serialize(frame)
  const head = Buffer.alloc(4)
  head.writeUInt32LE(body.length)
  socket.write(Buffer.concat([head, body]))
}

function onFrame(socket: Socket, listener: (frame: Frame) => void): void {
  let pending = Buffer.alloc(0)
  socket.on('data', chunk => {
    pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk])
    while (pending.length >= 4) {
      const end = 4 + pending.readUInt32LE(0)
      if (pending.length < end) return
      listener(deserialize(pending.subarray(4, end)) as Frame)
      pending = pending.subarray(end)
    }
  })
}
