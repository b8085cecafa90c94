/** The lexical side of one language's passages: both spaces, and each passage's terms kept for a cheap rebuild. */
import { scoreLexically, type Without } from './bm25.ts'
import type { Lexical } from './features.ts'
import { buildInvertedIndex, type InvertedIndex } from './inverted-index.ts'
import type { Passage } from './passage.ts'
import { charTerms, type Terms, wordTerms } from './terms.ts'

export interface IndexedPassage {
  passage: Passage
  words: { questions: Terms[]; body: Terms }
  chars: { questions: Terms[]; body: Terms }
}

export interface LanguageIndex {
  passages: readonly IndexedPassage[]
  words: InvertedIndex
  chars: InvertedIndex
}

/** Cutting a text into terms is the dear part (20 µs a question): done once a passage. */
export function prepare(passage: Passage): IndexedPassage {
  const terms = (cut: (text: string) => Terms) => ({ questions: passage.questions.map(cut), body: cut(passage.text) })
  return { passage, words: terms(wordTerms), chars: terms(charTerms) }
}

export function buildLanguageIndex(passages: readonly IndexedPassage[]): LanguageIndex {
  return {
    passages,
    words: buildInvertedIndex(passages.map(p => p.words)),
    chars: buildInvertedIndex(passages.map(p => p.chars)),
  }
}

export function lexicalScores(index: LanguageIndex, normalized: string, without?: Without): Lexical {
  return {
    words: scoreLexically(index.words, wordTerms(normalized), without),
    chars: scoreLexically(index.chars, charTerms(normalized), without),
  }
}
