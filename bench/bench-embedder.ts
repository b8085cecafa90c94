/** The embedders that the benchmarks measure with: ours, and the larger models beside the repository where they are. */
import { existsSync, readdirSync } from 'node:fs'
import { resolve } from 'node:path'
import { readConfig } from '../src/config.ts'
import type { Embedder } from '../src/embedder.ts'
import { BUILT_IN, openEmbedder } from '../src/embedding/open.ts'

const MODELS = resolve(import.meta.dirname, '../../shared/models')
/** One for both languages, one for each. */
const SHARED = ['use-multilingual-v3-zh-en', 'bge-small-zh-v1.5', 'bge-small-en-v1.5']

/** `words`: none; `fast`: what a fresh clone has; `best`: larger models joined, those of YINGDA_EMBEDDER, or of ../shared/models and ours. */
export const MODES = ['words', 'fast', 'best'] as const
export type Mode = (typeof MODES)[number]

export function isMode(given: string | undefined): given is Mode {
  return MODES.some(mode => mode === given)
}

/** The folders of the larger models; none where there are none. */
export function largerModels(): string[] {
  if (process.env.YINGDA_EMBEDDER) return [...readConfig(process.env).embedder]
  return SHARED.map(name => resolve(MODELS, name)).filter(folder => existsSync(folder))
}

/** What is joined as `best`: ours costs nothing beside the larger ones, and adds to them. */
export function bestModels(): string[] {
  const larger = largerModels()
  return larger.length === 0 || process.env.YINGDA_EMBEDDER ? larger : [BUILT_IN, ...larger]
}

/** The larger models, and what else stands beside the repository. */
export function everyModel(): string[] {
  const beside = existsSync(MODELS) ? readdirSync(MODELS).map(name => resolve(MODELS, name)) : []
  return [...new Set([...largerModels(), ...beside.filter(folder => existsSync(resolve(folder, 'onnx')))])]
}

export async function embedderOf(mode: Mode): Promise<Embedder | undefined> {
  switch (mode) {
    case 'words':
      return undefined
    case 'fast':
      return openEmbedder([BUILT_IN])
    case 'best':
      return openEmbedder(bestModels())
    default:
      return mode satisfies never
  }
}
