import type { Language } from '../message.ts'
import { type Weights, weightsOf } from './confidence.ts'

/** One set a language (English words are fewer and more ambiguous), with and without vectors. */
export type LanguageWeights = Record<Language, Weights>
export interface AllWeights {
  lexical: LanguageWeights
  vectors: LanguageWeights
}

export const DEFAULT_WEIGHTS: AllWeights = {
  lexical: {
    zh: weightsOf(
      { wordTop: 1.7, wordBody: 8, wordBoth: 7, charBest: 1, charTop: 2, charQuestions: 4, charBody: 10, charBoth: 10 },
      { one: 3, wordUnknown: 0, charUnknown: 0 },
    ),
    en: weightsOf(
      { wordTop: 1.7, wordBody: 8, wordBoth: 7, charBest: 1, charTop: 2, charQuestions: 4, charBody: 10, charBoth: 10 },
      { one: 3, wordUnknown: 0, charUnknown: 0 },
    ),
  },
  vectors: {
    zh: weightsOf(
      {
        wordTop: 1.7,
        wordBody: 8,
        wordBoth: 7,
        charBest: 1,
        charTop: 2,
        charQuestions: 4,
        charBody: 10,
        charBoth: 10,
        vectorBest: 5,
        vectorTop: 5,
        vectorBody: 5,
      },
      { one: 10, wordUnknown: 0, charUnknown: 0 },
    ),
    en: weightsOf(
      {
        wordTop: 1.7,
        wordBody: 8,
        wordBoth: 7,
        charBest: 1,
        charTop: 2,
        charQuestions: 4,
        charBody: 10,
        charBoth: 10,
        vectorBest: 5,
        vectorTop: 5,
        vectorBody: 5,
      },
      { one: 10, wordUnknown: 0, charUnknown: 0 },
    ),
  },
}
