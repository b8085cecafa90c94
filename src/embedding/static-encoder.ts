/** A static model as an embedder: rows of its table summed up, one thin layer, a unit vector. No native part, no thread. */
import { createHash } from 'node:crypto'
import type { Embedder } from '../embedder.ts'
import { type Adaptation, unpackAdaptation } from './adaptation.ts'
import { factorOf, type StaticEngine } from './static-engine.ts'
import { createVectorCache, keyOf } from './vector-cache.ts'

/** Remembered vectors, a kilobyte each: those of a message, and of the sentences that are often looked through for it. */
const CACHED_VECTORS = 1000

/** Both sides are embedded alike; a text without a single piece gets what the layer makes of nothing. About 20 µs a sentence. Callers must not write into the vectors. */
export function createStaticEmbedder(engine: StaticEngine, adaptation?: Adaptation): Embedder {
  const { model, features, kernel } = engine
  const cache = createVectorCache(CACHED_VECTORS)
  const embedOne = (text: string): Float32Array => {
    const key = keyOf(text)
    const known = cache.get(key)
    if (known !== undefined) return known
    const { rows, pieces } = features.of(text)
    const factor = factorOf(pieces)
    const pooled = kernel.sum(rows, factor)
    if (adaptation !== undefined) for (const row of rows) addChange(pooled, adaptation, row, factor)
    const vector = unit(kernel.layer(pooled).slice())
    cache.set(key, vector)
    return vector
  }
  return {
    identity: adaptation === undefined ? model.hash : joined(model.hash, adaptation.hash),
    dims: model.table.dims,
    instant: true,
    name: `${model.manifest.name} ${model.manifest.version}${adaptation === undefined ? '' : ', adapted'}`,
    embed: async texts => texts.map(embedOne),
    async learn(groups, progress) {
      // Imported here and not above: it needs ONNX Runtime, which nothing else here does.
      const { adapt } = await import('./adapt.ts')
      return adapt(engine, groups, { progress })
    },
    adapted: async bytes => createStaticEmbedder(engine, unpackAdaptation(bytes)),
    close: async () => {},
  }
}

function addChange(pooled: Float32Array, { places, scales, values }: Adaptation, row: number, factor: number): void {
  const place = places.get(row)
  if (place === undefined) return
  const from = place * pooled.length
  const scale = scales[place]! * factor
  for (let i = 0; i < pooled.length; i++) pooled[i]! += scale * values[from + i]!
}

function unit(vector: Float32Array): Float32Array {
  let squares = 0
  for (let i = 0; i < vector.length; i++) squares += vector[i]! * vector[i]!
  const length = Math.sqrt(squares)
  if (length > 0) for (let i = 0; i < vector.length; i++) vector[i]! /= length
  return vector
}

const joined = (...hashes: string[]): string => createHash('sha256').update(hashes.join(' ')).digest('hex')
