/** The vector indexes that passage-index.ts measures, each opened in its place. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { openEmbedded } from '../src/db/embedded.ts'
import { migrate } from '../src/db/migrate.ts'
import { openPostgres } from '../src/db/postgres.ts'
import type { Db } from '../src/db.ts'
import { newId } from '../src/id.ts'
import type { VectorIndex, VectorRow } from '../src/retrieval/vector-index.ts'
import { createExactIndex } from '../src/retrieval/vector-index-exact.ts'
import { createProcessIndex, restoreProcessIndex } from '../src/retrieval/vector-index-hnsw.ts'
import { createPgvectorIndex } from '../src/retrieval/vector-index-pgvector.store.ts'
import { findServices } from '../test/helpers/services.ts'
import { DIMS, idOf } from './made-passages.ts'
import { type KeptFigures, measureKept } from './passage-index-kept.ts'
import { timed } from './quantiles.ts'

export type IndexKind = 'exact' | 'hnsw' | 'pglite' | 'postgres'

/** Nearest rows that are asked for. */
export const NEAREST = 10
/** Passages a statement. */
const BATCH = 500

export interface Opened {
  index: VectorIndex
  /** The same rows without the graph. */
  bulk?: VectorIndex
  /** When all that was put is where it will be searched. */
  settled?: () => Promise<void>
  /** Absent where a start inserts all rows anew. */
  startMs?: (stored: readonly VectorRow[], query: Float32Array) => Promise<number>
  diskBytes?: () => Promise<number>
  /** Where a process may keep it for its next start. */
  kept?: (stored: readonly VectorRow[], query: Float32Array) => Promise<KeptFigures>
  close(): Promise<void>
}

export async function openIndex(kind: IndexKind, size: number): Promise<Opened> {
  if (kind === 'exact' || kind === 'hnsw') return openInProcess(kind)
  const { db, close } = kind === 'pglite' ? await openPglite() : await openCopy()
  await migrate(db)
  const tenantId = await addPassages(db, size)
  const indexOf = (graph: boolean) => createPgvectorIndex(db.tenant(tenantId), { identity: 'made', dims: DIMS, graph })
  const index = indexOf(kind === 'postgres')
  return {
    index,
    ...(kind === 'postgres' && { bulk: indexOf(false) }),
    // The rows stay where they are.
    startMs: async (_, query) => timed(() => index.search(query, NEAREST)),
    diskBytes: async () => {
      const { rows } = await db.query<{ bytes: string }>("SELECT pg_total_relation_size('passage_vector') AS bytes")
      return Number(rows[0]!.bytes)
    },
    close,
  }
}

async function openInProcess(kind: 'exact' | 'hnsw'): Promise<Opened> {
  const close = async () => {}
  if (kind === 'hnsw') {
    const index = createProcessIndex(DIMS, 1)
    const kept = (stored: readonly VectorRow[], query: Float32Array) => {
      const digests = new Map(stored.map(({ passageId }) => [passageId, 'same']))
      return measureKept(
        folder => index.keep(folder, 'made', digests),
        async folder => {
          const again = await restoreProcessIndex(DIMS, { folder, identity: 'made', digests }, 1)
          if (again.kind !== 'hnsw') throw new Error('the graph was not kept')
          await again.search(query, NEAREST)
        },
      )
    }
    return { index, settled: () => index.settled(), kept, close }
  }
  return {
    index: createExactIndex(DIMS),
    // All rows at once, which is cheaper than a document at a time.
    startMs: (stored, query) =>
      timed(async () => {
        const again = createExactIndex(DIMS)
        await again.put(stored)
        await again.search(query, NEAREST)
      }),
    close,
  }
}

async function openPglite(): Promise<{ db: Db; close(): Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), 'yingda-bench-'))
  const db = await openEmbedded(folder)
  return {
    db,
    async close() {
      await db.close()
      rmSync(folder, { recursive: true })
    },
  }
}

/** A copy of the empty test database, dropped at the end. */
async function openCopy(): Promise<{ db: Db; close(): Promise<void> }> {
  const { postgres } = await findServices()
  if (!postgres.found) throw new Error(postgres.why)
  const url = new URL(postgres.value)
  const name = `yingda_bench_${process.pid}`
  const original = url.pathname.slice(1)
  url.pathname = '/postgres'
  const server = new pg.Client({ connectionString: url.href })
  await server.connect()
  await server.query(`CREATE DATABASE ${name} TEMPLATE ${original}`)
  url.pathname = `/${name}`
  const db = await openPostgres(url.href, 2)
  return {
    db,
    async close() {
      await db.close()
      await server.query(`DROP DATABASE ${name} WITH (FORCE)`)
      await server.end()
    },
  }
}

/** A tenant with a document of so many passages, which the rows of vectors belong to. */
async function addPassages(db: Db, size: number): Promise<string> {
  const [tenantId, documentId] = [newId(), newId()]
  await db.query('INSERT INTO tenant (id, name) VALUES ($1, $2)', [tenantId, 'Bench'])
  await db.query(
    `INSERT INTO document (tenant_id, id, kind, key, language, title, body, hash)
     VALUES ($1, $2, 'article', 'bench', 'en', 'Bench', '', '')`,
    [tenantId, documentId],
  )
  for (let at = 0; at < size; at += BATCH) {
    const numbers = Array.from({ length: Math.min(BATCH, size - at) }, (_, i) => at + i)
    const values = numbers.map(i => `($1, '${idOf(i)}', $2, ${i}, '', '1')`).join(', ')
    await db.query(`INSERT INTO passage (tenant_id, id, document_id, position, text, text_version) VALUES ${values}`, [
      tenantId,
      documentId,
    ])
  }
  return tenantId
}
