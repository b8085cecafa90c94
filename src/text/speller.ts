/**
 * Puts slips right before anything looks at a text: an English word that nobody knows, Chinese characters that only sound
 * right. It knows the words of one company (its knowledge and utterances), and leaves the words of the language alone.
 */
import { isEnglishWord } from './english-lexicon.ts'
import { buildHomophones, correctHomophones } from './homophones.ts'
import { normalize } from './normalize.ts'
import { buildSpellings, nearestWord } from './spelling.ts'
import { tokenize } from './tokens.ts'

export interface Speller {
  /** The normalised text with its slips put right. 20 to 60 µs for a short sentence. */
  correct(text: string): string
}

/** A Latin word on its own: not part of an address, a number or a name with digits. */
const RUN = /\p{Script=Han}{2,}|(?<![\p{L}\p{N}@._/'-])[a-z]{4,}(?![\p{L}\p{N}@_/'-]|\.\p{L})/gu
const HAN = /^\p{Script=Han}/u
/** Utterances have slips too: a word that English lacks counts as one's own when it occurs this often. */
const NO_SLIP_FROM = 3
/** Longest text that is looked at, in UTF-16 code units. */
const MAX_CHARS = 1000

/** What a company writes: its words with how often they occur, and every two Chinese characters side by side. */
export interface OwnWords {
  words: Map<string, number>
  grams: Set<string>
}

/** The words of these texts, added to `own`, which is returned: 40 µs each. */
export function learnWords(texts: Iterable<string>, own: OwnWords = { words: new Map(), grams: new Set() }): OwnWords {
  for (const text of texts) {
    for (const { word } of tokenize(text, { search: true })) own.words.set(word, (own.words.get(word) ?? 0) + 1)
    for (const run of normalize(text).matchAll(/\p{Script=Han}+/gu)) addPairs(own.grams, run[0])
  }
  return own
}

/** Knows these words; those learned later only partly. */
export function createSpeller({ words, grams }: OwnWords): Speller {
  const isWord = (word: string) => (words.get(word) ?? 0) >= NO_SLIP_FROM || isEnglishWord(word)
  const spellings = buildSpellings(new Map([...words].filter(([word]) => isWord(word))))
  const homophones = buildHomophones(words)
  const isKnown = (text: string) => grams.has(text)
  const correctWord = (word: string) => (isWord(word) ? word : (nearestWord(spellings, word) ?? word))
  return {
    correct(text) {
      const normalized = normalize(text.slice(0, MAX_CHARS))
      const corrected = normalized.replace(RUN, run =>
        HAN.test(run) ? correctHomophones(homophones, run, isKnown) : correctWord(run),
      )
      return text.length > MAX_CHARS ? corrected + normalize(text.slice(MAX_CHARS)) : corrected
    },
  }
}

/** Two characters that stand side by side somewhere are right as they are, word or not. */
function addPairs(grams: Set<string>, run: string): void {
  const characters = Array.from(run)
  for (let i = 0; i + 1 < characters.length; i++) grams.add(characters[i]! + characters[i + 1]!)
}
