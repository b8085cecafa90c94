import { once } from 'node:events'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { serialize } from 'node:v8'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { controlSocketPath, openRemote, serveControlSocket } from '../../src/db/control-socket.ts'
import type { Request } from '../../src/db/embedded-protocol.ts'
import { json, one } from '../../src/db.ts'
import { newId } from '../../src/id.ts'
import { openEmptyDatabase, type TestDatabase } from '../helpers/databases.ts'

const directory = mkdtempSync(join(tmpdir(), 'yingda-socket-'))
const path = join(directory, 'control.sock')
const hints: unknown[] = []
let holder: TestDatabase
let control: { close(): void }

beforeAll(async () => {
  holder = await openEmptyDatabase('embedded')
  await holder.db.query('CREATE TABLE note (id text PRIMARY KEY, value jsonb, bytes bytea, at timestamptz)')
  control = await serveControlSocket(path, holder.db, hint => hints.push(hint))
})
afterAll(async () => {
  control.close()
  await holder.close()
  rmSync(directory, { recursive: true, force: true })
})

const ids = async (prefix: string) =>
  (await holder.db.query<{ id: string }>('SELECT id FROM note WHERE id LIKE $1 ORDER BY id', [`${prefix}%`])).rows.map(
    row => row.id,
  )

test('a remote database reads and writes through the holder, values unchanged', async () => {
  const remote = await openRemote(path)
  const at = new Date('2026-01-02T03:04:05.678Z')
  const bytes = Uint8Array.from({ length: 200_000 }, (_, i) => i % 251)
  const id = newId()
  await remote.db.query('INSERT INTO note VALUES ($1, $2, $3, $4)', [id, json({ 你: ['好'] }), bytes, at])
  const row = one(
    await remote.db.query<{ value: unknown; bytes: Uint8Array; at: Date }>('SELECT * FROM note WHERE id = $1', [id]),
  )
  expect(row).toMatchObject({ value: { 你: ['好'] }, at })
  expect(Buffer.compare(row.bytes, bytes)).toBe(0)
  expect(await ids(id)).toEqual([id])
  await remote.db.close()
})

test('a refusal arrives as what it was', async () => {
  const remote = await openRemote(path)
  await remote.db.query('INSERT INTO note (id) VALUES ($1)', ['twice'])
  await expect(remote.db.query('INSERT INTO note (id) VALUES ($1)', ['twice'])).rejects.toMatchObject({
    code: 'query_failed',
    sqlState: '23505',
    constraint: 'note_pkey',
  })
  await remote.db.close()
})

test('a remote transaction commits and rolls back', async () => {
  const remote = await openRemote(path)
  await remote.db.transaction(tx => tx.query("INSERT INTO note (id) VALUES ('rt-kept')"))
  const boom = new Error('boom')
  const failed = remote.db.transaction(async tx => {
    await tx.query("INSERT INTO note (id) VALUES ('rt-lost')")
    throw boom
  })
  await expect(failed).rejects.toBe(boom)
  const swallowed = remote.db.transaction(async tx => {
    await tx.query("INSERT INTO note (id) VALUES ('rt-swallowed')")
    await tx.query("INSERT INTO note (id) VALUES ('rt-kept')").catch(() => {})
  })
  await expect(swallowed).rejects.toMatchObject({ sqlState: '25P02' })
  expect(await ids('rt-')).toEqual(['rt-kept'])
  await remote.db.close()
})

test('a transaction whose connection is cut in the middle leaves nothing, and the holder works on', async () => {
  const raw = await connectRaw()
  await send(raw, { id: 1, op: 'begin', session: 1 })
  await send(raw, { id: 2, op: 'query', session: 1, sql: "INSERT INTO note (id) VALUES ('cut')" })
  raw.destroy()
  expect(await ids('cut')).toEqual([])
})

test('a connection that is cut while it waits to begin blocks nobody', async () => {
  const raw = await connectRaw()
  await holder.db.transaction(async tx => {
    raw.write(frame({ id: 1, op: 'begin', session: 1 }))
    await new Promise(resolve => setTimeout(resolve, 50))
    raw.destroy()
    await once(raw, 'close')
    await tx.query('SELECT 1')
  })
  expect(await ids('nothing')).toEqual([])
})

test('callers learn that the holder went away', async () => {
  const other = join(directory, 'other.sock')
  const served = await serveControlSocket(other, holder.db, () => {})
  const remote = await openRemote(other)
  const waiting = remote.db.query('SELECT pg_sleep(0.2)').catch(error => error)
  await new Promise(resolve => setTimeout(resolve, 50))
  served.close()
  expect(await waiting).toMatchObject({ code: 'holder_gone' })
  await expect(remote.db.query('SELECT 1')).rejects.toMatchObject({ code: 'holder_gone' })
  await expect(openRemote(other)).rejects.toMatchObject({ code: 'holder_silent', remedy: expect.any(String) })
})

test('hints reach the holder', async () => {
  const remote = await openRemote(path)
  remote.hint({ kind: 'knowledge', tenantId: 't' })
  await remote.db.query('SELECT 1')
  expect(hints).toEqual([{ kind: 'knowledge', tenantId: 't' }])
  await remote.db.close()
})

test('only the same user may connect', () => {
  expect(statSync(path).mode & 0o777).toBe(0o600)
})

test('the socket of a deep directory still fits into an address', () => {
  expect(controlSocketPath('/short')).toBe('/short/control.sock')
  const deep = controlSocketPath(`/${'deep/'.repeat(40)}`)
  expect(Buffer.byteLength(deep)).toBeLessThan(100)
  expect(controlSocketPath(`/${'deep/'.repeat(41)}`)).not.toBe(deep)
})

async function connectRaw(): Promise<Socket> {
  const socket = connect(path)
  await once(socket, 'connect')
  return socket
}

async function send(socket: Socket, request: Request): Promise<void> {
  socket.write(frame(request))
  await once(socket, 'data')
}

function frame(request: Request): Buffer {
  const body = serialize({ kind: 'request', request })
  const head = Buffer.alloc(4)
  head.writeUInt32LE(body.length)
  return Buffer.concat([head, body])
}
