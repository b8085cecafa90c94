/** All passages as they are searched: one index a language, and who is whose twin in the other language. */
import { createBreath } from '../breath.ts'
import type { Language } from '../message.ts'
import { bury, createLanguageIndex, type LanguageIndex, publish, sizeOf, statisticsOf } from './language-index.ts'
import type { Passage } from './passage.ts'
import { isLimited, isSeen, type Viewer } from './scope.ts'
import { type Entry, makeSegment, type Segment } from './segment.ts'
import { createKeys, type Keys } from './shelf-keys.ts'

export interface Shelf {
  /** Those that hold passages. */
  languages: ReadonlyMap<Language, LanguageIndex>
  entry(passageId: string): Entry | undefined
  /** The first passage of this key in a language; a FAQ entry before an article's. */
  first(language: Language, key: string): Entry | undefined
  /** The FAQ entry of this key in a language. */
  faq(language: Language, key: string): Entry | undefined
  /** Whether an article of this key is there in a language. */
  hasArticle(language: Language, key: string): boolean
  /**
   * Takes these away and puts those in their place, which a search sees in one step; gives the new entries, in order.
   * Cutting the new texts into terms comes before that, in slices.
   */
  replace(gone: readonly Entry[], added: readonly Passage[]): Promise<Entry[]>
  /** Puts in a language that was made elsewhere, in slices: for a shelf that nobody searches yet. */
  adopt(language: Language, index: LanguageIndex): Promise<void>
  /** A passage whose texts are the same, but perhaps not what else is known of it. */
  rename(entry: Entry, passage: Passage): void
  /** The passages that this viewer must not see. */
  hiddenFrom(viewer: Viewer): ReadonlySet<string>
  /** When nothing is merged any more. */
  settled(): Promise<void>
}

export function createShelf(): Shelf {
  const all = new Map<Language, LanguageIndex>()
  const languages = new Map<Language, LanguageIndex>()
  const entries = new Map<string, Entry>()
  /** Those that are not for everyone, everywhere, always. */
  const limited = new Set<Entry>()
  const faqs = createKeys()
  const articles = createKeys()
  const keysOf = ({ kind }: Passage): Keys => (kind === 'faq' ? faqs : articles)

  function add(language: Language, segment: Segment): void {
    publish(all.get(language)!, segment)
    languages.set(language, all.get(language)!)
    segment.entries.forEach(enter)
  }

  function enter(entry: Entry): void {
    entries.set(entry.passage.passageId, entry)
    keysOf(entry.passage).add(entry)
    limit(entry)
  }

  function limit(entry: Entry): void {
    if (isLimited(entry.passage.scope ?? {})) limited.add(entry)
    else limited.delete(entry)
  }

  function remove(entry: Entry): void {
    const { passageId, language } = entry.passage
    const index = all.get(language)!
    bury(index, entry)
    keysOf(entry.passage).remove(entry)
    limited.delete(entry)
    if (entries.get(passageId) === entry) entries.delete(passageId)
    if (sizeOf(index) === 0) languages.delete(language)
  }

  return {
    languages,
    entry: passageId => entries.get(passageId),
    faq: (language, key) => faqs.of(language, key).at(-1),
    first: (language, key) => faqs.of(language, key)[0] ?? articles.of(language, key)[0],
    hasArticle: (language, key) => articles.has(language, key),
    async replace(gone, added) {
      const made = new Map<Language, Segment>()
      for (const language of new Set(added.map(passage => passage.language))) {
        const index = all.get(language) ?? createLanguageIndex()
        all.set(language, index)
        const own = added.filter(passage => passage.language === language)
        made.set(language, await makeSegment(own, statisticsOf(index)))
      }
      for (const entry of gone) remove(entry)
      for (const [language, segment] of made) add(language, segment)
      return added.map(passage => entries.get(passage.passageId)!)
    },
    async adopt(language, index) {
      const breath = createBreath()
      all.set(language, index)
      languages.set(language, index)
      for (const { entries: own } of index.segments) {
        for (const entry of own) {
          enter(entry)
          await breath()
        }
      }
    },
    rename(entry, passage) {
      keysOf(entry.passage).remove(entry)
      entry.passage = passage
      keysOf(passage).add(entry)
      limit(entry)
    },
    hiddenFrom(viewer) {
      const now = Date.now()
      const asked = viewer.labels === undefined ? limited : entries.values()
      return new Set(
        [...asked].filter(entry => !isSeen(viewer, entry.passage, now)).map(({ passage }) => passage.passageId),
      )
    },
    async settled() {
      for (const index of all.values()) await index.merging
    },
  }
}
