/** The lexical side of one language's passages: both spaces, and each passage's terms kept for a cheap rebuild. */
import { exactKey } from '../text/exact-key.ts'
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

/** A question of a passage. */
export interface QuestionPlace {
  entry: number
  question: number
}

export interface LanguageIndex {
  passages: readonly IndexedPassage[]
  /** By `exactKey`: where each question stands. */
  exact: ReadonlyMap<string, readonly QuestionPlace[]>
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
  return {
    passages,
    exact: exactQuestions(passages),
    words: space(terms => terms.words),
    chars: space(terms => terms.chars),
  }
}

function exactQuestions(passages: readonly IndexedPassage[]): Map<string, QuestionPlace[]> {
  const exact = new Map<string, QuestionPlace[]>()
  passages.forEach(({ passage }, entry) => {
    passage.questions.forEach((text, question) => {
      const key = exactKey(text)
      const places = exact.get(key)
      if (places) places.push({ entry, question })
      else exact.set(key, [{ entry, question }])
    })
  })
  return exact
}

export function lexicalScores(index: LanguageIndex, normalized: string, without?: Without): Lexical {
  const terms = termsOf(normalized)
  return {
    words: scoreLexically(index.words, terms.words, without),
    chars: scoreLexically(index.chars, terms.chars, without),
  }
}
