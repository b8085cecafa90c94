/**
 * The weights that hold until a knowledge base is calibrated. Fitted on the sample knowledge (its own questions,
 * each hidden once, and once with its whole entry) together with the tuned questions of knowledge/questions, by maximum
 * likelihood with weights of 0 or more: a match never speaks against a passage. `npm run fit:sample -- weights`;
 * then each `one` was moved so that all four meet the intents on one scale. `sole*` by `bench/fit-sole.ts`, with all
 * others held: the sample with half of its keys or all in the other language only; log-loss 1.39 / 1.41 -> 1.08 / 1.04.
 * From both `sole` 3 was taken, since among many long passages of another language some are a little near to everything:
 * of the document questions the right file is among the first 3 for 94 / 92 / 90 % with 2 / 3 / 4 taken.
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
        wordBody: 1.53,
        wordBoth: 2.93,
        charBest: 0.12,
        charTop: 2.11,
        charQuestions: 0.05,
        charBody: 6.07,
        charBoth: 7.72,
        vectorBest: 1.32,
        vectorTop: 8.43,
        vectorBody: 1.43,
        soleBest: 5.13,
        soleBody: 3.69,
        article: -0.3,
        sole: -3.5,
      },
      { one: 8.3, wordUnknown: -0.26, charUnknown: -0.78 },
    ),
    en: weightsOf(
      {
        wordBody: 2.94,
        wordBoth: 4.95,
        charBest: 0.43,
        charTop: 0.27,
        charBody: 0.12,
        charBoth: 2.34,
        vectorBest: 2.74,
        vectorTop: 7.93,
        vectorBody: 1.5,
        soleBest: 3.25,
        soleBody: 3.56,
        article: -0.01,
        sole: -2.2,
      },
      { one: 8.87, wordUnknown: -0.23, charUnknown: -0.43 },
    ),
  },
}
