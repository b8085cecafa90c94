/** A text as a bag of weighted terms, in two spaces: words, and characters (which see through typos and wrong cuts). */
import { normalize } from '../text/normalize.ts'
import { SYNONYM_WEIGHT, synonymTerms } from '../text/synonyms.ts'
import { bigrams, charNgrams, type Token, tokenize } from '../text/tokens.ts'

/** Term -> weight times count. */
export type Terms = ReadonlyMap<string, number>

/** Stop words keep a little weight: "怎么" and "how" tell a how-to from a yes-or-no. Leave-one-out on the sample: .1-.3 alike. */
const STOP_WEIGHT = 0.2
/** A single Han character says less than a pair. */
const HAN_CHAR_WEIGHT = 0.5
const LATIN_GRAM = { min: 3, max: 4 }

export interface TextTerms {
  /** jieba's words (also those inside long ones), English stems, numbers, and synonym groups. */
  words: Terms
  /** Single Han characters and pairs of them, n-grams of Latin words. */
  chars: Terms
}

export function termsOf(text: string): TextTerms {
  const normalized = normalize(text)
  const tokens = tokenize(normalized, { search: true })
  return { words: wordTerms(normalized, tokens), chars: charTerms(normalized, tokens) }
}

function wordTerms(normalized: string, tokens: readonly Token[]): Terms {
  const terms = new Map<string, number>()
  for (const token of tokens) add(terms, token.stem, token.stop ? STOP_WEIGHT : 1)
  const stems = tokens.map(token => token.stem)
  for (const term of synonymTerms(normalized, stems)) terms.set(term, SYNONYM_WEIGHT)
  return terms
}

function charTerms(normalized: string, tokens: readonly Token[]): Terms {
  const terms = new Map<string, number>()
  for (const gram of bigrams(normalized)) add(terms, gram, 1)
  for (const character of normalized.match(/\p{Script=Han}/gu) ?? []) add(terms, character, HAN_CHAR_WEIGHT)
  for (const token of tokens) {
    if (token.kind === 'han') continue
    const weight = token.stop ? STOP_WEIGHT : 1
    for (const gram of charNgrams(token.word, LATIN_GRAM.min, LATIN_GRAM.max)) add(terms, gram, weight)
  }
  return terms
}

function add(terms: Map<string, number>, term: string, weight: number): void {
  terms.set(term, (terms.get(term) ?? 0) + weight)
}
