/** A text as a bag of weighted terms, in two spaces: words, and characters (which see through typos and wrong cuts). */
import { bigrams, charNgrams, tokenize } from '../text/tokens.ts'

/** Term -> weight times count. */
export type Terms = ReadonlyMap<string, number>

/** Stop words keep a little weight: "怎么" and "how" tell a how-to from a yes-or-no. Leave-one-out on the sample: .1-.3 alike. */
const STOP_WEIGHT = 0.2
/** A single Han character says less than a pair. */
const HAN_CHAR_WEIGHT = 0.5
const LATIN_GRAM = { min: 3, max: 4 }

/** Words: jieba's (also those inside long ones), English stems, numbers. */
export function wordTerms(text: string): Terms {
  const terms = new Map<string, number>()
  for (const token of tokenize(text, { search: true })) add(terms, token.stem, token.stop ? STOP_WEIGHT : 1)
  return terms
}

/** Characters: single Han and pairs of them, n-grams of Latin words. */
export function charTerms(text: string): Terms {
  const terms = new Map<string, number>()
  for (const gram of bigrams(text)) add(terms, gram, 1)
  for (const character of text.match(/\p{Script=Han}/gu) ?? []) add(terms, character, HAN_CHAR_WEIGHT)
  const latin = text.replace(/\p{Script=Han}+/gu, ' ')
  for (const gram of charNgrams(latin, LATIN_GRAM.min, LATIN_GRAM.max)) add(terms, gram, 1)
  return terms
}

function add(terms: Map<string, number>, term: string, weight: number): void {
  terms.set(term, (terms.get(term) ?? 0) + weight)
}
