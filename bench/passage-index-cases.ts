/** The single measurements of passage-index.ts. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setImmediate } from 'node:timers/promises'
import pg from 'pg'
import { openEmbedded } from '../src/db/embedded.ts'
import { migrate } from '../src/db/migrate.ts'
import { openPostgres } from '../src/db/postgres.ts'
import type { Db } from '../src/db.ts'
import type { Embedder } from '../src/embedder.ts'
import { newId } from '../src/id.ts'
import type { Passage } from '../src/retrieval/passage.ts'
import { createKnowledge, type Knowledge } from '../src/retrieval/search.ts'
import type { VectorIndex, VectorRow } from '../src/retrieval/vector-index.ts'
import { createExactIndex } from '../src/retrieval/vector-index-exact.ts'
import { createProcessIndex } from '../src/retrieval/vector-index-hnsw.ts'
import { createPgvectorIndex } from '../src/retrieval/vector-index-pgvector.store.ts'
import { detectLanguage } from '../src/text/language.ts'
import { normalize } from '../src/text/normalize.ts'
import { findServices } from '../test/helpers/services.ts'
import { DIMS, idOf, makeBase, makeVectors } from './made-passages.ts'
import { type Quantiles, quantilesOf } from './quantiles.ts'

export interface Figures {
  insertsPerSecond: number
  queryMs: Quantiles
  /** Processor time of this process a query, mean: what a busy machine does not stretch. */
  queryCpuMs: number
  /** Share of the ten nearest of the exact scan that are found. */
  recallAt10?: number
  /** Growth of the process, the passages' own texts included. */
  memoryMb: number
  diskMb?: number
  /** From the stored rows to the first answer. */
  startMs: number
  /** From the change of a document of 20 passages to the search that sees it. */
  changeMs?: Quantiles
  /** Longest stretch in which no other work of the process came to its turn. */
  stalledMs?: { start: number; changes: number; queries: number }
}

export type IndexKind = 'exact' | 'hnsw' | 'pglite' | 'postgres'

const QUERIES = 500
const NEAREST = 10
const WARM_UP = 200
/** Documents of 20 passages that are changed. */
const CHANGES = 50
/** Rows a put: as a document brings them. */
const BATCH = 500

export async function measureIndex(kind: IndexKind, size: number): Promise<Figures> {
  const { rows, queries } = makeVectors(size, QUERIES)
  const stored = rows.map((vector, i): VectorRow => ({ passageId: idOf(i), part: 0, vector }))
  const opened = await open(kind, size)
  const before = residentBytes()
  const begun = performance.now()
  for (let at = 0; at < size; at += BATCH) await opened.index.put(stored.slice(at, at + BATCH))
  await opened.settled?.()
  const insertMs = performance.now() - begun
  const memoryMb = (residentBytes() - before) / 1e6
  const query = await timeEach(queries, vector => opened.index.search(vector, NEAREST))
  const figures: Figures = {
    insertsPerSecond: (size / insertMs) * 1000,
    ...query,
    recallAt10: await recall(opened.index, stored, queries.slice(0, 200)),
    memoryMb,
    ...(opened.diskBytes && { diskMb: (await opened.diskBytes()) / 1e6 }),
    startMs: (await opened.startMs?.(stored, queries[0]!)) ?? insertMs,
  }
  await opened.close()
  return figures
}

/** Everything but the embedding of the query, whose cost does not grow. */
export async function measureSearch(size: number): Promise<Figures> {
  const base = makeBase(size)
  const before = residentBytes()
  const stall = watchStalls()
  const begun = performance.now()
  const vectors = createProcessIndex(DIMS)
  await vectors.put(base.vectors.map((vector, i) => ({ passageId: idOf(i), part: 0, vector })))
  const asked = new Map<string, Float32Array>()
  const embedder = knowing(asked, base.vectors)
  const knowledge = await createKnowledge(base.passages, { embedder, vectorIndex: vectors })
  const insertMs = performance.now() - begun
  const queries = Array.from({ length: QUERIES + 1 }, (_, i) => base.query((i * 7919) % size))
  for (const { text, vector } of queries) asked.set(normalize(text), vector)
  const search = ({ text, language }: (typeof queries)[number]) =>
    knowledge.search(
      { text, normalized: normalize(text), tokens: [], language: detectLanguage(text) },
      { limit: 5, language },
    )
  await search(queries.pop()!)
  const startMs = performance.now() - begun
  await vectors.settled()
  const stalledAtStart = stall()
  const memoryMb = (residentBytes() - before) / 1e6
  const query = await timeEach(queries, search)
  const stalledByQueries = stall()
  const changeMs = await timeChanges(knowledge, base.passages)
  const stalledMs = { start: stalledAtStart, queries: stalledByQueries, changes: stall() }
  return { insertsPerSecond: (size / insertMs) * 1000, ...query, memoryMb, startMs, changeMs, stalledMs }
}

