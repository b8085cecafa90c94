import { describe, expect, it, test } from 'vitest'
import { createRandom } from '../../src/random.ts'
import type { VectorIndex } from '../../src/retrieval/vector-index.ts'
import { createExactIndex } from '../../src/retrieval/vector-index-exact.ts'
import { createProcessIndex } from '../../src/retrieval/vector-index-hnsw.ts'

const DIMS = 16
/** Deterministic clustered unit vectors: a random cloud would say nothing (STACK trap 4). */
function vector(seed: number): Float32Array {
  const raw = Float32Array.from(
    { length: DIMS },
    (_, i) => Math.sin(seed * 12.9898 + i * 78.233) + (i === seed % DIMS ? 4 : 0),
  )
  const length = Math.hypot(...raw)
  return raw.map(x => x / length)
}

const indexes: [string, () => Promise<VectorIndex>][] = [
  ['exact', async () => createExactIndex(DIMS)],
  ['hnsw', () => builtGraph()],
]

/** A graph from the first row on. */
async function builtGraph(): Promise<VectorIndex> {
  const index = createProcessIndex(DIMS, 1)
  await index.put([{ passageId: 'first', part: 0, vector: vector(0) }])
  await index.settled()
  await index.remove(['first'])
  return index
}

describe.each(indexes)('the %s index', (_, create) => {
  it('finds the nearest rows first, replaces and removes', async () => {
    const index = await create()
    expect(await index.search(vector(1), 3)).toEqual([])
    await index.put(
      Array.from({ length: 50 }, (_, i) => ({ passageId: `p${i % 25}`, part: Math.floor(i / 25), vector: vector(i) })),
    )
    const [first, second] = await index.search(vector(7), 5)
    expect(first).toMatchObject({ passageId: 'p7', part: 0 })
    expect(first!.cosine).toBeCloseTo(1, 4)
    expect(second!.cosine).toBeLessThan(first!.cosine)
    await index.put([{ passageId: 'p7', part: 0, vector: vector(100) }])
    expect((await index.search(vector(7), 50)).filter(match => match.passageId === 'p7')).toHaveLength(1)
    await index.remove(['p7'])
    expect(await index.has(['p7', 'p8'])).toEqual(new Set(['p8']))
    expect((await index.search(vector(7), 50)).some(match => match.passageId === 'p7')).toBe(false)
  })
})

test('while the graph is built the exact scan answers, and what comes and goes meanwhile is in the graph', async () => {
  const index = createProcessIndex(DIMS, 1_000)
  const rows = Array.from({ length: 1_000 }, (_, i) => ({ passageId: `p${i}`, part: 0, vector: vector(i) }))
  await index.put(rows)
  expect(index.kind).toBe('exact')
  await index.put([{ passageId: 'p5', part: 0, vector: vector(5_000) }])
  // The dynamic import of the library, and the first rows.
  while (index.kind === 'exact') {
    expect((await index.search(vector(5_000), 1))[0]).toMatchObject({ passageId: 'p5' })
    await index.remove(['p7'])
    await index.put([{ passageId: 'late', part: 0, vector: vector(6_000) }])
    await new Promise(resolve => setImmediate(resolve))
  }
  expect(index.kind).toBe('hnsw')
  expect((await index.search(vector(5_000), 1))[0]).toMatchObject({ passageId: 'p5' })
  expect((await index.search(vector(6_000), 1))[0]).toMatchObject({ passageId: 'late' })
  expect(await index.has(['p5', 'p7', 'late', 'p999'])).toEqual(new Set(['p5', 'late', 'p999']))
  expect((await index.search(vector(5), 1_000)).filter(match => match.passageId === 'p5')).toHaveLength(1)
})

test('the exact index finds the nearest of what is there, however it came and went', async () => {
  const random = createRandom(5)
  const index = createExactIndex(DIMS)
  const there = new Map<string, Float32Array[]>()
  for (let step = 0; step < 3_000; step++) {
    const id = `p${Math.floor(400 * random())}`
    const vectors = Array.from({ length: Math.floor(4 * random()) }, () => vector(Math.floor(1e6 * random())))
    if (vectors.length === 0) await index.remove([id])
    else await index.put(vectors.map((each, part) => ({ passageId: id, part, vector: each })))
    if (vectors.length === 0) there.delete(id)
    else there.set(id, vectors)
  }
  expect(await index.has(['p1', 'p2', 'p3', 'p4'])).toEqual(
    new Set(['p1', 'p2', 'p3', 'p4'].filter(id => there.has(id))),
  )
  const query = vector(77)
  const cosine = (row: Float32Array) => row.reduce((sum, x, i) => sum + x * query[i]!, 0)
  const wanted = [...there]
    .flatMap(([passageId, rows]) => rows.map((row, part) => ({ passageId, part, cosine: cosine(row) })))
    .sort((a, b) => b.cosine - a.cosine)
  const found = await index.search(query, 10_000)
  expect(found).toHaveLength(wanted.length)
  found.forEach((match, i) => {
    expect(match.cosine).toBeCloseTo(wanted[i]!.cosine, 4)
  })
  const key = ({ passageId, part }: { passageId: string; part: number }) => `${passageId} ${part}`
  expect(found.map(key).sort()).toEqual(wanted.map(key).sort())
})
