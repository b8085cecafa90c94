/**
 * The weights that hold until a knowledge base is calibrated. Fitted on the sample knowledge (1,976 similar questions, each
 * hidden once, and once with its whole entry) together with the 160 tuned questions of knowledge/questions, by maximum
 * likelihood with weights of 0 or more: a match never speaks against a passage.
 */
import type { Language } from '../message.ts'
import { type Weights, weightsOf } from './confidence.ts'

/** One set a language: words of English are fewer and more ambiguous, characters of Chinese say more. */
export type LanguageWeights = Record<Language, Weights>

export const DEFAULT_WEIGHTS: { lexical: LanguageWeights; vectors: LanguageWeights } = {
  lexical: {
    zh: weightsOf(
      { wordBody: 2.6, wordBoth: 4.28, charTop: 4.36, charBody: 6.24, charBoth: 9.09, article: -0.11 },
      { one: 4.77, wordUnknown: -0.92, charUnknown: -0.88 },
    ),
    en: weightsOf(
      {
        wordTop: 0.44,
        wordBody: 3.63,
        wordBoth: 6.94,
        charBest: 0.23,
        charTop: 1,
        charBody: 0.06,
        charBoth: 1.88,
        article: -0.03,
      },
      { one: 5.05, wordUnknown: -1.03, charUnknown: -0.34 },
    ),
  },
  vectors: {
    zh: weightsOf(
      {
        wordBody: 3.39,
        wordBoth: 3.72,
        charTop: 1.52,
        charBody: 6.34,
        charBoth: 6.38,
        vectorBest: 1.99,
        vectorTop: 7.53,
        vectorBody: 2.19,
      },
      { one: 7.61, wordUnknown: -0.8, charUnknown: 0.55 },
    ),
    en: weightsOf(
      { wordBody: 3.71, wordBoth: 6.35, charBoth: 2.08, vectorBest: 2.17, vectorTop: 5.71, vectorBody: 4.37 },
      { one: 7.64, wordUnknown: 0.61, charUnknown: -0.82 },
    ),
  },
}
