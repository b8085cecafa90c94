import { createHash } from 'node:crypto'
import { dirname } from 'node:path'
import type { FeatureExtractionPipeline } from '@xenova/transformers'
import type { Embedder } from '../embedder.ts'
import { Unavailable } from '../errors.ts'
import type { Part } from './joined.ts'
import { type ModelDirectory, readModelDirectory } from './model-directory.ts'
import { createVectorCache, keyOf } from './vector-cache.ts'

/** Remembered vectors: 0.5 to 1 MB. */
const CACHED_VECTORS = 500
/** Longest text that is embedded, in UTF-16 code units: the models read 256 to 512 tokens. */
const MAX_CHARS = 4000
/** One: a second thread gains nothing for bge and little for USE, and takes the core that the sockets need. */
const THREADS = 1

/** The library keeps its model path in a global, so that directories are opened one after another. */
let opening: Promise<unknown> = Promise.resolve()

/**
 * Opens a local transformers.js model directory as an embedder, with the language it is for. Nothing is fetched from the network. Texts are embedded
 * one at a time, lower-cased: int8 activations depend on the batch, and bge-zh knows no capitals. Takes 0.2 to 0.6 s.
 * Throws InvalidInput `embedder_directory_invalid`, or Unavailable `embedder_not_loaded` when the runtime refuses the files.
 */
export async function openTransformers(directory: string): Promise<Part> {
  const model = await readModelDirectory(directory)
  const loading = opening.then(() => loadPipeline(model))
  opening = loading.catch(() => undefined)
  const { extract, version } = await loading
  const cache = createVectorCache(CACHED_VECTORS)
  const embedOne = async (input: string): Promise<Float32Array> => {
    const key = keyOf(input)
    const known = cache.get(key)
    if (known !== undefined) return known
    const output = await extract(input, { pooling: model.pooling, normalize: true })
    const vector = Float32Array.from(output.data as Float32Array)
    cache.set(key, vector)
    return vector
  }
  const embedder: Embedder = {
    identity: identityOf(model, version),
    dims: model.dims,
    name: model.name,
    async embed(texts, side) {
      const vectors: Float32Array[] = []
      for (const text of texts)
        vectors.push(await embedOne(model.prefix[side] + text.slice(0, MAX_CHARS).toLowerCase()))
      return vectors
    },
    async close() {
      await extract.dispose()
    },
  }
  return { embedder, language: model.language }
}

/** Imported here and not above, so that an installation without an embedder never loads ONNX Runtime (60 MB). */
async function loadPipeline(model: ModelDirectory): Promise<{ extract: FeatureExtractionPipeline; version: string }> {
  try {
    const { env, pipeline } = await import('@xenova/transformers')
    env.allowRemoteModels = false
    env.localModelPath = dirname(model.path)
    const extract = await pipeline('feature-extraction', model.name, {
      dtype: model.dtype,
      session_options: { intraOpNumThreads: THREADS, interOpNumThreads: 1 },
    })
    return { extract, version: env.version }
  } catch (cause) {
    throw new Unavailable('embedder_not_loaded', `The embedder in ${model.path} could not be loaded.`, {
      remedy: 'Check that the files are complete, or leave the embedder setting out to run without one.',
      params: { path: model.path },
      cause,
    })
  }
}

/** Everything that can change a vector: files, dtype, pooling, prefixes, casing, dims, version of the runtime. */
function identityOf(model: ModelDirectory, version: string): string {
  const parts = [
    model.hash,
    model.dtype,
    model.pooling,
    model.prefix,
    'lower',
    MAX_CHARS,
    model.dims,
    `transformers.js ${version}`,
  ]
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex')
}
