import { bigrams, words } from './tokens.ts'

/** What a text is found by in a `search` tsvector, and what a query looks for: words and Chinese character pairs, once each. */
export function searchTerms(text: string): string[] {
  return [...new Set([...words(text), ...bigrams(text)])].filter(term => term.length <= 100)
}
