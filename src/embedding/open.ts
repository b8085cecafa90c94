import type { Embedder } from '../embedder.ts'
import { centred } from './centred.ts'
import { joinEmbedders, type Part } from './joined.ts'
import { openTransformers } from './transformers.ts'

/** Opens the embedders in these folders as one; without any there is none, and everything works on words alone. */
export async function openEmbedder(folders: readonly string[]): Promise<Embedder | undefined> {
  const parts: Part[] = []
  for (const folder of folders) {
    const { embedder, language } = await openTransformers(folder)
    // Each by itself: how much of a vector is the common direction differs from model to model.
    parts.push({ embedder: await centred(embedder), language })
  }
  return parts.length === 0 ? undefined : joinEmbedders(parts)
}
