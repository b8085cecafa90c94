/** The embedder that the benchmark measures with, or why there is none. */
import { existsSync } from 'node:fs'
import { basename, dirname, resolve } from 'node:path'
import { AutoModel, AutoTokenizer, env } from '@xenova/transformers'
import type { Embedder } from '../src/embedder.ts'

const root = resolve(import.meta.dirname, '..')

/** Where the model stands: YINGDA_EMBEDDER, or the folder of shared models beside the repository. */
export function embedderFolder(): string | undefined {
  const wanted = process.env.YINGDA_EMBEDDER
  const folders = wanted ? [resolve(wanted)] : [resolve(root, '../shared/models/use-multilingual-v3-zh-en')]
  return folders.find(existsSync)
}

/** One text at a time: with int8 models a text's vector depends on its batch (DECISIONS.md). */
export async function loadBenchEmbedder(folder: string): Promise<Embedder> {
  env.allowRemoteModels = false
  env.localModelPath = dirname(folder)
  const name = basename(folder)
  const tokenizer = await AutoTokenizer.from_pretrained(name)
  const model = await AutoModel.from_pretrained(name, { dtype: 'q8', session_options: { intraOpNumThreads: 1 } })
  async function one(text: string): Promise<Float32Array> {
    const output = await model(tokenizer([text.toLowerCase()], { padding: true, truncation: true }))
    return unit(output.sentence_embedding.data as Float32Array)
  }
  const dims = (await one('a')).length
  return {
    identity: `bench ${name}`,
    dims,
    name,
    async embed(texts) {
      const vectors = []
      for (const text of texts) vectors.push(await one(text))
      return vectors
    },
    close: async () => void (await model.dispose()),
  }
}

function unit(vector: Float32Array): Float32Array {
  const length = Math.hypot(...vector) || 1
  return Float32Array.from(vector, x => x / length)
}
