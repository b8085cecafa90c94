import type { Embedder } from '../embedder.ts'
import { openTransformers } from './transformers.ts'

/** Opens the embedder at the path; without a path there is none, and everything works on words alone. */
export async function openEmbedder(path: string | undefined): Promise<Embedder | undefined> {
  return path === undefined || path.trim() === '' ? undefined : openTransformers(path)
}
