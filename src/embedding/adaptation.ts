/** What a tenant's own texts change of a static model's table: a few thousand rows, eight bits a number. */
import { createHash } from 'node:crypto'

export interface Adaptation {
  /** SHA-256 of the changes. */
  hash: string
  /** The place of each changed row of the table. */
  places: ReadonlyMap<number, number>
  /** By place: the change is scale times value. */
  scales: Float32Array
  values: Int8Array
}

const MOST = 127

/** `rows` are numbers of the table, `changes` their changes, one after another, `dims` numbers each. */
export function packAdaptation(rows: ArrayLike<number>, changes: Float32Array, dims: number): Uint8Array {
  const count = rows.length
  const scales = new Float32Array(count)
  const values = new Int8Array(count * dims)
  for (let r = 0; r < count; r++) {
    const row = changes.subarray(r * dims, (r + 1) * dims)
    const scale = row.reduce((most, x) => Math.max(most, Math.abs(x)), 0) / MOST
    scales[r] = scale
    for (let i = 0; i < dims; i++) values[r * dims + i] = scale === 0 ? 0 : Math.round(row[i]! / scale)
  }
  const numbers = Uint32Array.from(rows)
  return Buffer.concat([Uint32Array.of(count), numbers, scales, values].map(bytesOf))
}

export function unpackAdaptation(bytes: Uint8Array): Adaptation {
  // A Buffer's slice would be a view of a pool.
  const own = new Uint8Array(bytes).buffer
  const count = new Uint32Array(own, 0, 1)[0]!
  const rows = new Uint32Array(own, 4, count)
  return {
    hash: createHash('sha256').update(bytes).digest('hex'),
    places: new Map(Array.from(rows, (row, place) => [row, place])),
    scales: new Float32Array(own, 4 + 4 * count, count),
    values: new Int8Array(own, 4 + 8 * count),
  }
}

const bytesOf = ({ buffer, byteOffset, byteLength }: Uint32Array | Float32Array | Int8Array): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength)
