/**
 * Several sentence models as one. Each text gets the vectors of the models that know its language, side by side, zeros
 * for the others: the cosine of two texts is the weighted mean of their cosines in the models that know both. A model for
 * one language and one that knows all do better together than either alone (bench:sample).
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

/**
 * What all models of many languages together count beside each one for the text's own. Small English models are far better
 * at English: USE at 1 / .5 / .25 / 0 beside bge-en, BANKING77's valid lines with 10 to a class 86.8 / 87.8 / 88.1 / 88.2 %,
 * with 5 79.6 / 81.0 / 82.3 / 82.7, HWU64's 85.3 / 86.3 / 86.3 / 85.6, VIRA's training questions hit@1 55.4 / 56.8 / 57.3 /
 * 57.3. Not 0: they alone know what both languages say. Chinese ones are not: at .5 / 1 / 2 SMP2017's valid lines 93.6 / 93.4
 * / 93.4, a third of MASSIVE's - / 84.0 / 84.3; at 2, our own and USE, 93.8 and 84.5.
 */
const MULTILINGUAL: Record<Language, number> = { zh: 2, en: 0.25 }

/** One part alone reads every text, whatever its language. */
export function joinEmbedders(parts: readonly Part[]): Embedder {
  const [first] = parts
  if (first !== undefined && parts.length === 1) return first.embedder
  const dims = parts.reduce((sum, { embedder }) => sum + embedder.dims, 0)

  return {
    identity: createHash('sha256')
      .update(JSON.stringify(['joined-3', MULTILINGUAL, ...parts.map(part => [part.embedder.identity, part.language])]))
      .digest('hex'),
    dims,
    name: parts.map(part => part.embedder.name).join(' + '),
    crossLanguage: crossLanguageOf(parts),
    async embed(texts, side, language) {
      const languages = texts.map(text => language ?? languageOf(text))
      const vectors = texts.map(() => new Float32Array(dims))
      // Beside each other: each model runs in a thread of its own.
      await Promise.all(
        parts.map(async (part, p) => {
          const shares = languages.map(language => shareOf(parts, part, language))
          const read = texts.flatMap((_, t) => (shares[t] === 0 ? [] : [t]))
          const own = await part.embedder.embed(
            read.map(t => texts[t]!),
            side,
            language,
          )
          const from = parts.slice(0, p).reduce((sum, { embedder }) => sum + embedder.dims, 0)
          read.forEach((t, i) => {
            const scale = Math.sqrt(shares[t]!)
            vectors[t]!.set(
              own[i]!.map(value => value * scale),
              from,
            )
          })
        }),
      )
      return vectors
    },
    async close() {
      for (const part of parts) await part.embedder.close()
    },
  }
}

function languageOf(text: string): Language {
  return detectLanguage(text) === 'en' ? 'en' : 'zh'
}

/** What a part counts in this language, of 1. Where no part knows it, all read the text alike: better than nothing. */
function shareOf(parts: readonly Part[], part: Part, language: Language): number {
  const isOwn = ({ language: own }: Part) => own === language
  const weightOf = (each: Part) => {
    if (each.language !== undefined) return isOwn(each) ? 1 : 0
    return parts.some(isOwn) ? MULTILINGUAL[language] / parts.filter(part => part.language === undefined).length : 1
  }
  const sum = parts.reduce((total, each) => total + weightOf(each), 0)
  return sum === 0 ? 1 / parts.length : weightOf(part) / sum
}

/** The cosine of a text with its perfect translation. */
function crossLanguageOf(parts: readonly Part[]): number {
  return parts
    .filter(({ language }) => language === undefined)
    .reduce((sum, part) => sum + Math.sqrt(shareOf(parts, part, 'zh') * shareOf(parts, part, 'en')), 0)
}
