/**
 * Vectors in a database with pgvector: table passage_vector(tenant_id, passage_id, part, identity, embedding). Only rows
 * of one tenant and one embedder's identity are seen.
 *
 * All tenants share one HNSW graph for each length of vectors. The scan goes on in the graph until enough rows of the
 * tenant are found ("iterative scan", pgvector 0.8). Of a tenant with few rows those are compared one by one: among
 * many strangers in the graph they are far apart. PGlite builds no graphs: there the indexes of the process serve.
 */
import { isUniqueViolation, one, type TenantDb, type TenantQuery } from '../db.ts'
import { byPassage, type VectorIndex, type VectorRow } from './vector-index.ts'

/** Rows a statement, about: PostgreSQL takes 65,535 parameters, a row has three of its own. */
const BATCH = 200
/** Longer vectors have no graph in pgvector; they are scanned. */
const GRAPH_DIMS_AT_MOST = 2_000
/** Rows kept on the way through the graph: more find more (`npm run bench:index` prints recall and time). */
const EF_SEARCH = 100
const EF_AT_MOST = 1_000
/** Rows looked at before a search gives up: a tenant with a hundredth of all rows still finds his 100. */
const SCANNED_AT_MOST = 100_000
/** A tenant has few rows up to here: about as fast either way. */
const FEW = 2_000
/** For so long it is remembered whether he has. */
const FEW_MS = 60_000

export interface PgvectorOptions {
  /** The embedder's. */
  identity: string
  dims: number
  /** Whether a graph is kept; default: all rows of the tenant are compared. */
  graph?: boolean
}

/** @throws QueryFailed where a vector has not `dims` numbers. */
export function createPgvectorIndex(db: TenantDb, { identity, dims, graph = false }: PgvectorOptions): VectorIndex {
  const graphed = graph && dims <= GRAPH_DIMS_AT_MOST
  let making: Promise<void> | undefined
  let few: { known: boolean; until: number } | undefined

  function graphMade(): Promise<void> {
    making ??= makeGraph(db, dims).catch(error => {
      making = undefined
      throw error
    })
    return making
  }

  /** The graph is over this expression, so without it every row is compared. */
  async function vectorIn(tx: TenantQuery, limit: number): Promise<string> {
    if (!graphed) return 'embedding'
    if (few === undefined || few.until < Date.now())
      few = { known: await hasFew(tx, identity), until: Date.now() + FEW_MS }
    if (few.known) return 'embedding'
    await tx.query(SCAN_ON, [String(Math.min(EF_AT_MOST, Math.max(EF_SEARCH, limit)))])
    return `embedding::vector(${dims})`
  }

  return {
    kind: 'pgvector',
    async put(rows) {
      if (graphed) await graphMade()
      await removeRows(db, identity, [...new Set(rows.map(row => row.passageId))])
      for (const batch of batchesOf(rows)) await insertRows(db, identity, batch)
      few = undefined
    },
    remove: ids => removeRows(db, identity, ids),
    search: (asked, limit, without) =>
      db.transaction(async tx => {
        const vector = await vectorIn(tx, limit)
        const { rows } = await tx.query<{ passage_id: string; part: number; cosine: number }>(
          `SELECT passage_id, part, -(${vector} <#> $1::vector) AS cosine FROM passage_vector
           WHERE tenant_id = $2 AND identity = $3 AND vector_dims(embedding) = ${dims} AND NOT (passage_id = ANY($5::uuid[]))
           ORDER BY ${vector} <#> $1::vector LIMIT $4`,
          [toSql(asked), tx.tenantId, identity, limit, [...(without ?? [])]],
        )
        return rows.map(row => ({ passageId: row.passage_id, part: row.part, cosine: Number(row.cosine) }))
      }),
    async has(ids) {
      const { rows } = await db.query<{ passage_id: string }>(
        'SELECT DISTINCT passage_id FROM passage_vector WHERE tenant_id = $1 AND identity = $2 AND passage_id = ANY($3)',
        [db.tenantId, identity, ids],
      )
      return new Set(rows.map(row => row.passage_id))
    },
  }
}

/** A passage's rows come with one statement: a process that is killed leaves all of them or none, and `has` tells the truth. */
function batchesOf(rows: readonly VectorRow[]): VectorRow[][] {
  const batches: VectorRow[][] = []
  for (const own of byPassage(rows).values()) {
    const last = batches.at(-1)
    if (last !== undefined && last.length + own.length <= BATCH) last.push(...own)
    else batches.push([...own])
  }
  return batches
}

async function hasFew(db: TenantQuery, identity: string): Promise<boolean> {
  const counted = await db.query<{ n: number }>(
    `SELECT count(*)::int AS n FROM (
       SELECT FROM passage_vector WHERE tenant_id = $1 AND identity = $2 LIMIT ${FEW + 1}
     ) AS first_rows`,
    [db.tenantId, identity],
  )
  return one(counted).n <= FEW
}

/**
 * For the transaction: rows in the right order, as many as are asked for, and a plan for this tenant and no other. Without
 * sorting only the graph gives an order: just after a large import the planner takes all rows for one, and compares them.
 */
const SCAN_ON = `SELECT set_config('hnsw.ef_search', $1, true), set_config('hnsw.iterative_scan', 'strict_order', true),
  set_config('hnsw.max_scan_tuples', '${SCANNED_AT_MOST}', true), set_config('plan_cache_mode', 'force_custom_plan', true),
  set_config('enable_sort', 'off', true)`

/** A graph that fits into this memory is built many times faster: about 130,000 rows of 384 numbers. */
const BUILD_ON = `SELECT set_config('statement_timeout', '0', true), set_config('maintenance_work_mem', '256MB', true)`

/**
 * The rows of one length stand in one graph. Made before the first of them comes; where rows of an older version are
 * there, new ones wait for it. The inner product is the cosine: vectors are of length 1.
 */
async function makeGraph(db: TenantDb, dims: number): Promise<void> {
  const name = `passage_vector_graph_${dims}`
  const { rows } = await db.query('SELECT FROM pg_class WHERE relname = $1', [name])
  if (rows.length > 0) return
  await db
    .transaction(async tx => {
      await tx.query(BUILD_ON)
      await tx.query(
        `CREATE INDEX IF NOT EXISTS ${name} ON passage_vector USING hnsw ((embedding::vector(${dims})) vector_ip_ops)
         WHERE vector_dims(embedding) = ${dims}`,
      )
    })
    .catch(error => {
      // Another process has made it in the same moment.
      if (!isUniqueViolation(error)) throw error
    })
}

async function removeRows(db: TenantQuery, identity: string, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return
  await db.query('DELETE FROM passage_vector WHERE tenant_id = $1 AND identity = $2 AND passage_id = ANY($3)', [
    db.tenantId,
    identity,
    ids,
  ])
}

async function insertRows(db: TenantQuery, identity: string, rows: readonly VectorRow[]): Promise<void> {
  const values = rows.map((_, i) => `($1, $2, $${3 * i + 3}, $${3 * i + 4}, $${3 * i + 5}::vector)`)
  const params = rows.flatMap(row => [row.passageId, row.part, toSql(row.vector)])
  await db.query(
    `INSERT INTO passage_vector (tenant_id, identity, passage_id, part, embedding) VALUES ${values.join(', ')}
     ON CONFLICT DO NOTHING`,
    [db.tenantId, identity, ...params],
  )
}

/** pgvector's text form. */
function toSql(vector: Float32Array): string {
  return `[${vector.join(',')}]`
}
