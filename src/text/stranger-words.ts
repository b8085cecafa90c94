import { dict } from '@node-rs/jieba/dict.js'
import { englishLexicon } from './english-lexicon.ts'

/** Draws a common word of a language at random: a noun, verb or adjective about anything in the world. */
export type DrawWord = (kind: 'han' | 'latin') => string

/** Occurrences in jieba's corpus from which on a word is common. */
const COMMON = 300
const NEWLINE = 10
const TRIES = 500

/** 20,000 words, read at the first training (60 ms). */
let english: string[] | undefined

/** From jieba's dictionary (350,000 words with frequencies) and natural's English lexicon (92,000 words); `random` gives [0, 1). */
export function createDrawWord(random: () => number): DrawWord {
  const words = english ?? readEnglish()
  english = words
  return kind => (kind === 'latin' ? words[Math.floor(random() * words.length)]! : drawChinese(random))
}

function readEnglish(): string[] {
  return [...englishLexicon()]
    .filter(([word, tags]) => /^[a-z]{4,9}$/.test(word) && /^(?:NN|NNS|VB|JJ)$/.test(tags[0] ?? ''))
    .map(([word]) => word)
}

/** Looks at lines at random offsets of the dictionary, so that its 5 MB need not be parsed. */
function drawChinese(random: () => number): string {
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const start = dict.indexOf(NEWLINE, Math.floor(random() * (dict.length - 100))) + 1
    const end = dict.indexOf(NEWLINE, start)
    const [word, count, tag] = Buffer.from(dict.subarray(start, end)).toString('utf8').split(' ')
    if (
      word !== undefined &&
      word.length >= 2 &&
      word.length <= 3 &&
      Number(count) >= COMMON &&
      /^[nva]/.test(tag ?? '')
    )
      return word
  }
  return '世界'
}
