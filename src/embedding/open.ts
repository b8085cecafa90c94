import { resolve } from 'node:path'
import type { Embedder } from '../embedder.ts'
import { centred } from './centred.ts'
import { joinEmbedders, type Part } from './joined.ts'
import { createStaticEmbedder } from './static-encoder.ts'
import { createStaticEngine } from './static-engine.ts'
import { isStaticModel, readStaticModel } from './static-model.ts'
import { openTransformers } from './transformers.ts'

/** The setting's word for our own model, which every installation has. */
export const BUILT_IN_NAME = 'built-in'
export const BUILT_IN = resolve(import.meta.dirname, '../../models/yingda-zh-en-2')

/** Opens the embedders in these folders (or `built-in`) as one; without any, everything works on words alone. */
export async function openEmbedder(folders: readonly string[]): Promise<Embedder | undefined> {
  const parts: Part[] = []
  for (const folder of folders) parts.push(await openPart(folder))
  return parts.length === 0 ? undefined : joinEmbedders(parts)
}

/** The embedder in a folder (or `built-in`), ready to be joined with others: a static model of ours, or one in transformers.js layout. */
export async function openPart(named: string): Promise<Part> {
  const folder = named === BUILT_IN_NAME ? BUILT_IN : named
  const { embedder, language } = isStaticModel(folder) ? openStatic(folder) : await openTransformers(folder)
  // Each by itself: how much of a vector is the common direction differs from model to model.
  return { embedder: await centred(embedder), language }
}

function openStatic(folder: string): Part {
  return { embedder: createStaticEmbedder(createStaticEngine(readStaticModel(folder))), language: undefined }
}
