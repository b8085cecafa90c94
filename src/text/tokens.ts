import { Jieba } from '@node-rs/jieba'
import { dict } from '@node-rs/jieba/dict.js'
import porter from 'natural/lib/natural/stemmers/porter_stemmer.js'
import tokenizers from 'natural/lib/natural/tokenizers/regexp_tokenizer.js'
import { normalize } from './normalize.ts'
import { isStopWord } from './stop-words.ts'

export interface Token {
  /** The word as it stands in the normalised text. */
  word: string
  /** What is matched: the Porter stem of an English word, otherwise the word itself. */
  stem: string
  kind: 'han' | 'latin' | 'number'
  /** Says nothing about the topic ("的", "please"). */
  stop: boolean
}

export interface TokenOptions {
  /** Leave stop words out; default false: an intent may hang on "how" or "不". */
  dropStopWords?: boolean
  /** Also the shorter words inside a long Chinese one (北京大学 -> 北京, 大学, 北京大学): for search; default false. */
  search?: boolean
}

/** Longest text that is cut, in UTF-16 code units; the rest is ignored. A passage is far shorter. */
const MAX_CHARS = 20_000
/** Longest Latin word, in code units; the rest of it is cut off. */
const MAX_WORD = 40

/** Remembered stems, at most: about 2 MB. */
const MAX_STEMS = 20_000

const RUN = /(\p{Script=Han}+)|([\p{L}\p{M}\p{N}']+)/gu
/** A word that begins with digits is cut after them, so that "500ml" and "500 ml" are the same; "iphone11" stays whole. */
const latin = new tokenizers.RegexpTokenizer({
  pattern: /\p{N}+(?=\p{L})|[\p{L}\p{N}\p{M}]+(?:'\p{L}+)?/gu,
  gaps: false,
})
const NUMBER = /^\p{N}+$/u
const PLAIN_WORD = /^[a-z]+$/
const ENDINGS = /'(?:s|re|ve|ll|m|d)$/
const NEGATIONS = new Map([
  ['cannot', 'can'],
  ["can't", 'can'],
  ['cant', 'can'],
  ["won't", 'will'],
  ['wont', 'will'],
  ["shan't", 'shall'],
  ['dont', 'do'],
  ['didnt', 'did'],
  ['doesnt', 'does'],
  ['isnt', 'is'],
])

/** 330 ms and 55 MB: loaded at the first Han text, or by `warmText`. */
let segmenter: Jieba | undefined
const stems = new Map<string, string>()

/**
 * The words of a text in any mix of Chinese and English, in order: jieba (dictionary and HMM) on runs of Han, natural's
 * tokenizer and Porter stemmer on the rest. Normalises first. "don't" gives "do", "not". Punctuation and emoji give
 * nothing. Bounded: 20,000 code units of a text, 40 of a Latin word. About 10 µs for a short sentence; never throws.
 */
export function tokenize(text: string, options: TokenOptions = {}): Token[] {
  const tokens: Token[] = []
  for (const run of normalize(text.slice(0, MAX_CHARS)).matchAll(RUN)) {
    if (run[1] !== undefined) addHan(tokens, run[1], options.search ?? false)
    else for (const word of latin.tokenize(run[0]) ?? []) addLatin(tokens, word)
  }
  return options.dropStopWords ? tokens.filter(token => !token.stop) : tokens
}

/** The matched forms of `tokenize`, in order. */
export function words(text: string, options: TokenOptions = {}): string[] {
  return tokenize(text, options).map(token => token.stem)
}

/**
 * Pairs of neighbouring characters in each run of Han of the normalised text ("退货款" -> 退货, 货款); a run of one
 * character gives that character. They find what a wrong segmentation hides. Latin text gives nothing.
 */
export function bigrams(text: string): string[] {
  const grams: string[] = []
  for (const run of normalize(text.slice(0, MAX_CHARS)).matchAll(/\p{Script=Han}+/gu)) {
    const characters = Array.from(run[0])
    if (characters.length === 1) grams.push(run[0])
    for (let i = 0; i + 1 < characters.length; i++) grams.push(characters[i]! + characters[i + 1]!)
  }
  return grams
}

/**
 * Character n-grams of `min` to `max` code points of the normalised text, within words: a Latin word is padded with a
 * space on both sides (" ord", "rder"), so that beginnings and ends differ; runs of Han are not. Repeats are kept.
 */
export function charNgrams(text: string, min: number, max: number): string[] {
  const grams: string[] = []
  for (const run of normalize(text.slice(0, MAX_CHARS)).matchAll(RUN)) {
    if (run[1] !== undefined) addGrams(grams, Array.from(run[1]), min, max)
    else addGrams(grams, Array.from(` ${run[0].slice(0, MAX_WORD)} `), min, max)
  }
  return grams
}

/** Loads the dictionaries now (0.4 s, 65 MB), so that the first visitor does not wait for them. */
export function warmText(): void {
  tokenize('退货運費')
}

/** A run of Han characters cut into words of jieba's dictionary, without guessing new ones. */
export function chineseWords(run: string): string[] {
  segmenter ??= Jieba.withDict(dict)
  return segmenter.cut(run, false)
}

function addHan(tokens: Token[], run: string, search: boolean): void {
  segmenter ??= Jieba.withDict(dict)
  const cut = search ? segmenter.cutForSearch(run, true) : segmenter.cut(run, true)
  for (const word of cut) tokens.push({ word, stem: word, kind: 'han', stop: isStopWord(word) })
}

function addLatin(tokens: Token[], found: string): void {
  const word = found.slice(0, MAX_WORD)
  const negated = NEGATIONS.get(word)
  if (NUMBER.test(word)) tokens.push({ word, stem: word, kind: 'number', stop: false })
  else if (negated !== undefined) push(tokens, negated, 'not')
  else if (word.endsWith("n't")) push(tokens, word.slice(0, -3), 'not')
  else push(tokens, word.replace(ENDINGS, '').replaceAll("'", ''))
}

function push(tokens: Token[], ...found: string[]): void {
  for (const word of found) {
    if (word === '') continue
    const stem = PLAIN_WORD.test(word) && word.length > 2 ? stemOf(word) : word
    tokens.push({ word, stem, kind: 'latin', stop: isStopWord(word) })
  }
}

/** Porter costs 3 µs a word, four fifths of an English sentence: the common words are remembered. */
function stemOf(word: string): string {
  const known = stems.get(word)
  if (known !== undefined) return known
  if (stems.size >= MAX_STEMS) stems.clear()
  const stem = porter.stem(word)
  stems.set(word, stem)
  return stem
}

function addGrams(grams: string[], characters: string[], min: number, max: number): void {
  for (let start = 0; start < characters.length; start++) {
    let gram = ''
    const end = Math.min(characters.length, start + max)
    for (let i = start; i < end; i++) {
      gram += characters[i]!
      if (i - start + 1 >= min) grams.push(gram)
    }
  }
}
