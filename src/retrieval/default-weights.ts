/**
 * The weights that hold until a knowledge base is calibrated. Fitted on the sample knowledge (its own questions,
 * each hidden once, and once with its whole entry) together with the tuned questions of knowledge/questions, by maximum
 * likelihood with weights of 0 or more: a match never speaks against a passage. `npm run fit:sample -- weights`;
 * then each `one` was moved so that all four meet the intents on one scale.
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
      { one: 4.68, wordUnknown: -1.03, charUnknown: -0.34 },
    ),
  },
  vectors: {
    zh: weightsOf(
      {
        wordBody: 2.28,
        wordBoth: 3.2,
        charTop: 1.7,
        charBody: 6.22,
        charBoth: 7.07,
        vectorBest: 1.91,
        vectorTop: 7.88,
        vectorBody: 0.53,
        article: -0.23,
      },
      { one: 8.43, wordUnknown: -0.6, charUnknown: -0.61 },
    ),
    en: weightsOf(
      {
        wordBody: 3.11,
        wordBoth: 4.87,
        charBest: 0.29,
        charBody: 0.06,
        charBoth: 1.72,
        vectorBest: 2.77,
        vectorTop: 7.15,
        vectorBody: 1.58,
        article: -0.04,
      },
      { one: 8.34, wordUnknown: -0.32, charUnknown: -0.79 },
    ),
  },
}
