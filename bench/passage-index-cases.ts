/** The single measurements of passage-index.ts. */
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setImmediate } from 'node:timers/promises'
import type { Embedder } from '../src/embedder.ts'
import type { Passage } from '../src/retrieval/passage.ts'
import { digestsOf } from '../src/retrieval/passage-digest.ts'
import { createKnowledge, type Knowledge } from '../src/retrieval/search.ts'
import type { VectorIndex, VectorRow } from '../src/retrieval/vector-index.ts'
import { createExactIndex } from '../src/retrieval/vector-index-exact.ts'
import { createProcessIndex, restoreProcessIndex } from '../src/retrieval/vector-index-hnsw.ts'
import { detectLanguage } from '../src/text/language.ts'
import { normalize } from '../src/text/normalize.ts'
import { DIMS, idOf, makeBase, makeVectors } from './made-passages.ts'
import { type KeptFigures, measureKept } from './passage-index-kept.ts'
import { type IndexKind, NEAREST, openIndex } from './passage-index-open.ts'
import { type Quantiles, quantilesOf, timed } from './quantiles.ts'

export interface Figures extends Partial<KeptFigures> {
  insertsPerSecond: number
  /** A graph in PostgreSQL over the rows that are there. */
  buildMs?: number
  queryMs: Quantiles
  /** Processor time of this process a query, mean: what a busy machine does not stretch. */
  queryCpuMs: number
  /** Share of the ten nearest of the exact scan that are found. */
  recallAt10?: number
  /** Growth of the process, the passages' own texts included. */
  memoryMb: number
  diskMb?: number
  /** From the stored rows to the first answer; of a graph in the process: until it is built, while the exact scan answers. */
  startMs: number
  /** From the change of a document of 20 passages to the search that sees it. */
  changeMs?: Quantiles
  /** Longest stretch in which no other work of the process came to its turn. */
  stalledMs?: { start: number; changes: number; queries: number; kept: number }
}

const QUERIES = 500
const WARM_UP = 200
/** Documents of 20 passages that are changed. */
const CHANGES = 50
/** Rows a put: as a document brings them. */
const BATCH = 500
/**
 * Of a graph in PostgreSQL only the last rows are put a document at a time, and counted: 100,000 take the better part of a
 * quarter of an hour. Those before are there when the graph is made.
 */
const COUNTED = 2_000

export async function measureIndex(kind: IndexKind, size: number): Promise<Figures> {
  const { rows, queries } = makeVectors(size, QUERIES)
  const stored = rows.map((vector, i): VectorRow => ({ passageId: idOf(i), part: 0, vector }))
  const opened = await openIndex(kind, size)
  const before = residentBytes()
  const bulk = opened.bulk ? Math.max(0, size - COUNTED) : 0
  await putAll(opened.bulk, stored.slice(0, bulk))
  // The graph is made before the first row comes to it.
  const buildMs = bulk > 0 ? await timed(() => opened.index.put(stored.slice(0, 1))) : undefined
  const begun = performance.now()
  await putAll(opened.index, stored.slice(bulk))
  await opened.settled?.()
  const insertMs = performance.now() - begun
  const memoryMb = (residentBytes() - before) / 1e6
  const query = await timeEach(queries, vector => opened.index.search(vector, NEAREST))
  const figures: Figures = {
    insertsPerSecond: ((size - bulk) / insertMs) * 1000,
    ...query,
    ...(buildMs !== undefined && { buildMs }),
    recallAt10: await recall(opened.index, stored, queries.slice(0, 200)),
    memoryMb,
    ...(opened.diskBytes && { diskMb: (await opened.diskBytes()) / 1e6 }),
    startMs: (await opened.startMs?.(stored, queries[0]!)) ?? insertMs,
    ...(opened.kept && (await opened.kept(stored, queries[0]!))),
  }
  await opened.close()
  return figures
}

async function putAll(index: VectorIndex | undefined, rows: readonly VectorRow[]): Promise<void> {
  for (let at = 0; at < rows.length; at += BATCH) await index?.put(rows.slice(at, at + BATCH))
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
  const stalledByChanges = stall()
  const kept = await measureKept(
    async folder => knowledge.keep(folder, await digestsOf(knowledge.passages())),
    async folder => {
      const passages = knowledge.passages()
      const kept = { folder, digests: await digestsOf(passages) }
      const vectorIndex = await restoreProcessIndex(DIMS, { ...kept, identity: embedder.identity })
      const again = await createKnowledge(passages, { embedder, vectorIndex, kept })
      const text = normalize(queries[0]!.text)
      await again.search({ text, normalized: text, tokens: [], language: 'zh' }, { limit: 5, language: 'zh' })
      if (again.unkept > 0) throw new Error(`${again.unkept} passages were not kept`)
    },
  )
  const stalledMs = { start: stalledAtStart, queries: stalledByQueries, changes: stalledByChanges, kept: stall() }
  return { insertsPerSecond: (size / insertMs) * 1000, ...query, memoryMb, startMs, changeMs, stalledMs, ...kept }
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
