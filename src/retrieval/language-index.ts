/** The lexical side of one language's passages: both spaces, and each passage's terms kept for a cheap rebuild. */
import { scoreLexically, type Without } from './bm25.ts'
import type { Lexical } from './features.ts'
import { buildInvertedIndex, type InvertedIndex } from './inverted-index.ts'
import type { Passage } from './passage.ts'
import { buildSpellings, correct, type Spellings } from './spelling.ts'
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
  spellings: Spellings
}

/** Cutting a text into terms is the dear part (20 µs a question): done once a passage. */
export function prepare(passage: Passage): IndexedPassage {
  return { passage, questions: passage.questions.map(text => termsOf(text)), body: termsOf(passage.text) }
}

export function buildLanguageIndex(passages: readonly IndexedPassage[]): LanguageIndex {
  const space = (pick: (terms: TextTerms) => TextTerms['words']) =>
    buildInvertedIndex(passages.map(({ questions, body }) => ({ questions: questions.map(pick), body: pick(body) })))
  const words = space(terms => terms.words)
  return { passages, words, chars: space(terms => terms.chars), spellings: buildSpellings(words.terms.keys()) }
}

export function lexicalScores(index: LanguageIndex, normalized: string, without?: Without): Lexical {
  const terms = termsOf(normalized, stem => (index.words.terms.has(stem) ? undefined : correct(index.spellings, stem)))
  return {
    words: scoreLexically(index.words, terms.words, without),
    chars: scoreLexically(index.chars, terms.chars, without),
  }
}
