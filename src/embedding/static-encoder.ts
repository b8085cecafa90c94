/** A static model as an embedder: rows of its table summed up, one thin layer, a unit vector. No native part, no thread. */
import type { Embedder } from '../embedder.ts'
import { createPieces } from './pieces.ts'
import { createStaticFeatures } from './static-features.ts'
import { createLayer } from './static-layer.ts'
import type { QuantizedTable, StaticModel } from './static-model.ts'

/** The vector of a text, in plain numbers: same on every machine. */
export function createEncoder(model: StaticModel): (text: string) => Float32Array {
  const { pieces, scores, pairs, table, layer } = model
  const features = createStaticFeatures(createPieces(pieces, scores), pairs)
  const sumRows = createRowSum(table)
  const through = createLayer(layer, table.dims)
  return text => {
    const { rows, pieces: count } = features.of(text)
    return unit(through(sumRows(rows, 1 / Math.sqrt(Math.max(1, count)))).slice())
  }
}

function createRowSum({ dims, bits, scales, values }: QuantizedTable) {
  const eight = new Int8Array(values.buffer, values.byteOffset, values.length)
  const bytes = (dims * bits) / 8
  return (rows: readonly number[], factor: number): Float32Array => {
    const sum = new Float32Array(dims)
    for (const row of rows) {
      const scale = scales[row]! * factor
      const from = row * bytes
      if (bits === 8) for (let i = 0; i < dims; i++) sum[i]! += scale * eight[from + i]!
      else {
        for (let b = 0; b < bytes; b++) {
          const two = values[from + b]!
          sum[2 * b]! += scale * ((two & 15) - 8)
          sum[2 * b + 1]! += scale * ((two >> 4) - 8)
        }
      }
    }
    return sum
  }
}

function unit(vector: Float32Array): Float32Array {
  let squares = 0
  for (let i = 0; i < vector.length; i++) squares += vector[i]! * vector[i]!
  const length = Math.sqrt(squares)
  if (length > 0) for (let i = 0; i < vector.length; i++) vector[i]! /= length
  return vector
}

/** Both sides are embedded alike; a text without a single piece gets zeros. */
export function createStaticEmbedder(model: StaticModel): Embedder {
  const encode = createEncoder(model)
  return {
    identity: model.hash,
    dims: model.table.dims,
    name: `${model.manifest.name} ${model.manifest.version}`,
    embed: async texts => texts.map(encode),
    close: async () => {},
  }
}
