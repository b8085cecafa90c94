/** The passages of one kind by language and key. Most keys have one; those of an article have all its parts. */
import type { Language } from '../message.ts'
import type { Entry } from './segment.ts'

export interface Keys {
  add(entry: Entry): void
  remove(entry: Entry): void
  /** In the order they came in. */
  of(language: Language, key: string): readonly Entry[]
  has(language: Language, key: string): boolean
}

export function createKeys(): Keys {
  // A set for each of 100,000 keys would take more than the entries do.
  const entries = new Map<string, Entry | Set<Entry>>()
  return {
    add(entry) {
      const id = idOf(entry.passage)
      const known = entries.get(id)
      if (known === undefined) entries.set(id, entry)
      else if (known instanceof Set) known.add(entry)
      else entries.set(id, new Set([known, entry]))
    },
    remove(entry) {
      const id = idOf(entry.passage)
      const known = entries.get(id)
      if (known instanceof Set) known.delete(entry)
      if (known === entry || (known instanceof Set && known.size === 0)) entries.delete(id)
    },
    of(language, key) {
      const known = entries.get(idOf({ language, key }))
      if (known === undefined) return []
      return known instanceof Set ? [...known] : [known]
    },
    has: (language, key) => entries.has(idOf({ language, key })),
  }
}

const idOf = ({ language, key }: { language: Language; key: string }): string => `${language} ${key}`