/** Documents come back with other passages, one after another; each change is timed up to a search that finds it. */
async function timeChanges(knowledge: Knowledge, passages: readonly Passage[]): Promise<Quantiles> {
  const samples: number[] = []
  for (let i = 0; i < CHANGES; i++) {
    const own = passages.slice(20 * i, 20 * i + 20).filter(passage => passage.documentId === `document ${i}`)
    const changed = own.map(
      (passage, j): Passage => ({
        ...passage,
        passageId: `changed ${i} ${j}`,
        questions: [...passage.questions, `zyx${i}q${j}`],
      }),
    )
    samples.push(
      await timed(async () => {
        await knowledge.upsert(`document ${i}`, changed)
        // The second: it is in English.
        const text = `zyx${i}q1`
        const query = { text, normalized: text, tokens: [], language: 'en' } as const
        const [hit] = await knowledge.search(query, { limit: 1, language: 'en' })
        if (hit?.passageId !== `changed ${i} 1`) throw new Error(`change ${i} is not seen`)
      }),
    )
    await setImmediate()
  }
  return quantilesOf(samples)
}

/** Gives the longest stretch in ms since the last call. */
function watchStalls(): () => number {
  const histogram = monitorEventLoopDelay({ resolution: 1 })
  histogram.enable()
  return () => {
    const longest = histogram.max / 1e6
    histogram.reset()
    return longest
  }
}

/** An embedder that knows the queries by heart; all else is near to something. */
function knowing(asked: ReadonlyMap<string, Float32Array>, others: readonly Float32Array[]): Embedder {
  return {
    identity: 'made',
    dims: DIMS,
    name: 'made',
    embed: async texts => texts.map(text => asked.get(text) ?? others[hashOf(text) % others.length]!),
    close: async () => {},
  }
}

function hashOf(text: string): number {
  let hash = 7
  for (let i = 0; i < text.length; i++) hash = (31 * hash + text.charCodeAt(i)) >>> 0
  return hash
}

interface Opened {
  index: VectorIndex
  /** When all that was put is where it will be searched. */
  settled?: () => Promise<void>
  /** Absent where a start inserts all rows anew. */
  startMs?: (stored: readonly VectorRow[], query: Float32Array) => Promise<number>
  diskBytes?: () => Promise<number>
  close(): Promise<void>
}

async function open(kind: IndexKind, size: number): Promise<Opened> {
  if (kind === 'exact' || kind === 'hnsw') return openInProcess(kind)
  const { db, close } = kind === 'pglite' ? await openPglite() : await openCopy()
  await migrate(db)
  const tenantId = await addPassages(db, size)
  const index = createPgvectorIndex(db.tenant(tenantId), { identity: 'made', dims: DIMS, graph: kind === 'postgres' })
  return {
    index,
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
    return { index, settled: () => index.settled(), close }
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

/** Some to warm up, then each once. */
async function timeEach<T>(
  inputs: readonly T[],
  work: (input: T) => Promise<unknown>,
): Promise<Pick<Figures, 'queryMs' | 'queryCpuMs'>> {
  for (const input of inputs.slice(0, WARM_UP)) await work(input)
  const samples: number[] = []
  const before = process.cpuUsage()
  for (const input of inputs) samples.push(await timed(() => work(input)))
  const { user, system } = process.cpuUsage(before)
  return { queryMs: quantilesOf(samples), queryCpuMs: (user + system) / 1000 / inputs.length }
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now()
  await work()
  return performance.now() - begun
}

async function recall(
  index: VectorIndex,
  stored: readonly VectorRow[],
  queries: readonly Float32Array[],
): Promise<number> {
  const exact = createExactIndex(DIMS)
  await exact.put(stored)
  let found = 0
  for (const query of queries) {
    const right = new Set((await exact.search(query, NEAREST)).map(match => match.passageId))
    found += (await index.search(query, NEAREST)).filter(match => right.has(match.passageId)).length
  }
  return found / (queries.length * Math.min(NEAREST, stored.length))
}

function residentBytes(): number {
  globalThis.gc?.()
  return process.memoryUsage().rss
}
