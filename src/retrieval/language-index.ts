/** The lexical side of one language's passages: both spaces, and each passage's terms kept for a cheap rebuild. */
import { scoreLexically, type Without } from './bm25.ts'
import type { Lexical } from './features.ts'
import { buildInvertedIndex, type InvertedIndex } from './inverted-index.ts'
import type { Passage } from './passage.ts'
import { type TextTerms, termsOf } from './terms.ts'

export interface IndexedPassage {
  passage: Passage
  questions: TextTerms[]
  body: TextTerms
}

export interface LanguageIndex {
  passages: readonly IndexedPassage[]
  words: InvertedIndex
  chars: InvertedIndex
}

/** Cutting a text into terms is the dear part (20 µs a question): done once a passage. */
export function prepare(passage: Passage): IndexedPassage {
  return { passage, questions: passage.questions.map(text => termsOf(text)), body: termsOf(passage.text) }
}

export function buildLanguageIndex(passages: readonly IndexedPassage[]): LanguageIndex {
  const space = (pick: (terms: TextTerms) => TextTerms['words']) =>
    buildInvertedIndex(passages.map(({ questions, body }) => ({ questions: questions.map(pick), body: pick(body) })))
  return { passages, words: space(terms => terms.words), chars: space(terms => terms.chars) }
}

export function lexicalScores(index: LanguageIndex, normalized: string, without?: Without): Lexical {
  const terms = termsOf(normalized)
  return {
    words: scoreLexically(index.words, terms.words, without),
    chars: scoreLexically(index.chars, terms.chars, without),
  }
}
