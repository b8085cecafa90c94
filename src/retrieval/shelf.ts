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
}

export function buildShelf(entries: readonly IndexedPassage[]): Shelf {
  const languages = new Map<Language, LanguageIndex>()
  for (const { passage } of entries) {
    if (languages.has(passage.language)) continue
    languages.set(
      passage.language,
      buildLanguageIndex(entries.filter(each => each.passage.language === passage.language)),
    )
  }
  const places = new Map<string, Place>()
  const keys = new Map<string, number>()
  for (const [language, { passages }] of languages) {
    passages.forEach(({ passage }, entry) => {
      places.set(passage.passageId, { language, entry })
      if (passage.kind === 'faq') keys.set(`${language} ${passage.key}`, entry)
    })
  }
  return { languages, places, faq: (language, key) => keys.get(`${language} ${key}`) }
}

export function entryAt(shelf: Shelf, { language, entry }: Place): IndexedPassage {
  return shelf.languages.get(language)!.passages[entry]!
}
