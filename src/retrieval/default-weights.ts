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
      { wordTop: 0.84, wordBody: 3.64, wordBoth: 6.09, charTop: 4.33, charBody: 6.14, charBoth: 9.3 },
      { one: 4.42, wordUnknown: -0.72, charUnknown: 0.43 },
    ),
    en: weightsOf(
      { wordTop: 1.22, wordBody: 3.84, wordBoth: 9.05, charTop: 0.39, charBoth: 2.99 },
      { one: 4.81, wordUnknown: -0.18, charUnknown: 0 },
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
