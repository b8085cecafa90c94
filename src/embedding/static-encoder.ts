/** A static model as an embedder: rows of its table summed up, one thin layer, a unit vector. No native part, no thread. */
import type { Embedder } from '../embedder.ts'
import { createPieces } from './pieces.ts'
import { createStaticFeatures, MAX_PIECES } from './static-features.ts'
import { createKernel } from './static-kernel.ts'
import type { StaticModel } from './static-model.ts'

/** Both sides are embedded alike; a text without a single piece gets what the layer makes of nothing. About 20 µs a sentence. */
export function createStaticEmbedder(model: StaticModel): Embedder {
  const { pieces, scores, pairs, table, layer } = model
  const features = createStaticFeatures(createPieces(pieces, scores), pairs)
  const kernel = createKernel(table, layer, 2 * MAX_PIECES + 1)
  const embedOne = (text: string): Float32Array => {
    const { rows, pieces: count } = features.of(text)
    return unit(kernel(rows, 1 / Math.sqrt(Math.max(1, count))).slice())
  }
  return {
    identity: model.hash,
    dims: table.dims,
    name: `${model.manifest.name} ${model.manifest.version}`,
    embed: async texts => texts.map(embedOne),
    close: async () => {},
  }
}

function unit(vector: Float32Array): Float32Array {
  let squares = 0
  for (let i = 0; i < vector.length; i++) squares += vector[i]! * vector[i]!
  const length = Math.sqrt(squares)
  if (length > 0) for (let i = 0; i < vector.length; i++) vector[i]! /= length
  return vector
}
