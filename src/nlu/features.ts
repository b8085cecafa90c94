import { normalize } from '../text/normalize.ts'
import { synonymTerms } from '../text/synonyms.ts'
import { charNgrams, type Token, tokenize } from '../text/tokens.ts'

/** Latin n-grams shorter say little, longer ones repeat the words. banking77 10-shot valid: to 4 74.9, to 5 74.2. */
const LATIN_MIN = 2
const LATIN_MAX = 4
/** Han n-grams of three repeat jieba's words. massive-zh valid: to 2 78.3, to 3 77.1. */
const HAN_MAX = 2
/** A run of this many digits is a number of something (order, phone): which one says nothing about the intent. */
const LONG_NUMBER = /^[a-z]{0,4}\d{5,}$/
/** Longest text that is looked at, in UTF-16 code units: a longer one has its question at the beginning. */
const MAX_CHARS = 1000

const ASCII = 128
const LATIN = /[\p{Script=Latin}\p{N} ']/u

/** What a text is made of, before any model: strings, with repeats. */
export interface TextFeatures {
  /** Stems, and pairs of neighbouring stems joined by a space. */
  words: string[]
  /** Character n-grams: Latin 2-4 with word borders, Han 1-2. */
  grams: string[]
  /** Stems of the words that carry meaning (no stop words, no numbers), for the share of unknown ones. */
  content: string[]
  tokens: Token[]
}

/**
 * The features of one text in any mix of zh and en: word unigrams and bigrams and character n-grams. Both together
 * beat either alone on every set tried (as in sklearn's FeatureUnion of word and char_wb TF-IDF). About 40 µs.
 */
export function featuresOf(text: string): TextFeatures {
  const scanned = text.slice(0, MAX_CHARS)
  const tokens = tokenize(scanned)
  const stems = tokens.map(token => (LONG_NUMBER.test(token.stem) ? '#' : token.stem))
  const words = [...stems]
  for (let i = 0; i + 1 < stems.length; i++) words.push(`${stems[i]} ${stems[i + 1]}`)
  words.push(...synonymTerms(normalize(scanned), stems))
  const content = tokens.filter(token => !token.stop && token.kind !== 'number').map(token => token.stem)
  return { words, grams: charNgrams(scanned, 1, LATIN_MAX).filter(isWanted), content, tokens }
}

function isWanted(gram: string): boolean {
  const length = gram.length
  // Most are: the expressions below would cost as much as the rest of the features.
  if (gram.charCodeAt(0) < ASCII) return length >= LATIN_MIN
  if (length === 1) return !LATIN.test(gram)
  return LATIN.test(gram) ? length >= LATIN_MIN : Array.from(gram).length <= HAN_MAX
}
