/** What a language has for words, and what kind each is: for texts that are made up. */
import { Jieba } from '@node-rs/jieba'
import { dict } from '@node-rs/jieba/dict.js'

export interface KindOfWord {
  word: string
  /** Words of one kind can stand in for each other; undefined where the word says nothing alone. */
  kind: string | undefined
}

/** Rarer words are names and relics. */
const LEAST_OFTEN = 100
const COMMON = /^\p{Script=Han}{1,4}$/u

let segmenter: Jieba | undefined

/** The commoner words of jieba's dictionary, and how often each was counted. */
export function commonChineseWords(): (KindOfWord & { kind: string; frequency: number })[] {
  return Buffer.from(dict)
    .toString('utf8')
    .split('\n')
    .flatMap(line => {
      const [word, count, tag] = line.split(' ')
      const kind = word === undefined || tag === undefined ? undefined : kindOf(word, tag)
      if (kind === undefined || Number(count) < LEAST_OFTEN) return []
      return [{ word: word!, kind, frequency: Number(count) }]
    })
}

/** A text cut into words; joined they are the text again. */
export function chineseKinds(text: string): KindOfWord[] {
  segmenter ??= Jieba.withDict(dict)
  return segmenter.tag(text).map(({ word, tag }) => ({ word, kind: kindOf(word, tag) }))
}

/** By the tags of the ICTCLAS set: people, places, other nouns, verbs, adjectives. */
function kindOf(word: string, tag: string): string | undefined {
  if (!COMMON.test(word)) return undefined
  if (tag.startsWith('nr') || tag.startsWith('ns')) return tag.slice(0, 2)
  if (word.length === 1 && !tag.startsWith('n')) return undefined
  return tag.startsWith('vn') ? 'n' : /^[nva]/.exec(tag)?.[0]
}
