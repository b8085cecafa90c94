/** The vectors of an index in the process, kept for the next start: the rows of an exact one, or the whole graph. */
import { createBreath } from '../breath.ts'
import { type KeptSet, NotAsKept, type Part } from './kept-folder.ts'
import type { Digests } from './passage-digest.ts'
import type { VectorRow } from './vector-index.ts'
import type { ExactIndex } from './vector-index-exact.ts'
import { type GraphIndex, restoreGraphIndex } from './vector-index-graph.ts'

/** The parts of a passage, whose vectors stand one after the other. */
type KeptPassage = [id: string, digest: string, parts: number[]]

/** Rows that are written in one piece. */
const PIECE = 1_000

export async function keepRows(exact: ExactIndex, digests: Digests): Promise<Record<string, Part>> {
  const passages: KeptPassage[] = []
  const pieces: Uint8Array[] = []
  let open: Uint8Array[] = []
  const breath = createBreath()
  for (const [id, digest] of digests) {
    const rows = exact.rowsOf(id)
    if (rows.length === 0) continue
    passages.push([id, digest, rows.map(row => row.part)])
    for (const { vector } of rows) open.push(new Uint8Array(vector.buffer, vector.byteOffset, vector.byteLength))
    if (open.length >= PIECE) {
      pieces.push(Buffer.concat(open))
      open = []
    }
    await breath()
  }
  return { passages: [Buffer.from(JSON.stringify(passages))], rows: [...pieces, ...open] }
}

/** Either the graph, or rows for an exact index; neither where nothing is as it was kept. */
export async function restoreVectors(
  set: KeptSet,
  dims: number,
  digests: Digests,
): Promise<{ graph: GraphIndex | undefined; rows: VectorRow[] }> {
  try {
    if (set.has('graph')) return { graph: await restoreGraphIndex(set, dims, digests), rows: [] }
    return { graph: undefined, rows: await readRows(set, dims, digests) }
  } catch (error) {
    if (!(error instanceof NotAsKept)) throw error
    return { graph: undefined, rows: [] }
  }
}

async function readRows(set: KeptSet, dims: number, digests: Digests): Promise<VectorRow[]> {
  const passages = (await set.json('passages')) as KeptPassage[]
  const numbers = new Float32Array((await set.bytes('rows')).buffer)
  const rows: VectorRow[] = []
  let at = 0
  for (const [passageId, digest, parts] of passages) {
    for (const part of parts) {
      if (digests.get(passageId) === digest)
        rows.push({ passageId, part, vector: numbers.subarray(at * dims, (at + 1) * dims) })
      at++
    }
  }
  return rows
}
