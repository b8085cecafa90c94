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
      { wordTop: 1.75, wordBody: 3.94, wordBoth: 5.57, charTop: 4.95, charBody: 6.39, charBoth: 8.88 },
      { one: 4.47, wordUnknown: -0.8, charUnknown: 0.44 },
    ),
    en: weightsOf(
      { wordTop: 2.18, wordBody: 4.29, wordBoth: 8.17, charTop: 1.17, charBody: 0, charBoth: 2.35 },
      { one: 4.69, wordUnknown: 0, charUnknown: 0 },
    ),
  },
  vectors: {
    zh: weightsOf(
      {
        wordBody: 4.48,
        wordBoth: 3.43,
        charTop: 2.88,
        charBody: 7.17,
        charBoth: 5.64,
        vectorBest: 1.58,
        vectorTop: 8.67,
      },
      { one: 7.99, wordUnknown: -0.85, charUnknown: 0.33 },
    ),
    en: weightsOf(
      {
        wordTop: 0.56,
        wordBody: 4.54,
        wordBoth: 5.74,
        charBody: 0.67,
        charBoth: 1.78,
        vectorBest: 0.47,
        vectorTop: 8.76,
      },
      { one: 7.14, wordUnknown: 0.36, charUnknown: -0.6 },
    ),
  },
}
