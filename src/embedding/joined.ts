/**
 * Several sentence models as one. Each text gets the vectors of the models that know its language, side by side and of
 * equal weight, zeros for the others: the cosine of two texts is the mean of their cosines in the models that know both.
 * A model for one language and one that knows all do better together than either alone (bench:sample).
 */
import { createHash } from 'node:crypto'
import type { Embedder } from '../embedder.ts'
import type { Language } from '../message.ts'
import { detectLanguage } from '../text/language.ts'

export interface Part {
  embedder: Embedder
  /** The only language it was made for; undefined for a model of many. */
  language: Language | undefined
}

/** One part alone reads every text, whatever its language. */
export function joinEmbedders(parts: readonly Part[]): Embedder {
  const [first] = parts
  if (first !== undefined && parts.length === 1) return first.embedder
  const dims = parts.reduce((sum, { embedder }) => sum + embedder.dims, 0)

  async function embedOne(text: string, side: 'query' | 'passage'): Promise<Float32Array> {
    const readers = readersOf(parts, text)
    const joined = new Float32Array(dims)
    let from = 0
    for (const part of parts) {
      if (readers.includes(part)) {
        const [vector] = await part.embedder.embed([text], side)
        vector!.forEach((value, i) => {
          joined[from + i] = value / Math.sqrt(readers.length)
        })
      }
      from += part.embedder.dims
    }
    return joined
  }

  return {
    identity: createHash('sha256')
      .update(JSON.stringify(['joined-1', ...parts.map(part => [part.embedder.identity, part.language])]))
      .digest('hex'),
    dims,
    name: parts.map(part => part.embedder.name).join(' + '),
    crossLanguage: crossLanguageOf(parts),
    async embed(texts, side) {
      const vectors: Float32Array[] = []
      for (const text of texts) vectors.push(await embedOne(text, side))
      return vectors
    },
    async close() {
      for (const part of parts) await part.embedder.close()
    },
  }
}

/** Where no part knows the language, all read the text: better than nothing. */
function readersOf(parts: readonly Part[], text: string): readonly Part[] {
  const language = detectLanguage(text) === 'en' ? 'en' : 'zh'
  const readers = parts.filter(part => part.language === undefined || part.language === language)
  return readers.length === 0 ? parts : readers
}

function crossLanguageOf(parts: readonly Part[]): number {
  const shared = parts.filter(part => part.language === undefined).length
  const readers = (language: Language) => parts.filter(part => part.language === language).length + shared
  return shared / Math.sqrt(Math.max(1, readers('zh')) * Math.max(1, readers('en')))
}
