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
        wordBody: 3.7,
        wordBoth: 3.27,
        charTop: 2.24,
        charQuestions: 0.37,
        charBody: 6.57,
        charBoth: 5.66,
        vectorBest: 1.45,
        vectorTop: 8.36,
        vectorBody: 2.36,
      },
      { one: 7.64, wordUnknown: -0.75, charUnknown: 0.55 },
    ),
    en: weightsOf(
      {
        wordTop: 0.34,
        wordBody: 3.93,
        wordBoth: 5.84,
        charBody: 0.07,
        charBoth: 1.9,
        vectorBest: 1.06,
        vectorTop: 7.71,
        vectorBody: 4.1,
      },
      { one: 7.71, wordUnknown: 0.63, charUnknown: -0.81 },
    ),
  },
}
