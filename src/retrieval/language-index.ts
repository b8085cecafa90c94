/** The lexical side of one language's passages: both spaces, and each passage's terms kept for a cheap rebuild. */
import { exactKey } from '../text/exact-key.ts'
import { scoreLexically, type Without } from './bm25.ts'
import type { Lexical } from './features.ts'
import { buildInvertedIndex, type InvertedIndex } from './inverted-index.ts'
import { type Dictionary, keepTerms, type TermWeights } from './kept-terms.ts'
import type { Passage } from './passage.ts'
import { selectEntries } from './select-entries.ts'
import { type TextTerms, termsOf } from './terms.ts'

export interface IndexedPassage {
  passage: Passage
  questions: KeptText[]
  body: KeptText
}

/** A text's terms in both spaces. */
interface KeptText {
  words: TermWeights
  chars: TermWeights
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
export function prepare(passage: Passage, dictionary: Dictionary): IndexedPassage {
  const texts = [...passage.questions, passage.text].map(text => termsOf(text))
  const kept = keepTerms(
    dictionary,
    texts.flatMap(({ words, chars }) => [words, chars]),
  )
  const at = (i: number): KeptText => ({ words: kept[2 * i]!, chars: kept[2 * i + 1]! })
  return { passage, questions: passage.questions.map((_, i) => at(i)), body: at(passage.questions.length) }
}

export function buildLanguageIndex(passages: readonly IndexedPassage[]): LanguageIndex {
  const space = (pick: (terms: KeptText) => TermWeights) =>
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

/** Up to so many entries all are scored: about a millisecond. */
const ALL_UP_TO = 1_000
/** In larger bases only the most promising are, so many a space, and those that something else has found. */
const PROMISING = 100

/** `found`: entries that are scored in any case. */
export function lexicalScores(
  index: LanguageIndex,
  normalized: string,
  without?: Without,
  found: readonly number[] = [],
): Lexical {
  const terms = termsOf(normalized)
  const entries = index.passages.length > ALL_UP_TO ? promising(index, terms, found) : undefined
  return {
    entries,
    words: scoreLexically(index.words, terms.words, without, entries),
    chars: scoreLexically(index.chars, terms.chars, without, entries),
  }
}

/** Each space has its say: a typo is only seen by the characters, a synonym only by the words. */
function promising({ words, chars }: LanguageIndex, terms: TextTerms, found: readonly number[]): Uint32Array {
  const best = [selectEntries(words, terms.words, PROMISING), selectEntries(chars, terms.chars, PROMISING)]
  return Uint32Array.from(new Set([...best[0]!, ...best[1]!, ...found])).sort()
}
