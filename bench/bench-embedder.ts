/** The sentence models that the benchmark measures with, or that there are none. */
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { readConfig } from '../src/config.ts'
import type { Embedder } from '../src/embedder.ts'
import { openEmbedder } from '../src/embedding/open.ts'

const root = resolve(import.meta.dirname, '..')
/** One for both languages, one for each. */
const SHARED = ['use-multilingual-v3-zh-en', 'bge-small-zh-v1.5', 'bge-small-en-v1.5']

/** Where the models stand: YINGDA_EMBEDDER, or the folders of shared models beside the repository. */
export function embedderFolders(): string[] {
  if (process.env.YINGDA_EMBEDDER) return [...readConfig(process.env).embedder]
  return SHARED.map(name => resolve(root, '../shared/models', name)).filter(folder => existsSync(folder))
}

export async function loadBenchEmbedder(folders: readonly string[]): Promise<Embedder> {
  const embedder = await openEmbedder(folders)
  if (!embedder) throw new Error('No sentence model to measure with.')
  return embedder
}
