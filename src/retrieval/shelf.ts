/** All passages as they are searched: one index a language, and who is whose twin in the other language. */
import type { Language } from '../message.ts'
import { buildLanguageIndex, type IndexedPassage, type LanguageIndex } from './language-index.ts'

export interface Place {
  language: Language
  /** The passage's number in its language's index. */
  entry: number
}

export interface Shelf {
  languages: ReadonlyMap<Language, LanguageIndex>
  /** By passage id. */
  places: ReadonlyMap<string, Place>
  /** The entry of a FAQ key in a language. */
  faq(language: Language, key: string): number | undefined
  /** Whether an article of this key is there in a language. */
  hasArticle(language: Language, key: string): boolean
}

/** A language whose passages are the same as in the shelf before keeps its index: building is the dear part. */
export function buildShelf(entries: readonly IndexedPassage[], before?: Shelf): Shelf {
  const languages = new Map<Language, LanguageIndex>()
  for (const { passage } of entries) {
    if (languages.has(passage.language)) continue
    const own = entries.filter(each => each.passage.language === passage.language)
    const known = before?.languages.get(passage.language)
    languages.set(passage.language, known && sameList(known.passages, own) ? known : buildLanguageIndex(own))
  }
  const places = new Map<string, Place>()
  const keys = new Map<string, number>()
  const articles = new Set<string>()
  for (const [language, { passages }] of languages) {
    passages.forEach(({ passage }, entry) => {
      places.set(passage.passageId, { language, entry })
      if (passage.kind === 'faq') keys.set(`${language} ${passage.key}`, entry)
      else articles.add(`${language} ${passage.key}`)
    })
  }
  return {
    languages,
    places,
    faq: (language, key) => keys.get(`${language} ${key}`),
    hasArticle: (language, key) => articles.has(`${language} ${key}`),
  }
}

export function entryAt(shelf: Shelf, { language, entry }: Place): IndexedPassage {
  return shelf.languages.get(language)!.passages[entry]!
}

function sameList(a: readonly IndexedPassage[], b: readonly IndexedPassage[]): boolean {
  return a.length === b.length && a.every((entry, i) => entry === b[i])
}
