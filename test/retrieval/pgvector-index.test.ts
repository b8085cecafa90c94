import { expect, it } from 'vitest'
import type { Db } from '../../src/db.ts'
import { newId } from '../../src/id.ts'
import { createRandom } from '../../src/random.ts'
import type { VectorRow } from '../../src/retrieval/vector-index.ts'
import { createExactIndex } from '../../src/retrieval/vector-index-exact.ts'
import { createPgvectorIndex } from '../../src/retrieval/vector-index-pgvector.store.ts'
import { describeOnEachDatabase, newTenant } from '../helpers/databases.ts'

const DIMS = 24
/** More than are compared one by one. */
const MANY = 2_300
const random = createRandom(3)

/** Unit vectors in clusters: in a random cloud everything is equally far. */
const centres = Array.from({ length: 40 }, () => around(undefined))
function around(centre: Float32Array | undefined): Float32Array {
  const raw = Float32Array.from({ length: DIMS }, (_, i) => (centre?.[i] ?? 0) + (centre ? 0.5 : 1) * (random() - 0.5))
  const length = Math.hypot(...raw)
  return raw.map(x => x / length)
}
const vectors = (count: number) => Array.from({ length: count }, (_, i) => around(centres[i % centres.length]))

/** A tenant with a document of so many passages; the ids of these. */
async function withPassages(db: Db, count: number): Promise<{ tenantId: string; ids: string[] }> {
  const tenantId = await newTenant(db)
  const documentId = newId()
  const ids = Array.from({ length: count }, newId)
  await db.query(
    `INSERT INTO document (tenant_id, id, kind, key, language, title, body, hash)
     VALUES ($1, $2, 'article', 'd', 'en', 'D', '', '')`,
    [tenantId, documentId],
  )
  await db.query(
    `INSERT INTO passage (tenant_id, id, document_id, position, text, text_version)
     SELECT $1, i.id, $2, i.at, '', '1' FROM unnest($3::uuid[]) WITH ORDINALITY AS i(id, at)`,
    [tenantId, documentId, ids],
  )
  return { tenantId, ids }
}

const rowsOf = (ids: readonly string[]): VectorRow[] =>
  vectors(ids.length).map((vector, i) => ({ passageId: ids[i]!, part: 0, vector }))

describeOnEachDatabase('the pgvector index', (open, kind) => {
  const graph = kind === 'postgres'
  const indexOf = (tenantId: string, identity = 'model') =>
    createPgvectorIndex(open().tenant(tenantId), { identity, dims: DIMS, graph })

  it('has all rows of a passage or none, wherever a put was cut off', async () => {
    const { tenantId, ids } = await withPassages(open(), 150)
    const rows = ids.flatMap(passageId => [0, 1, 2].map(part => ({ passageId, part, vector: around(undefined) })))
    const tenant = open().tenant(tenantId)
    let inserts = 0
    const cut: typeof tenant = {
      ...tenant,
      tenantId,
      transaction: work => tenant.transaction(work),
      query(sql, params) {
        if (sql.startsWith('INSERT') && ++inserts === 2) throw new Error('killed')
        return tenant.query(sql, params)
      },
    }
    await expect(createPgvectorIndex(cut, { identity: 'model', dims: DIMS }).put(rows)).rejects.toThrow('killed')
    const has = await indexOf(tenantId).has(ids)
    const { rows: counted } = await open().query<{ n: number }>(
      'SELECT DISTINCT count(*)::int AS n FROM passage_vector WHERE tenant_id = $1 GROUP BY passage_id',
      [tenantId],
    )
    expect(has.size).toBeGreaterThan(0)
    expect(counted.map(({ n }) => n)).toEqual([3])
  })

  it('finds the nearest rows first, replaces, removes and leaves out', async () => {
    const { tenantId, ids } = await withPassages(open(), 30)
    const index = indexOf(tenantId)
    expect(await index.search(around(undefined), 3)).toEqual([])
    const rows = rowsOf(ids)
    await index.put(rows)
    const [first] = await index.search(rows[7]!.vector, 5)
    expect(first).toMatchObject({ passageId: ids[7], part: 0 })
    expect(first!.cosine).toBeCloseTo(1, 4)
    const [next] = await index.search(rows[7]!.vector, 5, new Set([ids[7]!]))
    expect(next!.passageId).not.toBe(ids[7])
    await index.put([{ ...rows[7]!, vector: rows[8]!.vector }])
    expect((await index.search(rows[7]!.vector, 30)).filter(match => match.passageId === ids[7])).toHaveLength(1)
    await index.remove([ids[7]!])
    expect(await index.has([ids[7]!, ids[8]!])).toEqual(new Set([ids[8]]))
  })

  it('sees neither another tenant nor another embedder, of any length', async () => {
    const db = open()
    const [own, other] = [await withPassages(db, 5), await withPassages(db, 5)]
    const theirs = rowsOf(other.ids)
    await indexOf(other.tenantId).put(theirs)
    await indexOf(own.tenantId, 'another model').put(rowsOf(own.ids))
    const short = createPgvectorIndex(db.tenant(own.tenantId), { identity: 'short', dims: 3, graph })
    await short.put([{ passageId: own.ids[0]!, part: 0, vector: Float32Array.of(1, 0, 0) }])
    expect(await indexOf(own.tenantId).search(theirs[0]!.vector, 10)).toEqual([])
    expect(await short.search(Float32Array.of(1, 0, 0), 10)).toHaveLength(1)
  })

  it('finds by the graph nearly all that comparing every row finds, also with much left out', async () => {
    const db = open()
    const { tenantId, ids } = await withPassages(db, MANY)
    // The strangers share the graph.
    const strangers = await withPassages(db, MANY)
    await indexOf(strangers.tenantId).put(rowsOf(strangers.ids))
    const index = indexOf(tenantId)
    const exact = createExactIndex(DIMS)
    const rows = rowsOf(ids)
    await Promise.all([index.put(rows), exact.put(rows)])
    for (const without of [undefined, new Set(ids.slice(0, MANY / 2))]) {
      let found = 0
      for (let i = 0; i < 20; i++) {
        const asked = around(centres[i])
        const right = new Set((await exact.search(asked, 20, without)).map(match => match.passageId))
        const matches = await index.search(asked, 20, without)
        expect(matches).toHaveLength(20)
        expect(matches.map(match => match.cosine)).toEqual(matches.map(match => match.cosine).sort((a, b) => b - a))
        found += matches.filter(match => right.has(match.passageId)).length
      }
      expect(found / 400).toBeGreaterThan(0.97)
    }
    if (!graph) return
    // Nobody has told the planner how many rows there are now. Its counts are written a moment later.
    const scans = async () => {
      const counted = await db.query<{ idx_scan: string }>(
        `SELECT idx_scan FROM pg_stat_user_indexes WHERE indexrelname = 'passage_vector_graph_${DIMS}'`,
      )
      return Number(counted.rows[0]?.idx_scan)
    }
    await expect.poll(scans, { timeout: 10_000 }).toBeGreaterThanOrEqual(40)
    const { rows: plans } = await db.query<{ indexdef: string }>(
      `SELECT indexdef FROM pg_indexes WHERE indexname = 'passage_vector_graph_${DIMS}'`,
    )
    expect(plans[0]?.indexdef).toContain('USING hnsw')
  }, 60_000)
})
