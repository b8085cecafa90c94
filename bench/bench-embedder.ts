/** The sentence model that the benchmark measures with, or that there is none. */
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Embedder } from '../src/embedder.ts'
import { openEmbedder } from '../src/embedding/open.ts'

const root = resolve(import.meta.dirname, '..')

/** Where the model stands: YINGDA_EMBEDDER, or the folder of shared models beside the repository. */
export function embedderFolder(): string | undefined {
  const wanted = process.env.YINGDA_EMBEDDER
  const folders = wanted ? [resolve(wanted)] : [resolve(root, '../shared/models/use-multilingual-v3-zh-en')]
  return folders.find(existsSync)
}

export async function loadBenchEmbedder(folder: string): Promise<Embedder> {
  const embedder = await openEmbedder(folder)
  if (!embedder) throw new Error(`No sentence model in ${folder}.`)
  return embedder
}
